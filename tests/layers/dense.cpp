#include "bicameral/layers/dense.hpp"

#include "tests/support/check_layer.hpp"

using namespace bicameral;
using namespace bicameral::test;

TEST_CASE("a dense layer passes the gradient check and keeps the laws") {
  check_layer<Dense<5>, Image<7, 1, 1>>();
  check_layer<Dense<1>, Image<1, 1, 1>>();
  check_layer<Dense<70>, Image<33, 1, 1>>(66);
}

TEST_CASE("a dense layer's weights are [outputs, inputs] and its bias is added") {
  using Input = Image<3, 1, 1>;
  Network<Sequential<Input, Dense<2>>> network;
  network.write(network.find("dense1.weight"), std::vector<float>{1, 2, 3, 10, 20, 30});
  network.write(network.find("dense1.bias"), std::vector<float>{100, 1000});
  CHECK(output_of<Dense<2>, Input>(network, std::vector<float>{1, 1, 2, 0, 1, 0}) ==
        std::vector<float>{109, 1090, 102, 1020});
}

TEST_CASE("a dense layer takes vectors only") {
  constexpr ShapeProblem problem = Dense<5>::problem({7, 3, 2});
  CHECK(std::string(problem.reason).find("Flatten or GlobalAvgPool") != std::string::npos);
  CHECK(problem.expected == 1);
  CHECK(problem.got == 6);
  STATIC_REQUIRE_FALSE(static_cast<bool>(Dense<5>::problem({7, 1, 1})));
  STATIC_REQUIRE(Dense<5>::work({7, 1, 1}).forward == 35);
}
