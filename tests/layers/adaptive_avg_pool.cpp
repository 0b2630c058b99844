#include "bicameral/layers/adaptive_avg_pool.hpp"

#include "tests/support/check_layer.hpp"

using namespace bicameral;
using namespace bicameral::test;

TEST_CASE("adaptive average pooling as a layer passes the gradient check and keeps the laws") {
  check_layer<AdaptiveAvgPool<7>, Image<3, 1, 1>>();
  check_layer<AdaptiveAvgPool<3>, Image<2, 7, 8>>();
  check_layer<AdaptiveAvgPool<4>, Image<5, 3, 6>>();
}

TEST_CASE("adaptive average pooling repeats a single pixel and takes the mean for a single part") {
  const std::vector<float> pixel{4, 5};
  using Pixel = Image<2, 1, 1>;
  CHECK(output_of<AdaptiveAvgPool<2>, Pixel>(Network<Sequential<Pixel, AdaptiveAvgPool<2>>>{}, pixel) ==
        std::vector<float>{4, 5, 4, 5, 4, 5, 4, 5});
  const std::vector<float> picture{1, 2, 3, 6};
  using Picture = Image<1, 2, 2>;
  CHECK(output_of<AdaptiveAvgPool<1>, Picture>(Network<Sequential<Picture, AdaptiveAvgPool<1>>>{}, picture) ==
        std::vector<float>{3});
  STATIC_REQUIRE(AdaptiveAvgPool<7>::output({5, 2, 3}) == Shape{5, 7, 7});
}
