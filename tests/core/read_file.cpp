#include "bicameral/core/read_file.hpp"

#include <filesystem>
#include <string>

#include "bicameral/core/atomic_file.hpp"
#include "tests/catch.hpp"
#include "tests/support/messages.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace bicameral;
using bicameral::test::TemporaryFolder;
using bicameral::test::thrown_message;

TEST_CASE("a file is read with all its bytes, also with none") {
  const TemporaryFolder folder;
  std::string bytes("\0\n\r\n\x1A\xFF and more", 15);
  for (int i = 0; i < 15; ++i) bytes += bytes;  // more than a buffer holds
  for (const std::string& written : {bytes, std::string("\n"), std::string()}) {
    write_file(folder / "file", written);
    CHECK(read_file(folder / "file") == written);
  }
}

TEST_CASE("what is no file to read is named") {
  const TemporaryFolder folder;
  const auto missing = folder / "missing";
  CHECK(thrown_message([&] { read_file(missing); }) ==
        missing.string() + ": expected a file to read, got none that opens");
  std::filesystem::create_directory(folder / "inner");
  CHECK(thrown_message([&] {
          read_file(folder / "inner");
        }).starts_with((folder / "inner").string() + ": expected a file to read, got "));
}
