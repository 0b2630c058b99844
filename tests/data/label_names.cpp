#include "bicameral/data/label_names.hpp"

#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/messages.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace bicameral;
using bicameral::test::TemporaryFolder;
using bicameral::test::thrown_message;

TEST_CASE("Class names are read with either line end and with or without one at the end") {
  const TemporaryFolder folder;
  const std::vector<std::string> expected{"apple", "aquarium fish", "\xC3\xA9glantine"};
  for (const std::string text :
       {"apple\naquarium fish\n\xC3\xA9glantine\n", "apple\naquarium fish\n\xC3\xA9glantine",
        "apple\r\naquarium fish\r\n\xC3\xA9glantine\r\n", "apple\naquarium fish\n\xC3\xA9glantine\n\n\r\n"})
    CHECK(read_label_names(folder.write("names.txt", text)) == expected);
}

TEST_CASE("What is wrong with a file of class names is said with file and line") {
  const TemporaryFolder folder;
  const auto complaint = [&](const std::string& text) {
    const auto path = folder.write("names.txt", text);
    const std::string message = thrown_message([&] { read_label_names(path); });
    CHECK(message.find(path.string()) == 0);
    return message;
  };
  CHECK(complaint("").find("at least one class name") != std::string::npos);
  CHECK(complaint("\n\n").find("at least one class name") != std::string::npos);
  CHECK(complaint("a\nb\n\nc\n").find("line 3: expected a class name, got an empty line") != std::string::npos);
  CHECK(complaint("a\nb\na\n").find("line 3: expected each class name once, got 'a' again") != std::string::npos);
  CHECK(complaint(std::string("a\n\0b\n", 5)).find("line 2") != std::string::npos);
  CHECK(complaint("a\n\xC2\x9B"
                  "31m\n")
            .find("line 2: expected a class name of printable characters, in UTF-8, got "
                  "'\\xc2\\x9b31m'") != std::string::npos);
  CHECK(complaint("\xE9t\xE9\n").find("in UTF-8, got '\\xe9t\\xe9'") != std::string::npos);  // Latin-1
  CHECK(read_label_names(folder.write("names.txt", "\xC3\xA9t\xC3\xA9\n")).size() == 1);
  std::string many;
  for (int i = 0; i < 256; ++i) many += std::to_string(i) + "\n";
  CHECK(read_label_names(folder.write("names.txt", many)).size() == 256);
  CHECK(complaint(many + "one more\n").find("at most 256") != std::string::npos);
  CHECK(complaint(std::string((std::size_t{1} << 20) + 1, 'x')).find("1048577") != std::string::npos);
  CHECK(thrown_message([&] { read_label_names(folder / "absent.txt"); }).find("absent.txt") != std::string::npos);
  CHECK_FALSE(thrown_message([&] { read_label_names(folder.path()); }).empty());
}

TEST_CASE("Names that would not be read back the same are refused before writing") {
  CHECK(thrown_message([] { check_label_names({"a", "b"}, "test"); }).empty());
  CHECK(thrown_message([] { check_label_names({}, "test"); }).find("1 to 256") != std::string::npos);
  CHECK_FALSE(thrown_message([] { check_label_names({"a", ""}, "test"); }).empty());
  CHECK_FALSE(thrown_message([] { check_label_names({"a\nb"}, "test"); }).empty());
  CHECK(thrown_message([] { check_label_names({"a", "a"}, "test"); }).find("'a' again") != std::string::npos);
}
