#include "bicameral/metrics/confusion.hpp"

#include <cmath>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using bicameral::test::thrown_message;

TEST_CASE("Counts lie in the row of the true class and the column of the predicted one") {
  ConfusionMatrix confusion(3);
  for (int i = 0; i < 4; ++i) confusion.add(0, 0);
  confusion.add(0, 2);
  confusion.add(2, 0);
  confusion.add(2, 2);
  REQUIRE(confusion.counts() == std::vector<std::int64_t>{4, 0, 1, 0, 0, 0, 1, 0, 1});
  REQUIRE(confusion.count(0, 2) == 1);
  REQUIRE(confusion.total() == 7);
  REQUIRE(confusion.correct() == 5);
}

TEST_CASE("Recall looks along the row and precision down the column") {
  ConfusionMatrix confusion(3);
  confusion.add(0, 0);
  confusion.add(0, 0);
  confusion.add(0, 0);
  confusion.add(0, 2);
  confusion.add(2, 2);
  REQUIRE(confusion.recall(0) == 0.75);
  REQUIRE(confusion.precision(0) == 1);
  REQUIRE(confusion.recall(2) == 1);
  REQUIRE(confusion.precision(2) == 0.5);
  REQUIRE(std::isnan(confusion.recall(1)));
  REQUIRE(std::isnan(confusion.precision(1)));
}

TEST_CASE("Classes that do not exist are refused") {
  ConfusionMatrix confusion(3);
  REQUIRE(thrown_message([&] { confusion.add(3, 0); }) ==
          "ConfusionMatrix: expected classes from 0 to 2, got 3 taken for 0");
  REQUIRE(thrown_message([&] { confusion.add(0, -1); }).find("0 taken for -1") != std::string::npos);
  REQUIRE(confusion.total() == 0);
  REQUIRE(thrown_message([] { ConfusionMatrix none(0); }).find("at least one class") != std::string::npos);
}
