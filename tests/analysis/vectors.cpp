#include "bicameral/analysis/vectors.hpp"

#include <vector>

#include "tests/catch.hpp"

using namespace bicameral;

TEST_CASE("sums of products, of values, and lengths") {
  const std::vector<double> a{3, 4};
  const std::vector<double> b{-1, 2};
  CHECK(detail::dot(a, b) == 5);
  CHECK(detail::total(a) == 7);
  CHECK(detail::length(a) == 5);
  CHECK(detail::total({}) == 0);
}
