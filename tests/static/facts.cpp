// What is known about the networks of the study before any of them exists.

#include "bicameral/network/facts.hpp"
#include "bicameral/hemispheres/bicameral.hpp"
#include "bicameral/hemispheres/resnet9.hpp"
#include "bicameral/network/convert.hpp"
#include "bicameral/network/workspace.hpp"

namespace {

using namespace bicameral;

using Half = ResNet9<64>;
using Brain = Bicameral<Half, Half, FineCoarseHeads>;
using FrozenBrain = Bicameral<Frozen<Half>, Frozen<Half>, FineCoarseHeads>;
constexpr Classes classes{100, 20};

// The study's numbers.
static_assert(network_facts<Half>().parameters == 6'568'000);
static_assert(network_facts<Brain>(classes).parameters == 13'259'000);
static_assert(Half::features == Shape{512, 1, 1});
static_assert(Brain::features == Shape{1024, 1, 1});
// The standard block has the same parameters: a ReLU has none.
static_assert(network_facts<StandardResNet9<64>>().parameters == 6'568'000);

// Freezing takes nothing away but training.
static_assert(network_facts<FrozenBrain>(classes).parameters == 13'259'000);
static_assert(network_facts<FrozenBrain>(classes).trainable == 1024 * 120 + 120);
static_assert(network_facts<FrozenBrain>(classes).forward_multiply_adds ==
              network_facts<Brain>(classes).forward_multiply_adds);
static_assert(network_facts<FrozenBrain>(classes).backward_multiply_adds == 2 * 1024 * 120);
static_assert(network_facts<FrozenBrain>(classes).statistics == network_facts<Brain>(classes).statistics);

// Mean and variance of each filter of the eight convolutions.
static_assert(network_facts<Half>().statistics == 2 * (64 + 128 + 2 * 128 + 256 + 512 + 2 * 512));

// Multiply-adds of one image, convolution by convolution: pixels x filters x 9 x channels.
static_assert(network_facts<Half>().forward_multiply_adds ==
              9LL * (1024 * 64 * 3 + 1024 * 128 * 64 + 2 * 256 * 128 * 128 + 256 * 256 * 128 + 64 * 512 * 256 +
                     2 * 16 * 512 * 512));
// Backward twice that, less the gradient of the image.
static_assert(network_facts<Half>().backward_multiply_adds ==
              2 * network_facts<Half>().forward_multiply_adds - 9LL * 1024 * 64 * 3);

// Other widths, other inputs, other numbers of classes.
static_assert(network_facts<ResNet9<32>>().parameters == 1'643'552);
static_assert(ResNet9<16>::features == Shape{128, 1, 1});
static_assert(ResNet9<8, Image<1, 64, 48>>::features == Shape{64, 1, 1});
static_assert(network_facts<Brain>({10, 2}).parameters == 2 * 6'568'000 + 1024 * 12 + 12);

// Memory is a constant too: bigger batches keep more, inference keeps nothing, double keeps about twice as much.
static_assert(activation_bytes<Brain>(Mode::training, 128, classes) >
              activation_bytes<Brain>(Mode::training, 64, classes));
static_assert(activation_bytes<Brain>(Mode::inference, 128, classes) == 0);
static_assert(activation_bytes<FrozenBrain>(Mode::training, 128, classes) <
              activation_bytes<Brain>(Mode::training, 128, classes) / 100);

// What may be asked of a type.
static_assert(Architecture<Half> && Architecture<Brain> && Architecture<Frozen<Half>>);
static_assert(HemisphereBlock<Half> && HemisphereBlock<Frozen<Half>> && !HemisphereBlock<Brain>);
static_assert(Model<Brain> && !Model<Half>);
static_assert(FrozenHemisphere<Frozen<Half>> && !FrozenHemisphere<Half>);
static_assert(std::is_same_v<FrozenType<Brain>, FrozenBrain> && std::is_same_v<ThawedType<FrozenBrain>, Brain>);

// A network is a plain value; a workspace of one architecture is not one of another.
static_assert(std::is_copy_constructible_v<Network<Half>> && std::is_nothrow_move_constructible_v<Network<Half>>);
static_assert(!std::is_convertible_v<Workspace<Half>&, Workspace<Frozen<Half>>&>);

}  // namespace
