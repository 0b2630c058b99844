#include "bicameral/metrics/accuracy.hpp"

#include <cmath>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using bicameral::test::thrown_message;

namespace {

/// Seven classes whose scores fall with the index.
const std::vector<float> falling{7, 6, 5, 4, 3, 2, 1};

void add(AccuracyCounter& counter, const std::vector<float>& logits, const std::vector<std::int32_t>& labels) {
  counter.add(std::span<const float>(logits), std::span<const std::int32_t>(labels));
}

}  // namespace

TEST_CASE("Top-1 and top-5 count the first place and the first five places") {
  AccuracyCounter counter(7);
  for (std::int32_t label = 0; label < 7; ++label) add(counter, falling, {label});
  REQUIRE(counter.rows() == 7);
  REQUIRE(counter.top1_hits() == 1);
  REQUIRE(counter.top5_hits() == 5);
  REQUIRE(counter.top1() == 1.0 / 7);
  REQUIRE(counter.top5() == 5.0 / 7);
}

TEST_CASE("Among equal scores the lower index comes first") {
  AccuracyCounter counter(7);
  const std::vector<float> equal(7, 2.5f);
  for (std::int32_t label = 0; label < 7; ++label) add(counter, equal, {label});
  REQUIRE(counter.top1_hits() == 1);
  REQUIRE(counter.top1_of(0) == 1);
  REQUIRE(counter.top5_hits() == 5);
  REQUIRE(counter.top5_of(4) == 1);
  REQUIRE(counter.top5_of(5) == 0);
}

TEST_CASE("Classes are counted apart and batches add up") {
  AccuracyCounter counter(3);
  add(counter, {1, 0, 0, 0, 1, 0}, {0, 0});
  add(counter, {0, 0, 1, 1, 0, 0}, {2, 0});
  REQUIRE(counter.rows_of(0) == 3);
  REQUIRE(counter.top1_of(0) == 2.0 / 3);
  REQUIRE(counter.rows_of(1) == 0);
  REQUIRE(std::isnan(counter.top1_of(1)));
  REQUIRE(counter.top1_of(2) == 1);
  REQUIRE(counter.top1() == 0.75);
  REQUIRE(counter.top5() == 1);  // fewer than six classes

  AccuracyCounter at_once(3);
  add(at_once, {1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0}, {0, 0, 2, 0});
  REQUIRE(at_once == counter);
}

TEST_CASE("A row with NaN is wrong at every place and counted as undefined") {
  AccuracyCounter counter(3);
  add(counter, {1, std::nanf(""), 0}, {0});
  REQUIRE(counter.rows() == 1);
  REQUIRE(counter.top1_hits() == 0);
  REQUIRE(counter.top5_hits() == 0);
  REQUIRE(counter.undefined() == 1);
}

TEST_CASE("Nothing counted has no accuracy, and bad input counts nothing") {
  AccuracyCounter counter(3);
  REQUIRE(std::isnan(counter.top1()));
  REQUIRE(thrown_message([&] { add(counter, {1, 0, 0, 0, 0, 1}, {0, 3}); }).find("row 1") != std::string::npos);
  REQUIRE(counter.rows() == 0);
  REQUIRE(thrown_message([&] { counter.add(3, 0); }) == "AccuracyCounter::add: expected a known class, got 3");
  REQUIRE(thrown_message([] { AccuracyCounter none(0); }).find("at least one class") != std::string::npos);
}
