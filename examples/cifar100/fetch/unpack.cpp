#include "examples/cifar100/fetch/unpack.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string_view>
#include <vector>

#include "bicameral/core/atomic_file.hpp"
#include "bicameral/core/error.hpp"
#include "bicameral/core/utf8.hpp"

namespace cifar100 {

using bicameral::fail;
using bicameral::in_quotes;

namespace {

constexpr std::array<std::string_view, 4> wanted_files{"train.bin", "test.bin", "fine_label_names.txt",
                                                       "coarse_label_names.txt"};
/// A file is refused beyond this, so that an archive cannot fill the disk: 6 times the size of the largest real one.
constexpr std::int64_t most_bytes = std::int64_t{1} << 30;

class Archive {
 public:
  Archive(const std::filesystem::path& path, std::string name)
      : name_(std::move(name)), archive_(archive_read_new(), archive_read_free) {
    if (!archive_) throw std::bad_alloc();
    expect_ok(archive_read_support_filter_gzip(archive_.get()));
    expect_ok(archive_read_support_format_tar(archive_.get()));
    expect_ok(archive_read_open_filename(archive_.get(), path.string().c_str(), std::size_t{1} << 16));
  }

  /// The next entry, or null at the end.
  archive_entry* next() {
    archive_entry* entry = nullptr;
    const int result = archive_read_next_header(archive_.get(), &entry);
    if (result == ARCHIVE_EOF) return nullptr;
    expect_ok(result);
    return entry;
  }

  /// Copies the entry's bytes to `file`.
  void copy_to(bicameral::AtomicFile& file, std::string_view path) {
    std::vector<std::byte> buffer(std::size_t{1} << 16);
    for (std::int64_t bytes = 0;;) {
      const auto count = archive_read_data(archive_.get(), buffer.data(), buffer.size());
      if (count < 0) give_up();
      if (count == 0) return;
      bytes += static_cast<std::int64_t>(count);
      if (bytes > most_bytes)
        fail(name_ + ": " + in_quotes(path), "at most " + std::to_string(most_bytes) + " bytes", "more");
      file.write(buffer.data(), static_cast<std::size_t>(count));
    }
  }

 private:
  void expect_ok(int result) {
    if (result != ARCHIVE_OK) give_up();
  }
  [[noreturn]] void give_up() {
    const char* reason = archive_error_string(archive_.get());
    fail(name_, "a whole tar archive", reason != nullptr ? reason : "something else");
  }

  std::string name_;
  std::unique_ptr<archive, int (*)(archive*)> archive_;
};

/// The name of the wanted file that an entry is, or "". Throws Error for a path that leads out of the archive.
std::string_view wanted_name(std::string_view path, const std::string& archive) {
  const auto refuse = [&] { fail(archive, "paths within the archive", in_quotes(path)); };
  if (path.starts_with('/') || path.find('\\') != std::string_view::npos) refuse();
  std::vector<std::string_view> parts;
  for (std::string_view rest = path;;) {
    const std::size_t slash = rest.find('/');
    const std::string_view part = rest.substr(0, slash);
    if (part == "..") refuse();
    if (!part.empty() && part != ".") parts.push_back(part);
    if (slash == std::string_view::npos) break;
    rest.remove_prefix(slash + 1);
  }
  if (parts.empty() || parts.size() > 2 || (parts.size() == 2 && parts[0] != "cifar-100-binary")) return {};
  for (const std::string_view name : wanted_files)
    if (parts.back() == name) return name;
  return {};
}

}  // namespace

void unpack_cifar100(const std::filesystem::path& path, const std::filesystem::path& folder, const std::string& name) {
  // Every file waits under a temporary name until the archive was read to its end without complaint.
  std::map<std::string_view, std::unique_ptr<bicameral::AtomicFile>> files;
  Archive archive(path, name);
  while (archive_entry* entry = archive.next()) {
    const char* given = archive_entry_pathname(entry);
    if (given == nullptr) fail(name, "entries with a name", "one without");
    const std::string entry_path = given;
    const std::string_view wanted = wanted_name(entry_path, name);
    if (wanted.empty()) continue;
    if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry) != nullptr)
      fail(name + ": " + in_quotes(entry_path), "a plain file", "a folder, a link or something else");
    auto& file = files[wanted];
    if (file) fail(name, "one file " + in_quotes(wanted), "two");
    file = std::make_unique<bicameral::AtomicFile>(folder / wanted);
    archive.copy_to(*file, entry_path);
  }
  for (const std::string_view wanted : wanted_files)
    if (!files.contains(wanted)) fail(name, "a file " + in_quotes(wanted), "an archive without it");
  for (const auto& [wanted, file] : files) file->commit();
}

}  // namespace cifar100
