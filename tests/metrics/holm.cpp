#include "bicameral/metrics/holm.hpp"

#include <cmath>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using bicameral::test::thrown_message;

TEST_CASE("p-values are adjusted as the hand computes them, in the order given") {
  // Ascending 0.005, 0.01, 0.03, 0.04: times 4, 3, 2, 1 they are 0.02, 0.03, 0.06, 0.04, and the last may not be less.
  const std::vector<double> adjusted = holm_adjusted(std::vector{0.01, 0.04, 0.03, 0.005});
  REQUIRE(adjusted.size() == 4);
  CHECK(adjusted[0] == Approx(0.03).epsilon(1e-14));
  CHECK(adjusted[1] == Approx(0.06).epsilon(1e-14));
  CHECK(adjusted[2] == Approx(0.06).epsilon(1e-14));
  CHECK(adjusted[3] == Approx(0.02).epsilon(1e-14));
}

TEST_CASE("equal p-values stay equal, none passes one, and a single one is left alone") {
  CHECK(holm_adjusted(std::vector{0.25, 0.25, 0.25}) == std::vector{0.75, 0.75, 0.75});
  CHECK(holm_adjusted(std::vector{0.5, 1.0, 0.0, 0.75}) == std::vector{1.0, 1.0, 0.0, 1.0});
  CHECK(holm_adjusted(std::vector{0.3}) == std::vector{0.3});
  CHECK(holm_adjusted({}).empty());
}

TEST_CASE("what is no p-value is refused") {
  CHECK(thrown_message([] {
          holm_adjusted(std::vector{0.1, 1.5});
        }) == "holm_adjusted: expected p-values from 0 to 1, got 1.5");
  CHECK_FALSE(thrown_message([] { holm_adjusted(std::vector{-0.1}); }).empty());
  CHECK_FALSE(thrown_message([] { holm_adjusted(std::vector{std::nan("")}); }).empty());
}
