#include "bicameral/core/atomic_file.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/messages.hpp"
#include "tests/support/temporary_folder.hpp"

#if __has_include(<sys/resource.h>)
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include <csignal>
#endif

using namespace bicameral;
using bicameral::test::TemporaryFolder;
using bicameral::test::thrown_message;

namespace {

std::string content(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  REQUIRE(stream);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<std::string> names_in(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    names.push_back(entry.path().filename().string());
  return names;
}

}  // namespace

TEST_CASE("the names of files that a killed process left are told from others") {
  CHECK(is_unfinished_file("metrics.csv.part-123-0"));
  CHECK(is_unfinished_file("a.part-b.part-1-20"));
  for (const char* name :
       {"metrics.csv", "film.part-1", "film.part-1-", "film.part--1", "film.part-1-a", "x.part-a-1", ""})
    CHECK_FALSE(is_unfinished_file(name));
}

TEST_CASE("a file appears when it is committed, with all its bytes and nothing beside it") {
  const TemporaryFolder folder;
  const auto path = folder / "model.safetensors";
  const std::string bytes("\0\n\r\xFF and more", 12);
  {
    AtomicFile file(path);
    file.write(bytes);
    file.write(bytes.data(), 4);
    CHECK_FALSE(std::filesystem::exists(path));
    file.commit();
    CHECK(content(path) == bytes + bytes.substr(0, 4));
  }
  CHECK(names_in(folder.path()) == std::vector<std::string>{"model.safetensors"});
}

TEST_CASE("a file that is not committed leaves the old one alone and no trace") {
  const TemporaryFolder folder;
  const auto path = folder.write("log.txt", "old");
  {
    AtomicFile file(path);
    file.write("new");
  }
  CHECK(content(path) == "old");
  CHECK(names_in(folder.path()).size() == 1);
  write_file(path, "new");
  CHECK(content(path) == "new");
  write_file(path, "");
  CHECK(content(path).empty());
}

TEST_CASE("a finished file waits on disk for its commit") {
  const TemporaryFolder folder;
  const auto path = folder.write("a", "old");
  AtomicFile file(path);
  file.write("new");
  file.finish();
  CHECK(content(path) == "old");
  CHECK(content(file.temporary_path()) == "new");
  CHECK_FALSE(thrown_message([&] { file.write("more"); }).empty());
}

TEST_CASE("a finished file is put into place by its commit, one that is never committed leaves no trace") {
  const TemporaryFolder folder;
  const auto path = folder.write("a", "old");
  {
    AtomicFile file(path);
    file.finish();
  }
  CHECK(content(path) == "old");
  AtomicFile file(path);
  file.write("new");
  file.finish();
  file.finish();
  file.commit();
  CHECK(content(path) == "new");
  CHECK(names_in(folder.path()).size() == 1);
}

TEST_CASE("the same file can be written twice at a time, and the later commit stays") {
  const TemporaryFolder folder;
  const auto path = folder / "a";
  AtomicFile first(path);
  AtomicFile second(path);
  first.write("first");
  second.write("second");
  second.commit();
  first.commit();
  CHECK(content(path) == "first");
  CHECK(names_in(folder.path()).size() == 1);
  CHECK(thrown_message([&] { first.commit(); }).find("AtomicFile::commit") != std::string::npos);
}

TEST_CASE("a file that cannot be made is an error that names it and the reason") {
  const TemporaryFolder folder;
  const auto missing = folder / "no such folder" / "a.txt";
  const std::string message = thrown_message([&] { write_file(missing, "x"); });
  CHECK(message.find(missing.string()) != std::string::npos);
  CHECK(message.find("No such file or directory") != std::string::npos);
  CHECK(thrown_message([&] { write_file(folder.path(), "x"); }).find("a folder") != std::string::npos);
  CHECK(thrown_message([&] { write_file("", "x"); }).find("a file name") != std::string::npos);
  CHECK(names_in(folder.path()).empty());
}

TEST_CASE("append_bytes adds bytes of any value") {
  const TemporaryFolder folder;
  const auto path = folder / "bytes";
  const std::string bytes("\n\0\xff", 3);
  append_bytes(path, bytes);
  append_bytes(path, "");
  append_bytes(path, bytes);
  CHECK(content(path) == bytes + bytes);
  CHECK(thrown_message([&] { append_bytes(folder / "none" / "a", "x"); }).find("to append 1 bytes") !=
        std::string::npos);
}

TEST_CASE("append_line adds whole lines and refuses several at once") {
  const TemporaryFolder folder;
  const auto path = folder / "metrics.jsonl";
  append_line(path, "{\"epoch\":1}");
  append_line(path, "");
  CHECK(content(path) == "{\"epoch\":1}\n\n");
  CHECK(thrown_message([&] { append_line(path, "a\nb"); }).find("one line") != std::string::npos);
  const std::string message = thrown_message([&] { append_line(folder / "none" / "a", "x"); });
  CHECK(message.find((folder / "none" / "a").string()) != std::string::npos);
  CHECK(content(path) == "{\"epoch\":1}\n\n");
}

#if __has_include(<sys/resource.h>)

namespace {

/// Files may not grow beyond so many bytes during its life.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &before_);
    rlimit limit = before_;
    limit.rlim_cur = bytes;
    REQUIRE(setrlimit(RLIMIT_FSIZE, &limit) == 0);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;
  ~FileSizeLimit() {
    setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  void (*handler_)(int);
  rlimit before_{};
};

}  // namespace

TEST_CASE("a file over the size limit is an error, and the old file stays whole") {
  const TemporaryFolder folder;
  const auto path = folder.write("checkpoint", "old");
  std::string message;
  {
    const FileSizeLimit limit(5000);
    message = thrown_message([&] {
      AtomicFile file(path);
      file.write(std::string(4000, 'a'));
      file.write(std::string(4000, 'b'));
      file.commit();
    });
  }
  CHECK(message.find(path.string()) != std::string::npos);
  CHECK(message.find("File too large") != std::string::npos);
  CHECK(content(path) == "old");
  CHECK(names_in(folder.path()).size() == 1);
}

TEST_CASE("a log at the size limit keeps its whole lines only") {
  const TemporaryFolder folder;
  const auto path = folder.write("log", "12345\n");
  std::string message;
  {
    const FileSizeLimit limit(10);
    message = thrown_message([&] { append_line(path, "123456789"); });
    append_line(path, "abc");
  }
  CHECK(message.find("File too large") != std::string::npos);
  CHECK(content(path) == "12345\nabc\n");
}

TEST_CASE("files are as readable for others as the user's mask says") {
  const TemporaryFolder folder;
  const mode_t mask = umask(022);
  write_file(folder / "a", "x");
  umask(mask);
  const auto rights = std::filesystem::status(folder / "a").permissions();
  CHECK((rights & std::filesystem::perms::group_read) != std::filesystem::perms::none);
  CHECK((rights & std::filesystem::perms::group_write) == std::filesystem::perms::none);
}

TEST_CASE("a folder without permission to write is an error") {
  if (geteuid() == 0) return;  // everything is permitted to root
  const TemporaryFolder folder;
  std::filesystem::permissions(folder.path(), std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
  const std::string message = thrown_message([&] { write_file(folder / "a", "x"); });
  std::filesystem::permissions(folder.path(), std::filesystem::perms::owner_all);
  CHECK(message.find("Permission denied") != std::string::npos);
}

#endif
