#include "bicameral/layers/flatten.hpp"

#include "tests/support/check_layer.hpp"

using namespace bicameral;
using namespace bicameral::test;

TEST_CASE("flatten passes the gradient check and keeps the laws") {
  check_layer<Flatten, Image<3, 4, 5>>();
  check_layer<Flatten, Image<6, 1, 1>>();
}

TEST_CASE("flatten puts channels first, as PyTorch counts features") {
  using Input = Image<2, 2, 3>;
  const std::vector<float> image{1, 7, 2, 8, 3, 9, 4, 10, 5, 11, 6, 12};  // channel 0 is 1 to 6, channel 1 is 7 to 12
  CHECK(output_of<Flatten, Input>(Network<Sequential<Input, Flatten>>{}, image) ==
        std::vector<float>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
  STATIC_REQUIRE(Flatten::output({2, 2, 3}) == Shape{12, 1, 1});
}
