#include "examples/cifar100/run/folder.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "bicameral/core/error.hpp"
#include "bicameral/core/version.hpp"

namespace cifar100 {

namespace {

using bicameral::fail;

std::map<std::string, std::string> as_map(const Settings& settings) {
  Settings copy = settings;
  std::map<std::string, std::string> map;
  for (const SettingEntry& entry : entries_of(copy)) map[entry.name] = entry.get();
  return map;
}

std::map<std::string, std::string> saved_settings(const std::string& folder) {
  const std::string file = folder + "/settings.json";
  if (!std::filesystem::exists(file)) fail("run folder '" + folder + "'", "an earlier run", "no settings.json there");
  const std::string version = settings_file_version(file);
  if (version != bicameral::library_version)
    fail("run folder '" + folder + "'", "a run of version " + std::string(bicameral::library_version),
         version.empty() ? "one without a version" : "version " + version);
  return read_settings_file(file);
}

/// What a run was trained by.
std::string program_text(const std::map<std::string, std::string>& environment) {
  const auto value = [&](const char* name) {
    const auto found = environment.find(name);
    return found == environment.end() ? std::string("unknown") : found->second;
  };
  return "commit " + value("commit") + " with " + value("simd") + " by " + value("vectors") + ", " + value("compiler");
}

std::map<std::string, std::string> environment_in(const std::string& file) {
  try {
    std::ifstream stream(file);
    return nlohmann::json::parse(stream).get<std::map<std::string, std::string>>();
  } catch (const nlohmann::json::exception& error) {
    fail("file '" + file + "'", "the record of a run as JSON", error.what());
  }
}

/// Settings that change no result: the pictures are compared by their hashes, wherever they lie, and what was in the
/// tune file is a setting of its own.
constexpr std::array<std::string_view, 8> harmless{"threads", "out",       "data",   "seeds",
                                                   "arms",    "tune_file", "preset", "tensorboard"};

}  // namespace

bool may_begin_in(const std::string& folder) {
  namespace fs = std::filesystem;
  if (!fs::exists(folder)) return true;
  if (!fs::is_directory(folder)) return false;
  return std::all_of(fs::directory_iterator(folder), fs::directory_iterator(), [](const fs::directory_entry& entry) {
    const std::string name = entry.path().filename().string();
    return name == "lock" || name == "environment.json" || name.starts_with("environment.json.part-") ||
           name.starts_with("settings.json.part-");
  });
}

void expect_same_run(const Settings& settings) {
  if (may_begin_in(settings.out))
    fail("resume of '" + settings.out + "'", "an earlier run; without --resume one begins there",
         "no settings.json there");
  const std::map<std::string, std::string> before = saved_settings(settings.out);
  std::string names, saved, given;
  for (const auto& [name, value] : as_map(settings)) {
    if (std::find(harmless.begin(), harmless.end(), name) != harmless.end()) continue;
    const auto found = before.find(name);
    const std::string old = found == before.end() ? "" : found->second;
    if (old == value) continue;
    const std::string separator = names.empty() ? "" : ", ";
    names += separator + "'" + name + "'";
    saved += separator + "'" + old + "'";
    given += separator + "'" + value + "'";
  }
  if (!names.empty()) fail("resume of '" + settings.out + "': setting " + names, saved + " as in the saved run", given);
}

std::map<std::string, std::string> run_environment(const std::string& folder) {
  return environment_in(folder + "/environment.json");
}

std::vector<std::string> run_programs(const std::string& folder) {
  std::vector<std::string> programs;
  std::string file = folder + "/environment.json";
  for (int sitting = 2; std::filesystem::exists(file); ++sitting) {
    const std::string program = program_text(environment_in(file));
    if (std::find(programs.begin(), programs.end(), program) == programs.end()) programs.push_back(program);
    file = folder + "/environment." + std::to_string(sitting) + ".json";
  }
  return programs;
}

std::string other_program_note(const std::map<std::string, std::string>& begun_in,
                               const std::map<std::string, std::string>& goes_on_in) {
  const std::string before = program_text(begun_in);
  const std::string now = program_text(goes_on_in);
  if (before == now) return "";
  return "Note: begun by " + before + "; goes on with " + now + ": their results need not agree bit by bit\n";
}

std::string run_data_hash(const std::string& folder) {
  const std::map<std::string, std::string> environment = run_environment(folder);
  const auto found = environment.find("data_hash");
  if (found == environment.end())
    fail("file '" + folder + "/environment.json'", "the hash of the training images", "none");
  return found->second;
}

Settings run_settings(const std::string& folder) {
  const std::map<std::string, std::string> saved = saved_settings(folder);
  Settings settings;
  std::vector<SettingEntry> entries = entries_of(settings);
  for (const auto& [name, value] : saved) set(entries, name, value, folder + "/settings.json");
  settings.out = folder;
  return settings;
}

}  // namespace cifar100
