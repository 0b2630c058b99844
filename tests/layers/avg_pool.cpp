#include "bicameral/layers/avg_pool.hpp"

#include "tests/support/check_layer.hpp"

using namespace bicameral;
using namespace bicameral::test;

TEST_CASE("average pooling as a layer passes the gradient check and keeps the laws") {
  check_layer<AvgPool<2>, Image<3, 6, 5>>();
  check_layer<AvgPool<3, 2>, Image<2, 7, 7>>();
  check_layer<AvgPool<3, 1>, Image<2, 5, 4>>();
}

TEST_CASE("average pooling drops rows and columns that fill no window") {
  using Input = Image<1, 3, 5>;
  const std::vector<float> image{1, 2, 3, 4, 90, 5, 6, 7, 8, 91, 92, 93, 94, 95, 96};
  CHECK(output_of<AvgPool<2>, Input>(Network<Sequential<Input, AvgPool<2>>>{}, image) ==
        std::vector<float>{3.5f, 5.5f});
  STATIC_REQUIRE(AvgPool<3, 2>::output({4, 7, 8}) == Shape{4, 3, 3});
  STATIC_REQUIRE(AvgPool<4>::problem({1, 3, 5}).got == 3);
}
