#include "examples/cifar100/run/run_folder.hpp"

#include <filesystem>

#include "tests/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace cifar100;
using bicameral::test::TemporaryFolder;

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
