#include "bicameral/core/machine.hpp"

#include <sstream>

#include "bicameral/core/atomic_file.hpp"
#include "tests/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace bicameral;
using namespace bicameral::test;

namespace {

std::string model_in(const std::string& text) {
  std::istringstream stream(text);
  return cpu_model_in(stream);
}

}  // namespace

TEST_CASE("the processor's name is found in the system's text, or is absent") {
  CHECK(model_in("processor\t: 0\nmodel\t\t: 85\nmodel name\t: Some CPU @ 2.00GHz\nmodel name\t: Other\n") ==
        "Some CPU @ 2.00GHz");
  CHECK(model_in("processor : 0\nCPU part : 0xd0c\nCPU part : 0xd0d\n") == "ARM, part 0xd0c");
  CHECK(model_in("CPU part : 0xd08\n\nModel\t\t: A small board\n") == "A small board");
  CHECK(model_in("").empty());
  CHECK(model_in(": x\nmodel name\t:\n").empty());
  CHECK_FALSE(cpu_model().empty());
}

TEST_CASE("the caches are found where the system tells about them, without those of instructions") {
  const TemporaryFolder folder;
  CHECK(cache_sizes(folder.path()) == "unknown");
  const auto add = [&](const std::string& index, const char* level, const char* type, const char* size) {
    std::filesystem::create_directory(folder.path() / index);
    write_file(folder.path() / index / "level", level);
    write_file(folder.path() / index / "type", type);
    write_file(folder.path() / index / "size", size);
  };
  add("index0", "1\n", "Data\n", "48K\n");
  add("index1", "1\n", "Instruction\n", "32K\n");
  add("index2", "2\n", "Unified\n", "1024K\n");
  CHECK(cache_sizes(folder.path()) == "L1 48K, L2 1024K");
}

TEST_CASE("a machine with other threads is another one") {
  const MachineIdentity machine = this_machine(2);
  CHECK(machine == this_machine(2));
  CHECK_FALSE(machine == this_machine(3));
  CHECK(machine.library == library_version);
  CHECK(machine.instructions == build_info().simd);
}
