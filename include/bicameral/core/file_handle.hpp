#pragma once
// The system's files as far as atomic_file.hpp needs them: POSIX, and a portable path for other systems, which
// BICAMERAL_PORTABLE_FILES selects for tests.

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

#if (defined(__unix__) || defined(__APPLE__)) && !defined(BICAMERAL_PORTABLE_FILES)
#define BICAMERAL_FILES_ARE_POSIX 1
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#else
#define BICAMERAL_FILES_ARE_POSIX 0
#include <chrono>
#include <fstream>
#endif

namespace bicameral::core_detail {

#if BICAMERAL_FILES_ARE_POSIX

inline std::error_code last_error() { return {errno, std::generic_category()}; }

/// A word that no other running process of this machine uses.
inline std::string process_name() { return std::to_string(::getpid()); }

/// One open file, closed at the end. Functions return the system's error or none.
class FileHandle {
 public:
  FileHandle() = default;
  FileHandle(const FileHandle&) = delete;
  FileHandle& operator=(const FileHandle&) = delete;
  ~FileHandle() { static_cast<void>(close()); }

  bool is_open() const { return descriptor_ >= 0; }
  /// A new file; errc::file_exists if there is one.
  std::error_code create(const std::filesystem::path& path) { return open(path, O_WRONLY | O_CREAT | O_EXCL); }
  std::error_code append(const std::filesystem::path& path) { return open(path, O_WRONLY | O_CREAT | O_APPEND); }

  std::error_code write(const void* data, std::size_t bytes) {
    constexpr std::size_t most = std::size_t{1} << 30;  // what one call surely takes
    for (const char* next = static_cast<const char*>(data); bytes != 0;) {
      const ::ssize_t written = ::write(descriptor_, next, bytes < most ? bytes : most);
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return last_error();
      next += written;
      bytes -= static_cast<std::size_t>(written);
    }
    return {};
  }
  std::error_code sync() { return ::fsync(descriptor_) == 0 ? std::error_code{} : last_error(); }
  std::error_code close() {
    if (descriptor_ < 0) return {};
    const int result = ::close(descriptor_);
    descriptor_ = -1;
    return result == 0 || errno == EINTR ? std::error_code{} : last_error();
  }
  /// Bytes in the file, or -1 if it is no file with a size, for instance a terminal.
  std::int64_t size() const {
    struct ::stat status {};
    if (::fstat(descriptor_, &status) != 0 || !S_ISREG(status.st_mode)) return -1;
    return static_cast<std::int64_t>(status.st_size);
  }
  std::error_code truncate(std::int64_t size) {
    return ::ftruncate(descriptor_, static_cast<::off_t>(size)) == 0 ? std::error_code{} : last_error();
  }

 private:
  std::error_code open(const std::filesystem::path& path, int flags) {
    do descriptor_ = ::open(path.c_str(), flags | O_CLOEXEC, 0666);
    while (descriptor_ < 0 && errno == EINTR);
    return descriptor_ >= 0 ? std::error_code{} : last_error();
  }
  int descriptor_ = -1;
};

/// Makes the names in the file's folder safe. Folders that cannot be opened or synced are no error: the file itself is.
inline std::error_code sync_folder_of(const std::filesystem::path& path) {
  const std::filesystem::path folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return {};
  const std::error_code error = ::fsync(descriptor) == 0 ? std::error_code{} : last_error();
  ::close(descriptor);
  return error == std::errc::io_error || error == std::errc::no_space_on_device ? error : std::error_code{};
}

/// Adds the text at the end of the file, or nothing.
inline std::error_code append_whole(const std::filesystem::path& path, std::string_view text) {
  FileHandle file;
  if (const std::error_code error = file.append(path)) return error;
  const std::int64_t before = file.size();
  if (const std::error_code error = file.write(text.data(), text.size())) {
    if (before >= 0) static_cast<void>(file.truncate(before));
    return error;
  }
  return file.close();
}

#else

/// The reason of the last failure where the system gave one.
inline std::error_code last_error() {
  return errno != 0 ? std::error_code(errno, std::generic_category()) : std::make_error_code(std::errc::io_error);
}

inline std::string process_name() {
  return std::to_string(std::chrono::system_clock::now().time_since_epoch().count());
}

class FileHandle {
 public:
  bool is_open() const { return stream_.is_open(); }
  std::error_code create(const std::filesystem::path& path) {
    std::error_code ignored;
    if (std::filesystem::exists(path, ignored)) return std::make_error_code(std::errc::file_exists);
    errno = 0;
    stream_.open(path, std::ios::binary | std::ios::trunc);
    return stream_.is_open() ? std::error_code{} : last_error();
  }
  std::error_code write(const void* data, std::size_t bytes) {
    errno = 0;
    stream_.write(static_cast<const char*>(data), static_cast<std::streamsize>(bytes));
    return stream_ ? std::error_code{} : last_error();
  }
  std::error_code sync() {
    errno = 0;
    stream_.flush();  // as far as the standard library can go
    return stream_ ? std::error_code{} : last_error();
  }
  std::error_code close() {
    if (!stream_.is_open()) return {};
    errno = 0;
    stream_.close();
    return stream_ ? std::error_code{} : last_error();
  }

 private:
  std::ofstream stream_;
};

inline std::error_code sync_folder_of(const std::filesystem::path&) { return {}; }

inline std::error_code append_whole(const std::filesystem::path& path, std::string_view text) {
  std::error_code unknown;
  const auto before = std::filesystem::file_size(path, unknown);
  errno = 0;
  std::ofstream stream(path, std::ios::binary | std::ios::app);
  if (!stream) return last_error();
  stream.write(text.data(), static_cast<std::streamsize>(text.size()));
  stream.close();
  if (stream) return {};
  const std::error_code error = last_error();
  std::error_code ignored;
  if (!unknown) std::filesystem::resize_file(path, before, ignored);
  return error;
}

#endif

}  // namespace bicameral::core_detail

#undef BICAMERAL_FILES_ARE_POSIX
