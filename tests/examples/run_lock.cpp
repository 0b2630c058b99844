#include "examples/cifar100/run/lock.hpp"

#include "tests/catch.hpp"
#include "tests/support/messages.hpp"
#include "tests/support/temporary_folder.hpp"

using bicameral::test::TemporaryFolder;
using bicameral::test::thrown_message;
using cifar100::RunLock;

#if defined(__unix__) || defined(__APPLE__)

TEST_CASE("a run folder is held by one at a time, and free again afterwards") {
  const TemporaryFolder folder;
  const std::string path = folder.path().string();
  {
    const RunLock lock(path);
    CHECK(thrown_message([&] { RunLock second(path); }).find("no other process writes to, got one that process ") !=
          std::string::npos);
  }
  CHECK_NOTHROW(RunLock(path));
}

TEST_CASE("a lock moves") {
  const TemporaryFolder folder;
  const std::string path = folder.path().string();
  RunLock held;
  held = RunLock(path);
  CHECK(!thrown_message([&] { RunLock second(path); }).empty());
  held = RunLock();
  CHECK_NOTHROW(RunLock(path));
}

#endif

TEST_CASE("a folder that is not there cannot be held") {
#if defined(__unix__) || defined(__APPLE__)
  CHECK(thrown_message([] { RunLock lock("/nowhere/at/all"); }).find("/nowhere/at/all") != std::string::npos);
#endif
}
