#include "bicameral/report/environment.hpp"

#include <algorithm>
#include <chrono>
#include <string>

#include "tests/catch.hpp"

using namespace bicameral;

namespace {

std::string value_of(const EnvironmentRecord& record, const std::string& name) {
  const auto found = std::find_if(record.begin(), record.end(), [&](const auto& entry) { return entry.first == name; });
  return found == record.end() ? "absent" : found->second;
}

}  // namespace

TEST_CASE("times are written in UTC") {
  using std::chrono::seconds;
  using std::chrono::system_clock;
  CHECK(utc_text(system_clock::time_point(seconds(0))) == "1970-01-01T00:00:00Z");
  CHECK(utc_text(system_clock::time_point(seconds(951827696))) == "2000-02-29T12:34:56Z");
  CHECK(utc_text(system_clock::time_point(seconds(1893455999))) == "2029-12-31T23:59:59Z");
}

TEST_CASE("a command line is written so that a shell reads it back") {
  CHECK(shell_text({"./bicameral", "--out", "my run", "it's", "", "--width=0.25"}) ==
        R"(./bicameral --out 'my run' 'it'\''s' '' --width=0.25)");
}

TEST_CASE("the record holds what the program gives and what the machine tells, and leaves out what nobody knows") {
  const EnvironmentRecord record =
      environment_record({.command_line = {"bicameral", "train"}, .threads = 2, .data_hash = "abc"});
  CHECK(value_of(record, "command") == "bicameral train");
  CHECK(value_of(record, "threads") == "2");
  CHECK(value_of(record, "data_hash") == "abc");
  CHECK(value_of(record, "commit") == "absent");
  CHECK(value_of(record, "compiler") == build_info().compiler);
  CHECK(value_of(record, "time").size() == 20);
  CHECK(record.front().first == "time");
  CHECK(value_of(environment_record({.git_commit = "0123", .compiler_flags = "-O3"}), "compiler_flags") == "-O3");
}

TEST_CASE("the record as JSON keeps its order and escapes its values") {
  CHECK(environment_json({{"command", "a \"b\""}, {"cpu", "x"}}) ==
        "{\n  \"command\": \"a \\\"b\\\"\",\n  \"cpu\": \"x\"\n}\n");
  CHECK(environment_json({}) == "{}\n");
}
