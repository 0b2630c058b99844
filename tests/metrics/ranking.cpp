#include "bicameral/metrics/ranking.hpp"

#include <limits>
#include <vector>

#include "tests/catch.hpp"

using namespace bicameral;

namespace {

std::int32_t top(const std::vector<double>& scores) { return top_class(std::span<const double>(scores)); }
int rank(const std::vector<double>& scores, std::int32_t label) {
  return rank_of(std::span<const double>(scores), label);
}
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

}  // namespace

TEST_CASE("The top class has the largest score and the lowest index among equals") {
  REQUIRE(top({1, 5, 3}) == 1);
  REQUIRE(top({5, 1, 5}) == 0);
  REQUIRE(top({2, 2, 2}) == 0);
  REQUIRE(top({-infinity, -infinity}) == 0);
  REQUIRE(top({0, infinity, 1e308}) == 1);
  REQUIRE(top({}) == no_class);
}

TEST_CASE("Ranks order equal scores by index") {
  const std::vector<double> scores{3, 7, 3, 1, 7};
  REQUIRE(rank(scores, 1) == 0);
  REQUIRE(rank(scores, 4) == 1);
  REQUIRE(rank(scores, 0) == 2);
  REQUIRE(rank(scores, 2) == 3);
  REQUIRE(rank(scores, 3) == 4);
}

TEST_CASE("A row with NaN anywhere has neither a top class nor ranks") {
  for (const std::vector<double>& scores :
       std::vector<std::vector<double>>{{not_a_number, 1, 2}, {1, not_a_number, 2}, {1, 2, not_a_number}}) {
    REQUIRE(top(scores) == no_class);
    for (std::int32_t label = 0; label < 3; ++label) REQUIRE(rank(scores, label) == no_rank);
  }
}

TEST_CASE("Rank zero and top class agree on every small row with ties") {
  for (int code = 0; code < 81; ++code) {
    const std::vector<double> scores{static_cast<double>(code % 3), static_cast<double>(code / 3 % 3),
                                     static_cast<double>(code / 9 % 3), static_cast<double>(code / 27)};
    int ranks = 0;
    for (std::int32_t label = 0; label < 4; ++label) {
      REQUIRE((rank(scores, label) == 0) == (top(scores) == label));
      ranks += 1 << rank(scores, label);
    }
    REQUIRE(ranks == 15);  // each rank exactly once
  }
}
