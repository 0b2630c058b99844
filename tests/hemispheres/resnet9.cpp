#include "bicameral/hemispheres/resnet9.hpp"

#include "bicameral/check/gradient_check.hpp"
#include "tests/catch.hpp"
#include "tests/support/compare.hpp"

using namespace bicameral;
using namespace bicameral::test;

namespace {

template <class H>
std::string check(Mode mode) {
  Network<H, double> network({}, 3);
  detail::randomize(network, 4);
  const auto images = numbers<double>(static_cast<std::size_t>(3 * H::input.size()), "images");
  return check_network_gradients(network, std::span<const double>(images), 3, {.mode = mode, .most_values = 6})
      .message();
}

}  // namespace

TEST_CASE("the hemispheres of the study pass the gradient check in small") {
  CHECK(check<ResNet9<2, Image<3, 16, 16>>>(Mode::training) == "");
  CHECK(check<ResNet9<2, Image<3, 16, 16>>>(Mode::attribution) == "");
  CHECK(check<StandardResNet9<2, Image<3, 16, 16>>>(Mode::training) == "");
}

TEST_CASE("the hemisphere of the study has eight convolutions and PyTorch's parameters in order") {
  const Network<ResNet9<4>> network;
  std::vector<std::string> weights;
  for (const ParameterInfo& parameter : network.parameters())
    if (parameter.dims.rank == 4) weights.push_back(parameter.name + " " + to_string(parameter.dims));
  CHECK(weights == std::vector<std::string>{"conv1.weight [4, 3, 3, 3]", "conv2.weight [8, 4, 3, 3]",
                                            "residual1.conv1.weight [8, 8, 3, 3]",
                                            "residual1.conv2.weight [8, 8, 3, 3]", "conv3.weight [16, 8, 3, 3]",
                                            "conv4.weight [32, 16, 3, 3]", "residual2.conv1.weight [32, 32, 3, 3]",
                                            "residual2.conv2.weight [32, 32, 3, 3]"});
}
