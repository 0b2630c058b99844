#include "bicameral/hemispheres/resnet.hpp"

#include <string>
#include <vector>

#include "bicameral/check/gradient_check.hpp"
#include "bicameral/hemispheres/unilateral.hpp"
#include "bicameral/network/facts.hpp"
#include "bicameral/network/run.hpp"
#include "tests/catch.hpp"
#include "tests/support/compare.hpp"

using namespace bicameral;
using namespace bicameral::test;

namespace {

// The published networks for 100 fine and 20 coarse classes.
constexpr Classes classes{100, 20};
static_assert(network_facts<ResNet18<64>>().parameters == 11'168'832);
static_assert(network_facts<ResNet34<64>>().parameters == 21'276'992);
static_assert(network_facts<Unilateral<ResNet18<64>, FineCoarseHeads>>(classes).parameters == 11'230'392);
static_assert(network_facts<Unilateral<ResNet34<64>, FineCoarseHeads>>(classes).parameters == 21'338'552);

// Multiply-adds of one image: the first convolution, then each stage's 3x3 convolutions and its shortcut. A stage has a
// quarter of the pixels and four times the weights of the one before, its first convolution half as many.
constexpr long long convolution = 9LL * 1024 * 64 * 64;  // of any stage, between as many channels as it has filters
static_assert(network_facts<ResNet18<64>>().forward_multiply_adds ==
              9LL * 1024 * 3 * 64 + 4 * convolution + 3 * (3 * convolution + convolution / 2 + convolution / 18));
static_assert(network_facts<ResNet34<64>>().forward_multiply_adds -
                  network_facts<ResNet18<64>>().forward_multiply_adds ==
              2 * (1 + 2 + 4 + 1) * convolution);

template <class H>
std::string check(Mode mode) {
  Network<H, double> network({}, 3);
  detail::randomize(network, 4);
  const auto images = numbers<double>(static_cast<std::size_t>(3 * H::input.size()), "images");
  return check_network_gradients(network, std::span<const double>(images), 3, {.mode = mode, .most_values = 6})
      .message();
}

/// Output shapes of the parts that are no part of a block, in order.
template <class H>
std::vector<std::string> outer_shapes() {
  const Network<H> network;
  std::vector<std::string> shapes;
  for (const LayerInfo& layer : network.tables().layers)
    if (layer.depth == 0) shapes.push_back(layer.name + " " + to_string(layer.out));
  return shapes;
}

}  // namespace

TEST_CASE("a narrow ResNet-18 passes the gradient check") {
  CHECK(check<ResNet18<2, Image<3, 16, 16>>>(Mode::training) == "");
  CHECK(check<ResNet18<2, Image<3, 16, 16>>>(Mode::attribution) == "");
}

TEST_CASE("ResNet-18 has two blocks a stage, and stages two to four begin with half the height and width") {
  CHECK(outer_shapes<ResNet18<4>>() ==
        std::vector<std::string>{"conv1 4x32x32", "bn1 4x32x32", "relu1 4x32x32", "residual1 4x32x32",
                                 "residual2 4x32x32", "residual3 8x16x16", "residual4 8x16x16", "residual5 16x8x8",
                                 "residual6 16x8x8", "residual7 32x4x4", "residual8 32x4x4", "gap1 32x1x1"});
}

TEST_CASE("ResNet-34 has three, four, six and three blocks") {
  std::vector<std::string> expected{"conv1 4x32x32", "bn1 4x32x32", "relu1 4x32x32"};
  int block = 0;
  const auto stage = [&](int blocks, const std::string& shape) {
    for (int i = 0; i < blocks; ++i) expected.push_back("residual" + std::to_string(++block) + " " + shape);
  };
  stage(3, "4x32x32");
  stage(4, "8x16x16");
  stage(6, "16x8x8");
  stage(3, "32x4x4");
  expected.push_back("gap1 32x1x1");
  CHECK(outer_shapes<ResNet34<4>>() == expected);
}

TEST_CASE("ResNet-18 has PyTorch's parameters in order, those of a shortcut behind those of its block") {
  const Network<ResNet18<4>> network;
  std::vector<std::string> weights;
  for (const ParameterInfo& parameter : network.parameters())
    if (parameter.dims.rank == 4) weights.push_back(parameter.name + " " + to_string(parameter.dims));
  CHECK(weights == std::vector<std::string>{"conv1.weight [4, 3, 3, 3]",  //
                                            "residual1.conv1.weight [4, 4, 3, 3]",
                                            "residual1.conv2.weight [4, 4, 3, 3]",  //
                                            "residual2.conv1.weight [4, 4, 3, 3]",
                                            "residual2.conv2.weight [4, 4, 3, 3]",  //
                                            "residual3.conv1.weight [8, 4, 3, 3]",
                                            "residual3.conv2.weight [8, 8, 3, 3]",           //
                                            "residual3.shortcut.conv1.weight [8, 4, 1, 1]",  //
                                            "residual4.conv1.weight [8, 8, 3, 3]",
                                            "residual4.conv2.weight [8, 8, 3, 3]",  //
                                            "residual5.conv1.weight [16, 8, 3, 3]",
                                            "residual5.conv2.weight [16, 16, 3, 3]",          //
                                            "residual5.shortcut.conv1.weight [16, 8, 1, 1]",  //
                                            "residual6.conv1.weight [16, 16, 3, 3]",
                                            "residual6.conv2.weight [16, 16, 3, 3]",  //
                                            "residual7.conv1.weight [32, 16, 3, 3]",
                                            "residual7.conv2.weight [32, 32, 3, 3]",           //
                                            "residual7.shortcut.conv1.weight [32, 16, 1, 1]",  //
                                            "residual8.conv1.weight [32, 32, 3, 3]",
                                            "residual8.conv2.weight [32, 32, 3, 3]"});
}

TEST_CASE("the momentum reaches every batch norm of a ResNet, shortcuts too") {
  using H = ResNet18<2, Image<3, 16, 16>, 100>;
  Network<H> network({}, 3);
  ThreadPool pool(1);
  Workspace<H> workspace(pool, 2, Mode::training, {});
  const auto images = numbers<float>(static_cast<std::size_t>(2 * H::input.size()), "images");
  const auto statistics = [&] {
    std::vector<std::vector<float>> values;
    training_forward(network, workspace, images.data(), 2);
    for (const ParameterInfo& parameter : network.parameters())
      if (parameter.role == Role::statistic) values.push_back(network.read(parameter));
    return values;
  };
  const auto once = statistics();
  // With 100 % nothing of the older values is left, so that the same batch gives the same ones.
  CHECK(statistics() == once);
}
