#include "bicameral/kernels/softmax.hpp"

#include <cmath>
#include <vector>

#include "tests/catch.hpp"

using namespace bicameral;

namespace {

SoftmaxScale scale_of(const std::vector<double>& scores) { return softmax_scale(std::span<const double>(scores)); }
constexpr double infinity = std::numeric_limits<double>::infinity();

}  // namespace

TEST_CASE("Probabilities are exponentials over their sum") {
  const double e = std::exp(1.0);
  const auto scale = scale_of({0, 1, 2});
  REQUIRE(scale.probability(0) == Approx(1 / (1 + e + e * e)).epsilon(1e-14));
  REQUIRE(scale.probability(2) == Approx(e * e / (1 + e + e * e)).epsilon(1e-14));
  REQUIRE(scale.negative_log(1) == Approx(std::log(1 + e + e * e) - 1).epsilon(1e-14));
}

TEST_CASE("Scores of any finite size neither overflow nor lose the logarithm") {
  const auto scale = scale_of({1e300, -1e300, 1e300});
  REQUIRE(scale.probability(1e300) == 0.5);
  REQUIRE(scale.probability(-1e300) == 0);
  REQUIRE(scale.negative_log(-1e300) == 2e300);
  REQUIRE(scale_of({1000, 0}).negative_log(0) == 1000);
}

TEST_CASE("Infinite and undefined scores are told apart") {
  REQUIRE(scale_of({0, -infinity}).probability(-infinity) == 0);
  REQUIRE(scale_of({0, -infinity}).negative_log(-infinity) == infinity);
  REQUIRE(std::isnan(scale_of({0, infinity}).sum));
  REQUIRE(std::isnan(scale_of({-infinity, -infinity}).sum));
  REQUIRE(std::isnan(scale_of({0, std::nan("")}).sum));
}
