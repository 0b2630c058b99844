#include "bicameral/analysis/cam_layers.hpp"

#include "bicameral/hemispheres/ensemble.hpp"
#include "bicameral/hemispheres/local_skipping.hpp"
#include "bicameral/hemispheres/resnet.hpp"
#include "bicameral/hemispheres/resnet9.hpp"
#include "bicameral/hemispheres/vgg11.hpp"
#include "bicameral/network/tables.hpp"
#include "tests/catch.hpp"
#include "tests/support/messages.hpp"
#include "tests/support/tiny.hpp"

using namespace bicameral;
using namespace bicameral::test;

namespace {

using Names = std::vector<std::string>;

template <class A>
Names chosen(const CamLayerChoice& choice = {}) {
  const NetworkTables tables = make_tables<A>(tiny_classes);
  Names names;
  for (const int layer : choose_cam_layers(tables.layers, choice))
    names.push_back(tables.layers[static_cast<std::size_t>(layer)].name);
  return names;
}

using Mixed = Bicameral<ResNet9<1>, SmallVGG11<1>, FineCoarseHeads>;
/// A half that sees nothing but single pixels behind its first layer.
struct Blind : Sequential<TinyPicture, MaxPool<8>, Conv2d<2, 1>, ReLU, GlobalAvgPool> {};

}  // namespace

TEST_CASE("by default the end of each residual block is asked") {
  CHECK(chosen<Unilateral<ResNet9<1>, FineHead>>() == Names{"hemisphere.residual1", "hemisphere.residual2"});
  CHECK(chosen<Unilateral<ResNet18<1>, FineHead>>().size() == 8);
  CHECK(chosen<Unilateral<ResNet18<1>, FineHead>>().back() == "hemisphere.residual8");
}

TEST_CASE("a half without residual blocks is asked at its last convolution, behind what keeps its shape") {
  CHECK(chosen<Unilateral<SmallVGG11<1>, FineHead>>() == Names{"hemisphere.relu8"});
  CHECK(chosen<Unilateral<VGG11<1>, FineHead>>() == Names{"hemisphere.relu8"});
  CHECK(chosen<Unilateral<Sequential<TinyPicture, Conv2d<4>, Conv2d<4>, GlobalAvgPool>, FineHead>>() ==
        Names{"hemisphere.conv2"});
  CHECK(chosen<Unilateral<OtherHalf, FineHead>>() == Names{"hemisphere.dropout1"});
}

TEST_CASE("every half has its own default, and a hemisphere can be chosen") {
  CHECK(chosen<Mixed>() == Names{"left.residual1", "left.residual2", "right.relu8"});
  CHECK(chosen<Mixed>({.hemisphere = Hemisphere::left}) == Names{"left.residual1", "left.residual2"});
  CHECK(chosen<Mixed>({.hemisphere = Hemisphere::right}) == Names{"right.relu8"});
  using Pair = Ensemble<TinyBrain, 2>;
  CHECK(chosen<Pair>() ==
        Names{"member1.left.residual1", "member1.right.dropout1", "member2.left.residual1", "member2.right.dropout1"});
  CHECK(chosen<Pair>({.hemisphere = Hemisphere::left}) == Names{"member1.left.residual1", "member2.left.residual1"});
}

TEST_CASE("layers are chosen by full names or by what follows the half, each once, in the network's order") {
  CHECK(chosen<Mixed>({.names = {"right.conv2", "left.conv1"}}) == Names{"left.conv1", "right.conv2"});
  CHECK(chosen<Mixed>({.names = {"conv1", "left.conv1"}}) == Names{"left.conv1", "right.conv1"});
  CHECK(chosen<Mixed>({.names = {"conv1"}, .hemisphere = Hemisphere::right}) == Names{"right.conv1"});
  CHECK(chosen<Mixed>({.names = {"residual1.relu2"}}) == Names{"left.residual1.relu2"});
}

TEST_CASE("a layer that does not exist or shows nothing is refused with the names that there are") {
  const auto message = [](const CamLayerChoice& choice) {
    return thrown_message([&] { chosen<Bicameral<TinyHalf, OtherHalf, FineHead>>(choice); });
  };
  CHECK(message({.names = {"residual7"}, .hemisphere = Hemisphere::right}) ==
        "class activation map: layer of the hemisphere 'right': expected one of right.conv1, right.bn1, right.relu1, "
        "right.dropout1, right.maxpool1, got 'residual7'");
  CHECK(message({.names = {"left.conv1"}, .hemisphere = Hemisphere::right}) != "");
  CHECK(message({.names = {"left.gap1"}}) != "");  // a vector
  CHECK(message({.names = {"head.fine"}}) != "");  // of no half
  CHECK(message({.names = {"left.conv1.weight"}}) != "");
  CHECK(message({.names = {"conv"}}) != "");  // part of a name
}

TEST_CASE("a half that the network does not have is refused, and one without a picture") {
  using Single = Unilateral<TinyHalf, FineHead>;
  CHECK(thrown_message([] { chosen<Single>({.hemisphere = Hemisphere::left}); }) ==
        "class activation map: expected a network with a half called 'left', got one without");
  CHECK(thrown_message([] { chosen<TinyHalf>(); }) ==
        "class activation map: expected a network with a hemisphere, got one without");
  CHECK(thrown_message([] { chosen<Unilateral<Blind, FineHead>>(); }) ==
        "class activation map: expected a convolution whose output has at least 2 pixels, got none");
}

TEST_CASE("hemispheres have names") {
  for (const Hemisphere hemisphere : {Hemisphere::left, Hemisphere::right, Hemisphere::whole})
    CHECK(hemisphere_of(hemisphere_name(hemisphere)) == hemisphere);
  CHECK(thrown_message([] { hemisphere_of("middle"); }) == "hemisphere: expected left, right or whole, got 'middle'");
}
