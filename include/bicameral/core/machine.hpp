#pragma once
// Which machine this is, as far as measured times depend on it.

#include <filesystem>
#include <fstream>
#include <istream>
#include <string>

#include "bicameral/core/build_info.hpp"
#include "bicameral/core/version.hpp"

namespace bicameral {

/// The processor's name from the text of /proc/cpuinfo; empty if it does not say.
inline std::string cpu_model_in(std::istream& cpuinfo) {
  std::string line;
  std::string part;
  while (std::getline(cpuinfo, line)) {
    const std::size_t colon = line.find(':');
    if (colon == std::string::npos) continue;
    const std::string key = line.substr(0, line.find_last_not_of(" \t", colon - (colon > 0)) + 1);
    const std::size_t begin = line.find_first_not_of(" \t", colon + 1);
    if (begin == std::string::npos) continue;
    const std::string value = line.substr(begin, line.find_last_not_of(" \t\r") + 1 - begin);
    if (key == "model name" || key == "Model" || key == "cpu model") return value;
    if (key == "CPU part" && part.empty()) part = "ARM, part " + value;  // ARM kernels give numbers only
  }
  return part;
}

/// This machine's processor, "unknown" where the system does not tell.
inline std::string cpu_model() {
  std::ifstream cpuinfo("/proc/cpuinfo");
  const std::string model = cpuinfo ? cpu_model_in(cpuinfo) : std::string();
  return model.empty() ? "unknown" : model;
}

/// Level and size of the data caches of the first core, "L1 48K, L2 1024K, L3 32768K", from the folder in which Linux
/// tells about them; "unknown" if there is nothing.
inline std::string cache_sizes(const std::filesystem::path& folder = "/sys/devices/system/cpu/cpu0/cache") {
  std::string text;
  for (int i = 0;; ++i) {
    const std::filesystem::path cache = folder / ("index" + std::to_string(i));
    const auto word = [&](const char* name) {
      std::string value;
      std::ifstream(cache / name) >> value;
      return value;
    };
    const std::string level = word("level");
    if (level.empty()) return text.empty() ? "unknown" : text;
    if (word("type") != "Instruction") text += (text.empty() ? "L" : ", L") + level + " " + word("size");
  }
}

/// What must agree before times that were measured elsewhere are believed.
struct MachineIdentity {
  std::string library;       // version
  std::string cpu;           // the processor's name
  std::string instructions;  // the widest vector instructions of the build
  std::string caches;
  int threads = 0;
  bool operator==(const MachineIdentity&) const = default;
};

/// This machine, working with so many threads; the instructions are those of the file that calls this.
[[maybe_unused]] static MachineIdentity this_machine(int threads) {
  return {std::string(library_version), cpu_model(), build_info().simd, cache_sizes(), threads};
}

}  // namespace bicameral
