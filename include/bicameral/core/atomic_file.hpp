#pragma once
// Files that are written whole or not at all, and lines added to logs.

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "bicameral/core/error.hpp"
#include "bicameral/core/file_handle.hpp"
#include "bicameral/core/utf8.hpp"

namespace bicameral {

/// Whether a file name is that of an AtomicFile before its commit(): NAME.part-PROCESS-ATTEMPT, which a killed process
/// leaves behind.
inline bool is_unfinished_file(std::string_view name) {
  constexpr std::string_view mark = ".part-";
  const std::size_t begin = name.rfind(mark);
  if (begin == std::string_view::npos) return false;
  const std::string_view rest = name.substr(begin + mark.size());
  const std::size_t dash = rest.find('-');
  const auto is_number = [](std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
  };
  return dash != std::string_view::npos && is_number(rest.substr(0, dash)) && is_number(rest.substr(dash + 1));
}

/// A new version of a file that nobody sees before commit().
/// Ensures: until then, and after any failure, a file that was there before is untouched; a file cut short is never
/// found under its name, not even after a power loss; the temporary file beside it is removed unless the process is
/// killed. A symbolic link at `path` is replaced, not followed.
/// Throws Error, naming the path and the system's reason: no such folder, no permission, a full disk, ...
/// A process over its file-size limit is killed by SIGXFSZ unless it ignores that signal; then it gets an Error too.
class AtomicFile {
 public:
  explicit AtomicFile(std::filesystem::path path) : path_(std::move(path)) {
    std::error_code ignored;
    if (std::filesystem::is_directory(path_, ignored)) fail(path_.string(), "a file to write", "a folder");
    if (!path_.has_filename()) fail("AtomicFile", "a file name", in_quotes(path_.string()));
    for (int attempt = 0;; ++attempt) {
      temporary_ = path_;
      temporary_ += ".part-" + core_detail::process_name() + "-" + std::to_string(attempt);
      const std::error_code error = file_.create(temporary_);
      if (!error) break;
      // The name is free at the first attempt unless this process writes the file twice at a time or a killed one of
      // the same number left its own behind.
      if (error == std::errc::file_exists && attempt < 1000) continue;
      temporary_.clear();  // not ours to remove
      give_up("create the file", error);
    }
  }
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;
  ~AtomicFile() {
    if (!committed_) remove();
  }

  /// Adds bytes at the end. Nothing is copied or kept in memory.
  void write(const void* data, std::size_t bytes) {
    if (const std::error_code error = file_.write(data, bytes)) give_up("write the file", error);
  }
  void write(std::span<const std::byte> bytes) { write(bytes.data(), bytes.size()); }
  void write(std::string_view text) { write(text.data(), text.size()); }

  /// Puts all bytes safely on disk, still under the temporary name; nothing can be added any more. For several files
  /// that belong together: what fails, a full disk for instance, fails before the first of them is put into place.
  void finish() {
    if (finished_) return;
    if (!file_.is_open()) fail("AtomicFile", "a file still being written", in_quotes(path_.string()));
    if (const std::error_code error = file_.sync()) give_up("write the file to disk", error);
    if (const std::error_code error = file_.close()) give_up("close the file", error);
    finished_ = true;
  }

  /// Puts the file into place, safely on disk. Call it once, last.
  void commit() {
    if (committed_) fail("AtomicFile::commit", "a file still being written", in_quotes(path_.string()));
    finish();
    std::error_code error;
    std::filesystem::rename(temporary_, path_, error);
    if (error) give_up("put the file into place", error);
    committed_ = true;
    if ((error = core_detail::sync_folder_of(path_)))
      fail(path_.string(), "to have its name safely on disk", "written, but: " + error.message());
  }

  const std::filesystem::path& path() const { return path_; }
  /// Where the bytes are until commit().
  const std::filesystem::path& temporary_path() const { return temporary_; }

 private:
  void remove() {
    static_cast<void>(file_.close());
    std::error_code ignored;  // there is nothing more to be done
    if (!temporary_.empty()) std::filesystem::remove(temporary_, ignored);
    temporary_.clear();
  }
  [[noreturn]] void give_up(const std::string& what, std::error_code error) {
    remove();
    fail(path_.string(), "to " + what, error.message());
  }

  std::filesystem::path path_;
  std::filesystem::path temporary_;
  core_detail::FileHandle file_;
  bool finished_ = false;
  bool committed_ = false;
};

/// Writes a whole file at once. Throws as AtomicFile does.
inline void write_file(const std::filesystem::path& path, std::string_view bytes) {
  AtomicFile file(path);
  file.write(bytes);
  file.commit();
}

/// Adds bytes at the end of a file, which is made if missing. Ensures and throws as append_line.
inline void append_bytes(const std::filesystem::path& path, std::string_view bytes) {
  if (const std::error_code error = core_detail::append_whole(path, bytes))
    fail(path.string(), "to append " + std::to_string(bytes.size()) + " bytes", error.message());
}

/// Adds `line` and a line feed at the end of a log, which is made if missing.
/// Ensures: either the whole line is added or, if the disk is full for instance, nothing. Not synced: a power loss may
/// take the newest lines. Throws Error, naming the path and the system's reason.
inline void append_line(const std::filesystem::path& path, std::string_view line) {
  if (line.find('\n') != std::string_view::npos) fail(path.string(), "one line to append", "several");
  std::string text(line);
  text += '\n';
  if (const std::error_code error = core_detail::append_whole(path, text))
    fail(path.string(), "to append a line", error.message());
}

}  // namespace bicameral
