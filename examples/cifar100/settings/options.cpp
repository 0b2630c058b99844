#include "examples/cifar100/settings/options.hpp"

#include <algorithm>
#include <filesystem>

#include "bicameral/core/error.hpp"
#include "examples/cifar100/settings/tuned.hpp"

namespace cifar100 {

void SettingsOptions::add_to(CLI::App& command) {
  command.add_option("--settings", file_, "JSON file with settings by name");
  Settings defaults = preset(Settings{}.preset);
  for (const SettingEntry& entry : entries_of(defaults)) {
    std::string option = "--" + entry.name;
    std::replace(option.begin(), option.end(), '_', '-');
    const std::string name = entry.name;
    command
        .add_option_function<std::string>(
            option, [this, name](const std::string& value) { typed_[name] = value; },
            entry.help + (entry.get().empty() ? "" : " [" + entry.get() + "]"))
        ->type_name("")
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  }
}

void SettingsOptions::resolve_choices(Settings& settings, bool resume) const {
  const bool choices_typed = typed_.contains("convolution_choices");
  const std::string saved = settings.out + "/settings.json";
  if (resume) {
    // The choices that the run began with, whatever the tune file says by now: networks that have not begun yet are to
    // be comparable with those that have.
    if (!std::filesystem::exists(saved)) return;
    const std::map<std::string, std::string> before = read_settings_file(saved);
    const auto value = [&](const char* name) {
      const auto found = before.find(name);
      return found == before.end() ? std::string() : found->second;
    };
    settings.tune_file = value("tune_file");
    if (!choices_typed) settings.convolution_choices = value("convolution_choices");
    return;
  }
  if (choices_typed && typed_.contains("tune_file"))
    bicameral::fail("options", "--tune-file or --convolution-choices", "both");
  // A settings file that a run saved holds both: then the file was read already.
  const bool read_already = !settings.convolution_choices.empty() && !typed_.contains("tune_file");
  if (settings.tune_file.empty() || read_already) return;
  settings.convolution_choices = choices_in(settings.tune_file, settings.threads, settings.batch);
}

Settings SettingsOptions::resolve(bool resume) const {
  std::map<std::string, std::string> from_file;
  std::string file = file_;
  if (resume && file.empty() && !typed_.contains("preset")) {
    const auto out = typed_.find("out");
    const std::string saved = (out == typed_.end() ? Settings{}.out : out->second) + "/settings.json";
    if (std::filesystem::exists(saved)) file = saved;
  }
  if (!file.empty()) from_file = read_settings_file(file);
  std::string start = "reduced";
  if (const auto found = from_file.find("preset"); found != from_file.end()) start = found->second;
  if (const auto found = typed_.find("preset"); found != typed_.end()) start = found->second;
  Settings settings = preset(start);
  std::vector<SettingEntry> entries = entries_of(settings);
  for (const auto& [name, value] : from_file)
    if (name != "preset") set(entries, name, value, "settings file '" + file + "'");
  if (resume && !typed_.contains("out") && file != file_) settings.out = Settings{}.out;
  for (const auto& [name, value] : typed_)
    if (name != "preset") set(entries, name, value, "command line");
  resolve_choices(settings, resume);
  return settings;
}

}  // namespace cifar100
