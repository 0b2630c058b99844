#include "bicameral/blocks/residual.hpp"

#include "bicameral/check/layer_laws.hpp"
#include "bicameral/layers/dropout.hpp"
#include "bicameral/layers/max_pool.hpp"
#include "bicameral/layers/relu.hpp"
#include "tests/catch.hpp"
#include "tests/support/compare.hpp"

using namespace bicameral;
using namespace bicameral::test;

namespace {

using Picture = Image<3, 5, 4>;

template <class P, class In = Picture>
void check_block() {
  CHECK(check_layer_gradients<P, In>(3, {.most_values = 25}).message() == "");
  CHECK(check_layer_gradients<P, In>(3, {.mode = Mode::attribution, .most_values = 25}).message() == "");
  CHECK(check_layer_laws<P, In>(5).message() == "");
}

using AsTheAuthors = Residual<Conv2d<3>, BatchNorm, ReLU, Conv2d<3>, BatchNorm, ReLU>;
using Standard = ResidualBlock<Chain<Conv2d<3>, BatchNorm, ReLU, Conv2d<3>, BatchNorm>, Identity, AfterSum::relu>;
using Projected =
    ResidualBlock<Chain<Conv2d<6, 3, 2>, BatchNorm, ReLU, Conv2d<6>, BatchNorm>, Projection<6, 2>, AfterSum::relu>;
using ProjectedPlain = ResidualBlock<Chain<Conv2d<6, 3, 2>, BatchNorm>, Projection<6, 2>>;

}  // namespace

TEST_CASE("residual blocks of every kind pass the gradient check and keep the laws") {
  SECTION("identity, sum last, as the authors write it") { check_block<AsTheAuthors>(); }
  SECTION("identity, ReLU after the sum") { check_block<Standard>(); }
  SECTION("projection, ReLU after the sum") { check_block<Projected>(); }
  SECTION("projection, sum last") { check_block<ProjectedPlain>(); }
  SECTION("a body of one layer") { check_block<Residual<Conv2d<3>>>(); }
  SECTION("a body that keeps nothing but its output") { check_block<Residual<ReLU>>(); }
  SECTION("a body that ends in dropout") { check_block<Residual<Conv2d<3>, ReLU, Dropout<30>>>(); }
  SECTION("a block in a block") { check_block<Residual<Conv2d<3>, Residual<BatchNorm, ReLU>, BatchNorm>>(); }
  SECTION("a block in a block, with ReLU after both sums") {
    check_block<ResidualBlock<Chain<Conv2d<3>, Standard>, Identity, AfterSum::relu>>();
  }
  SECTION("a shortcut that reads its own output") {
    check_block<ResidualBlock<Chain<Conv2d<6>, BatchNorm>, Chain<Conv2d<6, 1>, ReLU>>>();
  }
  SECTION("a shortcut that pools") {
    check_block<ResidualBlock<Chain<Conv2d<3>, MaxPool<2>>, Chain<MaxPool<2>>, AfterSum::relu>>();
  }
}

TEST_CASE("the sum is body plus shortcut, and ReLU after it where asked for") {
  // A 1x1 convolution with one channel multiplies by its weight.
  using In = Image<1, 1, 2>;
  const std::vector<double> images{1, -2};
  ThreadPool pool(1);
  const auto run = [&]<class P>() {
    using A = Sequential<In, P>;
    Network<A, double> network;
    std::ranges::fill(network.trainable(), 3.0);
    Workspace<A, double> workspace(pool, 1, Mode::inference);
    const double* y = infer(network, workspace, images.data(), 1).features;
    return std::vector<double>(y, y + 2);
  };
  CHECK(run.operator()<Residual<Conv2d<1, 1>>>() == std::vector<double>{4, -8});
  CHECK(run.operator()<ResidualBlock<Chain<Conv2d<1, 1>>, Identity, AfterSum::relu>>() == std::vector<double>{4, 0});
  CHECK(run.operator()<ResidualBlock<Chain<Conv2d<1, 1>>, Chain<Conv2d<1, 1>>>>() == std::vector<double>{6, -12});
  CHECK(run.operator()<Residual<Residual<Conv2d<1, 1>>>>() == std::vector<double>{5, -10});
}

TEST_CASE("names within a residual block tell body and shortcut apart") {
  const Network<Sequential<Picture, AsTheAuthors, Conv2d<3>, Projected>> network;
  std::vector<std::string> names;
  for (const ParameterInfo& parameter : network.parameters())
    if (parameter.name.ends_with(".weight")) names.push_back(parameter.name);
  CHECK(names == std::vector<std::string>{"residual1.conv1.weight", "residual1.bn1.weight", "residual1.conv2.weight",
                                          "residual1.bn2.weight", "conv1.weight", "residual2.conv1.weight",
                                          "residual2.bn1.weight", "residual2.conv2.weight", "residual2.bn2.weight",
                                          "residual2.shortcut.conv1.weight", "residual2.shortcut.bn1.weight"});
}

TEST_CASE("a residual block states why its parts do not fit") {
  constexpr ShapeProblem channels = Residual<Conv2d<4>>::problem({3, 5, 5});
  CHECK(std::string(channels.reason) == "body and shortcut differ in channels");
  CHECK(channels.expected == 3);
  CHECK(channels.got == 4);
  constexpr ShapeProblem height = ResidualBlock<Chain<Conv2d<4, 3, 2>>, Projection<4, 1>>::problem({3, 6, 5});
  CHECK(std::string(height.reason) == "body and shortcut differ in height");
  CHECK(height.expected == 6);
  CHECK(height.got == 3);
  STATIC_REQUIRE_FALSE(static_cast<bool>(Projected::problem({3, 5, 4})));
  STATIC_REQUIRE(Projected::output({3, 5, 4}) == Shape{6, 3, 2});
}
