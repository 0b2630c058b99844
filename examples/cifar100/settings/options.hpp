#pragma once
// Settings from the command line: preset first, then the settings file, then what was typed.

#include <CLI/CLI.hpp>
#include <map>
#include <string>

#include "examples/cifar100/settings/settings.hpp"

namespace cifar100 {

/// Options for all settings, and --settings FILE; remembers what was typed.
class SettingsOptions {
 public:
  /// Adds "--learning-rate" and so on to the command.
  void add_to(CLI::App& command);
  /// Preset, file, then typed values; throws for unknown or unusable ones. On resume the saved settings of the run in
  /// --out take the place of preset and file. A tune file is read here, once: its choices become a setting of their
  /// own, which is saved, and on resume the saved ones hold.
  Settings resolve(bool resume = false) const;
  /// Only what was typed, for comparing with a run that is resumed.
  const std::map<std::string, std::string>& typed() const { return typed_; }
  const std::string& file() const { return file_; }

 private:
  void resolve_choices(Settings& settings, bool resume) const;

  std::map<std::string, std::string> typed_;
  std::string file_;
};

}  // namespace cifar100
