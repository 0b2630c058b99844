#include "examples/cifar100/fetch/fetch.hpp"

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <system_error>
#include <vector>

#include "bicameral/core/atomic_file.hpp"
#include "bicameral/core/error.hpp"
#include "bicameral/core/utf8.hpp"
#include "examples/cifar100/fetch/download.hpp"
#include "examples/cifar100/fetch/md5.hpp"
#include "examples/cifar100/fetch/unpack.hpp"

namespace cifar100 {

namespace fs = std::filesystem;
using bicameral::fail;

namespace {

/// More than any archive this is meant for; a server that sends without end is stopped here.
constexpr std::int64_t most_bytes = std::int64_t{1} << 31;

std::string checked_md5(std::string md5) {
  for (char& c : md5)
    if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
  if (md5.size() != 32 || md5.find_first_not_of("0123456789abcdef") != std::string::npos)
    fail("fetch: MD5 sum", "32 hexadecimal digits", bicameral::in_quotes(md5));
  return md5;
}

/// A folder; those of its path that were missing are made and, unless keep() is called, taken away again.
class MadeFolder {
 public:
  explicit MadeFolder(const fs::path& folder) {
    if (folder.empty()) fail("fetch: folder", "a name", "none");
    std::error_code error;
    for (fs::path missing = fs::absolute(folder); !fs::exists(missing, error); missing = missing.parent_path()) {
      if (missing.has_filename()) made_.push_back(missing);
      if (!missing.has_parent_path() || missing == missing.parent_path()) break;
    }
    fs::create_directories(folder, error);
    if (error || !fs::is_directory(folder, error)) {
      remove();
      fail("fetch: folder " + bicameral::in_quotes(folder.string()), "to be made",
           error ? error.message() : "something that is no folder");
    }
  }
  MadeFolder(const MadeFolder&) = delete;
  MadeFolder& operator=(const MadeFolder&) = delete;
  ~MadeFolder() { remove(); }

  void keep() { made_.clear(); }

 private:
  void remove() {
    std::error_code ignored;  // a folder that somebody put something into stays
    for (const fs::path& folder : made_) fs::remove(folder, ignored);
  }
  std::vector<fs::path> made_;  // innermost first
};

}  // namespace

void fetch_cifar100(const FetchSettings& settings) {
  const std::string wanted = checked_md5(settings.md5);
  MadeFolder folder(settings.folder);
  {
    // Never committed: its temporary file is the archive, and goes when we go.
    bicameral::AtomicFile archive(settings.folder / "cifar-100-binary.tar.gz");
    Md5 sum;
    std::int64_t bytes = 0;
    download(settings.url, {.receive =
                                [&](std::span<const std::byte> piece) {
                                  bytes += static_cast<std::int64_t>(piece.size());
                                  if (bytes > most_bytes)
                                    fail("download of " + settings.url,
                                         "at most " + std::to_string(most_bytes) + " bytes", "more");
                                  sum.add(piece.data(), piece.size());
                                  archive.write(piece);
                                },
                            .progress = settings.progress,
                            .stop_requested = settings.stop_requested});
    const std::string got = sum.hex();
    if (got != wanted)
      fail("download of " + settings.url, "MD5 sum " + wanted, got + " (" + std::to_string(bytes) + " bytes)");
    unpack_cifar100(archive.temporary_path(), settings.folder, settings.url);
  }
  folder.keep();
}

}  // namespace cifar100
