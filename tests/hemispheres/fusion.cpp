#include "bicameral/hemispheres/fusion.hpp"

#include <vector>

#include "tests/catch.hpp"

using namespace bicameral;

namespace {
constexpr Shape two{2, 1, 1};
constexpr Shape three{3, 1, 1};
const std::vector<float> left{1, 2, 3, 4};
}  // namespace

TEST_CASE("concatenation puts left before right for every image") {
  const std::vector<float> right{5, 6, 7, 8, 9, 10};
  std::vector<float> fused(10);
  Concatenate::forward(2, two, three, left.data(), right.data(), fused.data());
  CHECK(fused == std::vector<float>{1, 2, 5, 6, 7, 3, 4, 8, 9, 10});
  std::vector<float> dl(4), dr(6), only(6);
  Concatenate::backward(2, two, three, fused.data(), dl.data(), dr.data());
  CHECK(dl == left);
  CHECK(dr == right);
  Concatenate::backward<float>(2, two, three, fused.data(), nullptr, only.data());
  CHECK(only == right);
  STATIC_REQUIRE(Concatenate::output(two, three) == Shape{5, 1, 1});
}

TEST_CASE("averaging halves the sum and the gradient") {
  const std::vector<float> right{5, 6, 7, 9};
  std::vector<float> fused(4), dl(4), dr(4), only(4);
  Average::forward(2, two, two, left.data(), right.data(), fused.data());
  CHECK(fused == std::vector<float>{3, 4, 5, 6.5f});
  Average::backward(2, two, two, fused.data(), dl.data(), dr.data());
  CHECK(dl == std::vector<float>{1.5f, 2, 2.5f, 3.25f});
  CHECK(dr == dl);
  Average::backward<float>(2, two, two, fused.data(), only.data(), nullptr);
  CHECK(only == dl);
}

TEST_CASE("averaging needs equally many features") {
  constexpr ShapeProblem problem = Average::problem(two, three);
  CHECK(problem.expected == 2);
  CHECK(problem.got == 3);
  STATIC_REQUIRE_FALSE(static_cast<bool>(Average::problem(two, two)));
  STATIC_REQUIRE_FALSE(static_cast<bool>(Concatenate::problem(two, three)));
}
