#include "examples/cifar100/run/folder.hpp"

#include <filesystem>

#include "tests/catch.hpp"
#include "tests/support/messages.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace cifar100;
using bicameral::test::TemporaryFolder;
using bicameral::test::thrown_message;

TEST_CASE("a run may begin where another one was killed before it had begun, and nowhere else") {
  const TemporaryFolder folder;
  const std::string path = folder.path().string();
  CHECK(may_begin_in(path + "/new"));
  CHECK(may_begin_in(path));
  folder.write("lock", "7\n");
  CHECK(may_begin_in(path));
  folder.write("environment.json", "{}");
  folder.write("settings.json.part-7-0", "{");
  CHECK(may_begin_in(path));
  folder.write("settings.json", "{}");
  CHECK_FALSE(may_begin_in(path));
  std::filesystem::remove(folder / "settings.json");
  folder.write("film.part-1", "");
  CHECK_FALSE(may_begin_in(path));
  CHECK_FALSE(may_begin_in((folder / "film.part-1").string()));
}

TEST_CASE("the record of a run is read by name, and a damaged one is told") {
  const TemporaryFolder folder;
  const std::string path = folder.path().string();
  CHECK(thrown_message([&] { run_environment(path); }).find("the record of a run as JSON") != std::string::npos);
  folder.write("environment.json", R"({"commit": "1234567", "data_hash": "abc"})");
  CHECK(run_environment(path).at("commit") == "1234567");
  CHECK(run_data_hash(path) == "abc");
  folder.write("environment.json", R"({"commit": "1234567"})");
  CHECK(thrown_message([&] { run_data_hash(path); }).find("the hash of the training images, got none") !=
        std::string::npos);
  folder.write("environment.json", R"({"commit": 7})");
  CHECK(thrown_message([&] { run_environment(path); }).find("the record of a run as JSON") != std::string::npos);
}

TEST_CASE("the programs of all sittings are told once each") {
  const TemporaryFolder folder;
  folder.write("environment.json", R"({"commit": "1"})");
  folder.write("environment.2.json", R"({"commit": "1"})");
  folder.write("environment.3.json", R"({"commit": "2"})");
  const std::vector<std::string> programs = run_programs(folder.path().string());
  REQUIRE(programs.size() == 2);
  CHECK(programs[0].starts_with("commit 1 with"));
  CHECK(programs[1].starts_with("commit 2 with"));
}

TEST_CASE("a run of other settings is refused with all that differs") {
  const TemporaryFolder folder;
  Settings settings = preset("reduced");
  settings.out = folder.path().string();
  CHECK(thrown_message([&] { expect_same_run(settings); }).find("without --resume one begins there") !=
        std::string::npos);
  write_settings_file((folder / "settings.json").string(), entries_of(settings));
  expect_same_run(settings);
  settings.threads = 7;
  expect_same_run(settings);
  settings.epochs = 9;
  settings.batch = 16;
  CHECK(thrown_message([&] {
          expect_same_run(settings);
        }).find("setting 'batch', 'epochs': expected '128', '4' as in the saved run, got '16', '9'") !=
        std::string::npos);
}

TEST_CASE("a run that another program goes on with says so") {
  std::map<std::string, std::string> begun{
      {"commit", "1234567"}, {"simd", "AVX-512"}, {"vectors", "xsimd 8.1.0"}, {"compiler", "GCC 12.2.0"}, {"cpu", "a"}};
  std::map<std::string, std::string> now = begun;
  now["cpu"] = "b";
  now["time"] = "later";
  CHECK(other_program_note(begun, now).empty());
  now["simd"] = "AVX2 + FMA";
  CHECK(
      other_program_note(begun, now) ==
      "Note: begun by commit 1234567 with AVX-512 by xsimd 8.1.0, GCC 12.2.0; goes on with commit 1234567 with AVX2 + "
      "FMA by xsimd 8.1.0, GCC 12.2.0: their results need not agree bit by bit\n");
  for (const char* name : {"commit", "vectors", "compiler"}) {
    now = begun;
    now[name] = "another";
    CHECK_FALSE(other_program_note(begun, now).empty());
  }
  begun.erase("commit");  // of sources without a commit
  CHECK(other_program_note(begun, now).find("begun by commit unknown with") != std::string::npos);
}
