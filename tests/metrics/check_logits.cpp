#include "bicameral/metrics/check_logits.hpp"

#include <vector>

#include "tests/catch.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using bicameral::test::thrown_message;

TEST_CASE("Rows of scores that fit their labels are accepted") {
  const std::vector<std::int32_t> labels{0, 2};
  REQUIRE(thrown_message([&] { check_logits("here", 6, 3, labels); }).empty());
  REQUIRE(thrown_message([&] { check_logits("here", 0, 3, {}); }).empty());
}

TEST_CASE("Scores that do not fit their labels are refused with the numbers that disagree") {
  const std::vector<std::int32_t> labels{0, 3};
  REQUIRE(thrown_message([&] { check_logits("here", 6, 3, labels); }) ==
          "here: expected a label from 0 to 2 in row 1 of 2 (3 classes), got 3");
  const std::vector<std::int32_t> negative{-1};
  REQUIRE(thrown_message([&] { check_logits("here", 3, 3, negative); }) ==
          "here: expected a label from 0 to 2 in row 0 of 1 (3 classes), got -1");
  REQUIRE(thrown_message([&] { check_logits("here", 7, 4, labels); }) ==
          "here: expected 8 logits for 2 rows of 4 classes, got 7");
  REQUIRE(thrown_message([&] { check_logits("here", 0, 0, {}); }) == "here: expected at least one class, got 0");
}

TEST_CASE("A row of scores is the part of the array that belongs to it") {
  const std::vector<float> logits{1, 2, 3, 4, 5, 6};
  const auto row = logits_row(std::span<const float>(logits), 3, 1);
  REQUIRE(std::vector<float>(row.begin(), row.end()) == std::vector<float>{4, 5, 6});
}
