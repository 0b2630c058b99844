#include "bicameral/layers/max_pool.hpp"

#include "tests/support/check_layer.hpp"

using namespace bicameral;
using namespace bicameral::test;

TEST_CASE("max pooling as a layer passes the gradient check and keeps the laws") {
  check_layer<MaxPool<2>, Image<3, 6, 5>>();
  check_layer<MaxPool<3, 2>, Image<2, 7, 7>>();
  check_layer<MaxPool<3, 1>, Image<2, 5, 4>>();
  check_layer<MaxPool<1>, Image<3, 1, 1>>();
  check_layer<MaxPool<2, 3>, Image<2, 8, 5>>();
}

TEST_CASE("max pooling drops rows and columns that fill no window") {
  using Input = Image<1, 3, 5>;
  const std::vector<float> image{1, 2, 3, 4, 90, 5, 6, 7, 8, 91, 92, 93, 94, 95, 96};
  CHECK(output_of<MaxPool<2>, Input>(Network<Sequential<Input, MaxPool<2>>>{}, image) == std::vector<float>{6, 8});
  STATIC_REQUIRE(MaxPool<2>::output({1, 3, 5}) == Shape{1, 1, 2});
  STATIC_REQUIRE(MaxPool<3, 2>::output({4, 7, 8}) == Shape{4, 3, 3});
  STATIC_REQUIRE(MaxPool<4>::problem({1, 3, 5}).expected == 4);
  STATIC_REQUIRE(MaxPool<4>::problem({1, 3, 5}).got == 3);
  STATIC_REQUIRE_FALSE(static_cast<bool>(MaxPool<3>::problem({1, 3, 5})));
}
