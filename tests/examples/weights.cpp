#include "examples/cifar100/analysis/weights.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "examples/cifar100/run/part_files.hpp"
#include "examples/cifar100/study/part_result.hpp"
#include "tests/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace cifar100;
using bicameral::test::TemporaryFolder;

namespace {

/// A run of seed 0 with the results of its parts, and no weights.
struct Records {
  TemporaryFolder folder{};
  std::string run = folder.path().string();

  void add(const std::string& part, const std::vector<std::string>& members = {}) const {
    std::filesystem::create_directories(part_folder(run, 0, part));
    PartResult result{.part = part};
    result.members = members;
    write_part_result(result_file(run, 0, part), result);
  }
  void add_weights(const std::string& part) const { folder.write("seed0/" + part + "/best.safetensors", "weights"); }
  std::string lack(const Part& part) const {
    const std::optional<Lack> found = lack_of(run, 0, part);
    return found ? lack_text(*found) : "none";
  }
};

}  // namespace

TEST_CASE("a part can be asked once it is finished and its weights are there") {
  const Records records;
  const Part left{.name = "left", .network = "resnet9-fine"};
  CHECK(records.lack(left) == "left is not finished");
  records.add("left");
  CHECK(records.lack(left) == "left has no weights here");
  CHECK_FALSE(has_weights(records.run, 0, "left"));
  records.add_weights("left");
  CHECK(records.lack(left) == "none");
  CHECK(has_weights(records.run, 0, "left"));
}

TEST_CASE("an average needs the weights of the members that were chosen, and has none of its own") {
  const Records records;
  const Part average{.name = "ensemble2", .network = "2-resnet9-probabilities", .stage = Stage::averaging};
  records.add("ensemble2", {"member3", "member1"});
  for (const char* member : {"member1", "member2", "member3"}) records.add(member);
  records.add_weights("member1");
  CHECK(records.lack(average) == "member3 has no weights here");
  records.add_weights("member3");
  CHECK(records.lack(average) == "none");
}
