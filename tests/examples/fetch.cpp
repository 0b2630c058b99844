#include "examples/cifar100/fetch/fetch.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "bicameral/core/error.hpp"
#include "examples/cifar100/fetch/md5.hpp"
#include "tests/catch.hpp"
#include "tests/support/messages.hpp"
#include "tests/support/temporary_folder.hpp"

#if __has_include(<sys/resource.h>)
#include <sys/resource.h>
#include <csignal>
#endif

namespace fs = std::filesystem;
using bicameral::test::TemporaryFolder;
using bicameral::test::thrown_message;
using cifar100::fetch_cifar100;
using cifar100::FetchSettings;

namespace {

struct Entry {
  std::string path;
  std::string bytes;
  std::string link{};  // target of a symbolic link
};

std::string content(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// Writes a .tar.gz of these entries and returns its path.
fs::path tarball(const TemporaryFolder& folder, const std::vector<Entry>& entries) {
  const fs::path path = folder / "archive.tar.gz";
  archive* writer = archive_write_new();
  archive_write_add_filter_gzip(writer);
  archive_write_set_format_ustar(writer);
  if (archive_write_open_filename(writer, path.string().c_str()) != ARCHIVE_OK) throw std::runtime_error("tarball");
  for (const Entry& each : entries) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, each.path.c_str());
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_filetype(entry, each.link.empty() ? AE_IFREG : AE_IFLNK);
    archive_entry_set_size(entry, static_cast<std::int64_t>(each.bytes.size()));
    if (!each.link.empty()) archive_entry_set_symlink(entry, each.link.c_str());
    if (archive_write_header(writer, entry) != ARCHIVE_OK) throw std::runtime_error("tarball");
    archive_write_data(writer, each.bytes.data(), each.bytes.size());
    archive_entry_free(entry);
  }
  archive_write_close(writer);
  archive_write_free(writer);
  return path;
}

std::vector<Entry> good_entries() {
  return {{"cifar-100-binary/train.bin", std::string(300000, 'T')},
          {"cifar-100-binary/test.bin", "test"},
          {"cifar-100-binary/fine_label_names.txt", "apple\n"},
          {"cifar-100-binary/coarse_label_names.txt", "fruit\n"}};
}

FetchSettings settings_for(const fs::path& archive, const fs::path& into) {
  FetchSettings settings;
  settings.url = "file://" + archive.string();
  settings.folder = into;
  settings.md5 = cifar100::md5_of(content(archive));
  return settings;
}

std::set<std::string> names_in(const fs::path& folder) {
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) names.insert(entry.path().filename().string());
  return names;
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

const std::set<std::string> four_files{"train.bin", "test.bin", "fine_label_names.txt", "coarse_label_names.txt"};

}  // namespace

TEST_CASE("MD5 sums are those of the published test suite") {
  // RFC 1321, appendix A.5.
  CHECK(cifar100::md5_of("") == "d41d8cd98f00b204e9800998ecf8427e");
  CHECK(cifar100::md5_of("abc") == "900150983cd24fb0d6963f7d28e17f72");
  CHECK(cifar100::md5_of("12345678901234567890123456789012345678901234567890123456789012345678901234567890") ==
        "57edf4a22be3c955ac49da2e2107b67a");
}

TEST_CASE("fetch unpacks the four files of an archive into a new folder and nothing else") {
  const TemporaryFolder folder;
  std::vector<Entry> entries = good_entries();
  entries.push_back({"cifar-100-binary/README", "no"});
  entries.push_back({"elsewhere/train.bin", "no"});
  entries.push_back({"cifar-100-binary/deeper/test.bin", "no"});
  entries.push_back({"link", "", "/etc/passwd"});
  FetchSettings settings = settings_for(tarball(folder, entries), folder / "data" / "cifar100");
  std::int64_t received = 0;
  settings.progress = [&](std::int64_t now, std::int64_t) { received = now; };
  fetch_cifar100(settings);
  CHECK(names_in(settings.folder) == four_files);
  CHECK(content(settings.folder / "train.bin") == std::string(300000, 'T'));
  CHECK(content(settings.folder / "coarse_label_names.txt") == "fruit\n");
  CHECK(received == static_cast<std::int64_t>(fs::file_size(folder / "archive.tar.gz")));
}

