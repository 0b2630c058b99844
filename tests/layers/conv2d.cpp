#include "bicameral/layers/conv2d.hpp"

#include "tests/support/check_layer.hpp"
#include "tests/support/compare.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using namespace bicameral::test;

TEST_CASE("a convolution passes the gradient check and keeps the laws") {
  check_layer<Conv2d<4>, Image<3, 5, 6>>();
  check_layer<Conv2d<3, 1>, Image<5, 4, 3>>();
  check_layer<Conv2d<2, 3, 2>, Image<3, 7, 6>>();
  check_layer<Conv2d<3, 5, 1, 0>, Image<2, 6, 5>>();
  check_layer<Conv2d<4, 3, 3, 2, Bias::yes>, Image<1, 5, 5>>();
  check_layer<Conv2d<4, 1, 1, 0, Bias::yes>, Image<3, 1, 1>>();
}

TEST_CASE("the layer runs the convolution algorithm that the settings name") {
  using P = Conv2d<4, 3, 2, 1, Bias::yes>;
  using Input = Image<3, 9, 8>;
  const GradientOptions options{.settings = {.convolution = {.algorithm = "reference"}}};
  CHECK(check_layer_gradients<P, Input>(3, options).message() == "");

  ThreadPool pool(1);
  using A = Sequential<Input, P>;
  Workspace<A> reference(pool, 2, Mode::inference, {}, options.settings);
  Workspace<A> im2col(pool, 2, Mode::inference);
  Network<A> network;
  const auto images = numbers<float>(2 * 216, "images");
  const auto values = [&](Workspace<A>& workspace) {
    const float* y = infer(network, workspace, images.data(), 2).features;
    return std::vector<float>(y, y + 2 * A::features.size());
  };
  CHECK(difference(values(im2col), values(reference)) < 1e-6);
  CHECK(thrown_message([&] {
          Workspace<A>(pool, 2, Mode::training, {}, {.convolution = {.algorithm = "guess"}});
        }).find("expected one of automatic, reference, im2col") != std::string::npos);
}

TEST_CASE("a convolution's weights are in PyTorch's order in files, its bias is added to every pixel") {
  // Filter 1 looks only at channel 0, one row down and one column to the left.
  using P = Conv2d<2, 3, 1, 1, Bias::yes>;
  using Input = Image<2, 2, 3>;
  Network<Sequential<Input, P>, double> network;
  std::vector<double> weight(2 * 2 * 3 * 3);
  weight[((1 * 2 + 0) * 3 + 2) * 3 + 0] = 1;  // [filter][channel][row][column]
  network.write(network.find("conv1.weight"), weight);
  network.write(network.find("conv1.bias"), std::vector<double>{0.5, 100});
  const std::vector<double> image{1, -1, 2, -1, 3, -1,   // first row: channel 0 is 1 2 3
                                  4, -1, 5, -1, 6, -1};  // second row: 4 5 6
  CHECK(output_of<P, Input>(network, image) ==
        std::vector<double>{0.5, 100, 0.5, 104, 0.5, 105, 0.5, 100, 0.5, 100, 0.5, 100});
}

TEST_CASE("a convolution states its facts before there is one") {
  using P = Conv2d<8, 3, 2, 1, Bias::yes>;
  STATIC_REQUIRE(P::output({3, 9, 8}) == Shape{8, 5, 4});
  STATIC_REQUIRE(P::parameters({3, 9, 8})[0].dims == Dims(8, 3, 3, 3));
  STATIC_REQUIRE(P::parameters({3, 9, 8})[1].dims == Dims(8));
  STATIC_REQUIRE(Conv2d<8>::parameters({3, 9, 8}).size() == 1);
  STATIC_REQUIRE(P::work({3, 9, 8}).forward == 5 * 4 * 8 * 27);
  STATIC_REQUIRE(P::work({3, 9, 8}).weight_gradient == 5 * 4 * 8 * 27);
  STATIC_REQUIRE(Conv2d<8>::output({3, 9, 8}) == Shape{8, 9, 8});
  constexpr ShapeProblem problem = Conv2d<1, 5, 1, 1>::problem({1, 9, 2});
  CHECK(problem.expected == 5);
  CHECK(problem.got == 4);
}

TEST_CASE("a convolution starts as PyTorch's does: uniform within one over the root of its inputs") {
  const Network<Sequential<Image<16, 4, 4>, Conv2d<64, 3, 1, 1, Bias::yes>>> network({}, 1);
  const auto weight = network.read(network.find("conv1.weight"));
  const auto bias = network.read(network.find("conv1.bias"));
  const double bound = 1.0 / 12;  // 16 * 9 inputs
  double squares = 0;
  for (const float value : weight) {
    REQUIRE(std::abs(value) <= bound);
    squares += static_cast<double>(value) * value;
  }
  CHECK(squares / static_cast<double>(weight.size()) == Approx(bound * bound / 3).epsilon(0.05));
  for (const float value : bias) CHECK(std::abs(value) <= bound);
  CHECK(*std::ranges::max_element(weight) > 0.99 * bound);
  CHECK(*std::ranges::min_element(weight) < -0.99 * bound);
}
