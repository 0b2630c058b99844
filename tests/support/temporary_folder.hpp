#pragma once
// A folder that exists as long as its object does, with a name no other test run has.

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <random>
#include <stdexcept>
#include <string>
#include <system_error>

namespace bicameral::test {

/// Makes an empty folder below the system's one for temporary files and removes it with all it holds at the end.
class TemporaryFolder {
 public:
  TemporaryFolder() : path_(make()) {}
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() {
    std::error_code ignored;  // what cannot be removed is left for the system to clear
    std::filesystem::remove_all(path_, ignored);
  }

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(const std::filesystem::path& name) const { return path_ / name; }

  /// Writes exactly these bytes to a file in the folder and returns its path.
  std::filesystem::path write(const std::string& name, const std::string& bytes) const {
    const std::filesystem::path file = path_ / name;
    std::ofstream stream(file, std::ios::binary | std::ios::trunc);
    stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    stream.close();
    if (!stream) throw std::runtime_error("TemporaryFolder: cannot write " + file.string());
    return file;
  }

 private:
  static std::filesystem::path make() {
    std::random_device device;  // names only have to differ, nothing is drawn from them
    for (int attempt = 0; attempt < 100; ++attempt) {
      const std::uint64_t name = (std::uint64_t{device()} << 32) | device();
      const auto folder = std::filesystem::temp_directory_path() / ("bicameral-test-" + std::to_string(name));
      if (std::filesystem::create_directory(folder)) return folder;
    }
    throw std::runtime_error("TemporaryFolder: no free name");
  }

  std::filesystem::path path_;
};

}  // namespace bicameral::test