TEST_CASE("fetch takes archives without the leading folder, upper-case sums, and replaces older files") {
  const TemporaryFolder folder;
  std::vector<Entry> entries = good_entries();
  for (Entry& entry : entries) entry.path = "./" + entry.path.substr(entry.path.find('/') + 1);
  FetchSettings settings = settings_for(tarball(folder, entries), folder / "data");
  fs::create_directory(settings.folder);
  std::ofstream(settings.folder / "test.bin") << "old";
  std::ofstream(settings.folder / "mine.txt") << "kept";
  for (char& c : settings.md5)
    if (c >= 'a') c = static_cast<char>(c - 'a' + 'A');
  fetch_cifar100(settings);
  CHECK(content(settings.folder / "test.bin") == "test");
  CHECK(content(settings.folder / "mine.txt") == "kept");
  CHECK(names_in(settings.folder).size() == 5);
}

TEST_CASE("a wrong sum says what was expected and got, and nothing changes") {
  const TemporaryFolder folder;
  FetchSettings settings = settings_for(tarball(folder, good_entries()), folder / "new" / "data");
  const std::string right = settings.md5;
  settings.md5 = std::string(32, '0');
  const std::string message = thrown_message([&] { fetch_cifar100(settings); });
  CHECK(has(message, settings.url));
  CHECK(has(message, "expected MD5 sum " + settings.md5 + ", got " + right));
  CHECK_FALSE(fs::exists(folder / "new"));

  fs::create_directory(folder / "old");
  std::ofstream(folder / "old" / "test.bin") << "old";
  settings.folder = folder / "old";
  CHECK(has(thrown_message([&] { fetch_cifar100(settings); }), "MD5 sum"));
  CHECK(names_in(settings.folder) == std::set<std::string>{"test.bin"});
  CHECK(content(settings.folder / "test.bin") == "old");
  CHECK(cifar100::cifar100_md5 == FetchSettings{}.md5);
}

TEST_CASE("archives with something wrong in them are refused, and nothing of them stays") {
  const TemporaryFolder folder;
  const fs::path into = folder / "data";
  const auto refusal = [&](const std::vector<Entry>& entries) {
    const std::string message = thrown_message([&] { fetch_cifar100(settings_for(tarball(folder, entries), into)); });
    CHECK_FALSE(fs::exists(into));
    CHECK(names_in(folder.path()) == std::set<std::string>{"archive.tar.gz"});
    return message;
  };
  const auto with = [&](const Entry& entry) {
    std::vector<Entry> entries = good_entries();
    entries.push_back(entry);
    return entries;
  };
  CHECK(has(refusal(with({"../train.bin", "x"})), "paths within the archive, got '../train.bin'"));
  CHECK(has(refusal(with({"cifar-100-binary/../../evil", "x"})), "paths within the archive"));
  CHECK(has(refusal(with({"/tmp/train.bin", "x"})), "paths within the archive"));
  CHECK(has(refusal(with({"cifar-100-binary\\train.bin", "x"})), "paths within the archive"));
  CHECK(has(refusal(with({"train.bin", "x"})), "one file 'train.bin', got two"));
  std::vector<Entry> entries = good_entries();
  entries[1] = {"cifar-100-binary/test.bin", "", "/etc/passwd"};
  CHECK(has(refusal(entries), "'cifar-100-binary/test.bin': expected a plain file"));
  entries.erase(entries.begin() + 1);
  CHECK(has(refusal(entries), "a file 'test.bin', got an archive without it"));
  CHECK(has(refusal({}), "a file 'train.bin'"));
}

