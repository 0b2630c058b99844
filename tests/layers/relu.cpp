#include "bicameral/layers/relu.hpp"

#include "tests/support/check_layer.hpp"

using namespace bicameral;
using namespace bicameral::test;

TEST_CASE("ReLU as a layer passes the gradient check and keeps the laws") {
  check_layer<ReLU, Image<3, 6, 5>>();
  check_layer<ReLU, Image<9, 1, 1>>();
}

TEST_CASE("ReLU keeps shape and positive values") {
  using Input = Image<2, 1, 2>;
  CHECK(output_of<ReLU, Input>(Network<Sequential<Input, ReLU>>{}, std::vector<float>{1, -10, -3, 30}) ==
        std::vector<float>{1, 0, 0, 30});
  STATIC_REQUIRE(ReLU::output({7, 5, 3}) == Shape{7, 5, 3});
}
