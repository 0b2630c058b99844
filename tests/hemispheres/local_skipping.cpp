#include "bicameral/hemispheres/local_skipping.hpp"

#include "bicameral/hemispheres/bicameral.hpp"
#include "bicameral/hemispheres/resnet9.hpp"
#include "bicameral/network/facts.hpp"
#include "tests/catch.hpp"
#include "tests/support/check_hemisphere.hpp"

using namespace bicameral;
using namespace bicameral::test;

namespace {

static_assert(network_facts<LocalNet9<64>>().parameters == 6'568'000);
static_assert(network_facts<LocalNet9<64>>().forward_multiply_adds ==
              network_facts<ResNet9<64>>().forward_multiply_adds);
static_assert(network_facts<SkippingNet9<64>>().parameters == 6'481'984);
static_assert(network_facts<SkippingNet9<64>>().forward_multiply_adds / 1'000'000 == 197);
using Brain = Bicameral<LocalNet9<64>, SkippingNet9<64>, FineCoarseHeads>;
static_assert(Brain::features == Shape{512 + 512, 1, 1});

}  // namespace

TEST_CASE("the local and the skipping hemisphere pass the gradient check in small") {
  CHECK(gradient_mistakes<LocalNet9<2, Image<3, 16, 16>>>(Mode::training) == "");
  CHECK(gradient_mistakes<LocalNet9<2, Image<3, 16, 16>>>(Mode::attribution) == "");
  CHECK(gradient_mistakes<SkippingNet9<2>>(Mode::training) == "");
  CHECK(gradient_mistakes<SkippingNet9<2>>(Mode::attribution) == "");
}

TEST_CASE("the local hemisphere has 3x3 windows and no shortcut") {
  CHECK(weights_of<LocalNet9<4>>() ==
        std::vector<std::string>{"conv1.weight [4, 3, 3, 3]", "conv2.weight [8, 4, 3, 3]", "conv3.weight [8, 8, 3, 3]",
                                 "conv4.weight [8, 8, 3, 3]", "conv5.weight [16, 8, 3, 3]",
                                 "conv6.weight [32, 16, 3, 3]", "conv7.weight [32, 32, 3, 3]",
                                 "conv8.weight [32, 32, 3, 3]"});
}

TEST_CASE("the skipping hemisphere has wide windows and a shortcut around every pair of convolutions") {
  CHECK(weights_of<SkippingNet9<4>>() ==
        std::vector<std::string>{"conv1.weight [4, 3, 5, 5]",  //
                                 "residual1.conv1.weight [4, 4, 5, 5]", "residual1.conv2.weight [4, 4, 5, 5]",
                                 "residual2.conv1.weight [4, 4, 5, 5]", "residual2.conv2.weight [4, 4, 5, 5]",
                                 "residual3.conv1.weight [8, 4, 5, 5]", "residual3.conv2.weight [8, 8, 5, 5]",
                                 "residual3.shortcut.conv1.weight [8, 4, 1, 1]",  //
                                 "residual4.conv1.weight [16, 8, 5, 5]", "residual4.conv2.weight [16, 16, 5, 5]",
                                 "residual4.shortcut.conv1.weight [16, 8, 1, 1]",  //
                                 "residual5.conv1.weight [16, 16, 5, 5]", "residual5.conv2.weight [32, 16, 3, 3]",
                                 "residual5.shortcut.conv1.weight [32, 16, 1, 1]"});
}
