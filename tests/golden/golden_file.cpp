#include "tests/golden/golden_file.hpp"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using golden::GoldenFile;

namespace {

const std::string big = "optimizer.values";  // filled with 40,000 values, of which the golden file holds descendants

std::vector<double> after_one_plain_step() {
  std::vector<double> values = golden::fill<double>(big, 40000);
  const std::vector<double> gradients = golden::fill<double>("optimizer.gradients.0", 40000, {0.1, 0.0});
  for (std::size_t i = 0; i < values.size(); ++i) values[i] -= 0.05 * (gradients[i] + 5e-4 * values[i]);
  return values;
}

}  // namespace

TEST_CASE("The first numbers of a golden stream are those of SplitMix64") {
  // Published outputs for the seed 1234567.
  CHECK(golden::hash_at(1234567, 0) == 6457827717110365317u);
  CHECK(golden::hash_at(1234567, 1) == 3203168211198807973u);
  CHECK(golden::hash_at(1234567, 2) == 9817491932198370423u);
  CHECK(golden::fnv1a64("") == 0xCBF29CE484222325u);
  CHECK(golden::fnv1a64("foobar") == 0x85944171F73967E8u);
}

TEST_CASE("A golden digest notices one wrong value, two exchanged values and a NaN among 40,000") {
  GoldenFile file("optim");
  std::vector<double> values = after_one_plain_step();
  REQUIRE(file.difference("sgd.step0", values) < 1e-12);

  SECTION("one wrong value") {
    values[12345] += 1e-8;
    CHECK(file.difference("sgd.step0", values) > 9e-9);
  }
  SECTION("two exchanged values") {
    std::swap(values[100], values[20000]);
    CHECK(file.difference("sgd.step0", values) > 1e-3);
  }
  SECTION("a value that is no number") {
    values[39999] = std::numeric_limits<double>::quiet_NaN();
    CHECK(std::isinf(file.difference("sgd.step0", values)));
  }
  SECTION("too few values") {
    values.pop_back();
    CHECK(test::thrown_message([&] { file.difference("sgd.step0", values); }).find("40000 values, got 39999") !=
          std::string::npos);
  }
}

TEST_CASE("Pictures go to channels last and back") {
  const Shape shape{3, 2, 5};
  const std::vector<double> pictures = golden::fill<double>("pictures", 4 * shape.size());
  const std::vector<double> moved = golden::channels_last(pictures, shape);
  // Image 1, channel 2, row 1, column 3.
  CHECK(moved[static_cast<std::size_t>(((1 * 2 + 1) * 5 + 3) * 3 + 2)] ==
        pictures[static_cast<std::size_t>(((1 * 3 + 2) * 2 + 1) * 5 + 3)]);
  CHECK(golden::channels_first(moved.data(), 4, shape) == pictures);
}