TEST_CASE("what is no archive, or half of one, is refused") {
  const TemporaryFolder folder;
  const std::string whole = content(tarball(folder, good_entries()));
  for (const std::string& bytes :
       {std::string("<html>not found</html>"), std::string(), whole.substr(0, whole.size() / 2),
        whole.substr(0, whole.size() - 20), std::string(5000, '\0')}) {
    const fs::path path = folder.write("bad.tar.gz", bytes);
    CAPTURE(bytes.size());
    CHECK_FALSE(thrown_message([&] { fetch_cifar100(settings_for(path, folder / "data")); }).empty());
    CHECK_FALSE(fs::exists(folder / "data"));
  }
}

TEST_CASE("an address that gives nothing is an error that names it") {
  const TemporaryFolder folder;
  FetchSettings settings;
  settings.folder = folder / "data";
  settings.url = "file://" + (folder / "missing.tar.gz").string();
  CHECK(has(thrown_message([&] { fetch_cifar100(settings); }), settings.url));
  settings.url = "gopher://localhost/x";
  CHECK(has(thrown_message([&] { fetch_cifar100(settings); }), "gopher"));
  settings.url = "http://127.0.0.1:1/x.tar.gz";
  CHECK(has(thrown_message([&] { fetch_cifar100(settings); }), "127.0.0.1"));
  CHECK(names_in(folder.path()).empty());
}

TEST_CASE("settings that make no sense are refused before anything is downloaded") {
  const TemporaryFolder folder;
  FetchSettings settings = settings_for(tarball(folder, good_entries()), "");
  CHECK(has(thrown_message([&] { fetch_cifar100(settings); }), "fetch: folder"));
  settings.folder = folder.write("file", "x");
  CHECK(has(thrown_message([&] { fetch_cifar100(settings); }), "file"));
  CHECK(content(folder / "file") == "x");
  settings.folder = folder / "data";
  settings.md5 = "03b5";
  CHECK(has(thrown_message([&] { fetch_cifar100(settings); }), "32 hexadecimal digits, got '03b5'"));
}

TEST_CASE("a stop ends the download and leaves nothing") {
  const TemporaryFolder folder;
  FetchSettings settings = settings_for(tarball(folder, good_entries()), folder / "data");
  settings.stop_requested = [] { return true; };
  CHECK(has(thrown_message([&] { fetch_cifar100(settings); }), "a request to stop"));
  CHECK_FALSE(fs::exists(folder / "data"));
}

TEST_CASE("what the caller's own function throws comes out of the download") {
  const TemporaryFolder folder;
  FetchSettings settings = settings_for(tarball(folder, good_entries()), folder / "data");
  settings.progress = [](std::int64_t, std::int64_t) { throw bicameral::Error("enough"); };
  CHECK(thrown_message([&] { fetch_cifar100(settings); }) == "enough");
  CHECK_FALSE(fs::exists(folder / "data"));
}

#if __has_include(<sys/resource.h>)
TEST_CASE("a disk that fills up while unpacking leaves the older files as they were") {
  const TemporaryFolder folder;
  const FetchSettings settings = settings_for(tarball(folder, good_entries()), folder / "data");
  fs::create_directory(settings.folder);
  std::ofstream(settings.folder / "train.bin") << "old";
  rlimit before{};
  REQUIRE(getrlimit(RLIMIT_FSIZE, &before) == 0);
  rlimit limit = before;
  limit.rlim_cur = 100000;
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  REQUIRE(setrlimit(RLIMIT_FSIZE, &limit) == 0);
  const std::string message = thrown_message([&] { fetch_cifar100(settings); });
  setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  CHECK(has(message, "train.bin"));
  CHECK(has(message, "File too large"));
  CHECK(content(settings.folder / "train.bin") == "old");
  CHECK(names_in(settings.folder) == std::set<std::string>{"train.bin"});
}
#endif
