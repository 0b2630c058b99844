#include "bicameral/hemispheres/inverted_resnet9.hpp"

#include "bicameral/network/facts.hpp"
#include "tests/catch.hpp"
#include "tests/support/check_hemisphere.hpp"

using namespace bicameral;
using namespace bicameral::test;

namespace {

// The study's numbers: parameters, features, and 1,605 M multiply-adds per image, convolution by convolution.
static_assert(network_facts<InvertedResNet9<64>>().parameters == 2'818'688);
static_assert(InvertedResNet9<64>::features == Shape{64, 1, 1});
static_assert(network_facts<InvertedResNet9<64>>().forward_multiply_adds / 1'000'000 == 1'605);
static_assert(network_facts<InvertedResNet9<64>>().forward_multiply_adds ==
              9LL * (1024 * 512 * 3 + 1024 * 256 * 512 + 2 * 256 * 256 * 256 + 256 * 128 * 256 + 64 * 64 * 128 +
                     2 * 16 * 64 * 64));

}  // namespace

TEST_CASE("the inverted ResNet-9 passes the gradient check in small") {
  CHECK(gradient_mistakes<InvertedResNet9<2, Image<3, 16, 16>>>(Mode::training) == "");
  CHECK(gradient_mistakes<InvertedResNet9<2, Image<3, 16, 16>>>(Mode::attribution) == "");
}

TEST_CASE("the inverted ResNet-9 begins with its widest layers") {
  CHECK(weights_of<InvertedResNet9<4>>() ==
        std::vector<std::string>{"conv1.weight [32, 3, 3, 3]", "conv2.weight [16, 32, 3, 3]",
                                 "residual1.conv1.weight [16, 16, 3, 3]", "residual1.conv2.weight [16, 16, 3, 3]",
                                 "conv3.weight [8, 16, 3, 3]", "conv4.weight [4, 8, 3, 3]",
                                 "residual2.conv1.weight [4, 4, 3, 3]", "residual2.conv2.weight [4, 4, 3, 3]"});
}
