#include "bicameral/layers/global_avg_pool.hpp"

#include "tests/support/check_layer.hpp"

using namespace bicameral;
using namespace bicameral::test;

TEST_CASE("global average pooling as a layer passes the gradient check and keeps the laws") {
  check_layer<GlobalAvgPool, Image<3, 6, 5>>();
  check_layer<GlobalAvgPool, Image<9, 1, 1>>();
}

TEST_CASE("global average pooling turns a picture into a vector of means") {
  using Input = Image<2, 1, 2>;
  CHECK(output_of<GlobalAvgPool, Input>(Network<Sequential<Input, GlobalAvgPool>>{},
                                        std::vector<float>{1, 10, 3, 30}) == std::vector<float>{2, 20});
  STATIC_REQUIRE(GlobalAvgPool::output({7, 5, 3}) == Shape{7, 1, 1});
}
