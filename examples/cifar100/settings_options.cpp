#include "examples/cifar100/settings_options.hpp"

#include <algorithm>
#include <filesystem>

namespace cifar100 {

void SettingsOptions::add_to(CLI::App& command) {
  command.add_option("--settings", file_, "JSON file with settings by name");
  Settings defaults;
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
  return settings;
}

}  // namespace cifar100
