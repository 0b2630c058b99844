#pragma once
// Where and how a run happened: what somebody needs who wants to repeat it.

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "bicameral/core/build_info.hpp"
#include "bicameral/core/json_text.hpp"
#include "bicameral/core/machine.hpp"

namespace bicameral {

/// What only the program knows about its run; what is empty or 0 is left out of the record.
struct RunOrigin {
  std::vector<std::string> command_line{};
  int threads = 0;           // workers
  std::string data_hash{};   // of the training images
  std::string git_commit{};  // of the sources
  std::string compiler_flags{};
  std::chrono::system_clock::time_point time = std::chrono::system_clock::now();
};

/// Names and values in the order of the record.
using EnvironmentRecord = std::vector<std::pair<std::string, std::string>>;

/// "2026-03-01T12:34:56Z": the time in UTC (ISO 8601), whatever the locale.
inline std::string utc_text(std::chrono::system_clock::time_point time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  const auto day = std::chrono::floor<std::chrono::days>(seconds);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(seconds - day);
  const auto two = [](long long value) { return std::string(value < 10 ? "0" : "") += std::to_string(value); };
  return std::to_string(static_cast<int>(date.year())) + "-" + two(static_cast<unsigned>(date.month())) + "-" +
         two(static_cast<unsigned>(date.day())) + "T" + two(clock.hours().count()) + ":" +
         two(clock.minutes().count()) + ":" + two(clock.seconds().count()) + "Z";
}

/// The words of a command line as one would type them into a shell: quoted where needed.
inline std::string shell_text(const std::vector<std::string>& words) {
  constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./=:,+@%";
  std::string text;
  for (const std::string& word : words) {
    if (!text.empty()) text += ' ';
    if (!word.empty() && word.find_first_not_of(plain) == std::string::npos) {
      text += word;
      continue;
    }
    text += '\'';
    for (const char c : word) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
    text += '\'';
  }
  return text;
}

/// The record of a run, with facts about the file that calls this.
[[maybe_unused]] static EnvironmentRecord environment_record(const RunOrigin& origin) {
#if defined(__linux__)
  const std::string system = "Linux";
#elif defined(__APPLE__)
  const std::string system = "macOS";
#elif defined(_WIN32)
  const std::string system = "Windows";
#else
  const std::string system = "other";
#endif
  const BuildInfo build = build_info();
  EnvironmentRecord record;
  const auto add = [&](const char* name, std::string value) {
    if (!value.empty()) record.emplace_back(name, std::move(value));
  };
  add("time", utc_text(origin.time));
  add("command", shell_text(origin.command_line));
  std::error_code error;
  const std::string folder = std::filesystem::current_path(error).string();
  add("folder", error ? std::string() : folder);
  add("commit", origin.git_commit);
  add("system", system);
  add("cpu", cpu_model());
  const unsigned cores = std::thread::hardware_concurrency();
  add("cores", cores == 0 ? std::string() : std::to_string(cores));
  add("threads", origin.threads == 0 ? std::string() : std::to_string(origin.threads));
  add("architecture", build.architecture);
  add("simd", build.simd);
  add("vectors", build.vectors);
  add("compiler", build.compiler);
  add("compiler_flags", origin.compiler_flags);
  add("optimized", build.optimized ? "yes" : "no");
  add("assertions", build.ndebug ? "no" : "yes");
  add("sanitizers", build.sanitizers);
  add("eigen", build.eigen);
  add("parallel", build.threads);
  add("data_hash", origin.data_hash);
  return record;
}

/// The record as a JSON object, one member to a line.
inline std::string environment_json(const EnvironmentRecord& record) {
  std::string json = "{";
  for (const auto& [name, value] : record) {
    json += json.size() == 1 ? "\n  " : ",\n  ";
    append_json_string(json, name);
    json += ": ";
    append_json_string(json, value);
  }
  return json + (record.empty() ? "}\n" : "\n}\n");
}

}  // namespace bicameral
