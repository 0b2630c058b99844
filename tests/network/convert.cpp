#include "bicameral/network/convert.hpp"

#include <type_traits>

#include "bicameral/hemispheres/frozen_weights.hpp"
#include "tests/catch.hpp"
#include "tests/support/messages.hpp"
#include "tests/support/tiny.hpp"

using namespace bicameral;
using namespace bicameral::test;

namespace {

/// Values that no initialisation gives, statistics and counters too.
template <class A>
Network<A> unusual(Classes classes) {
  Network<A> network(classes, 3);
  float next = 1;
  for (const ParameterInfo& parameter : network.parameters()) {
    std::vector<float> values(static_cast<std::size_t>(parameter.dims.count()));
    for (float& value : values) value = next++;
    network.write(parameter, values);
  }
  return network;
}

}  // namespace

TEST_CASE("freezing and thawing give the network back") {
  const auto brain = unusual<TinyBrain>(tiny_classes);
  const auto frozen = freeze(brain);
  STATIC_REQUIRE(std::is_same_v<decltype(frozen), const Network<TinyFrozenBrain, float>>);
  CHECK(thaw(frozen) == brain);
  CHECK(freeze(thaw(frozen)) == frozen);
  CHECK(freeze(frozen) == frozen);
  const auto half = unusual<TinyHalf>({});
  CHECK(thaw(freeze(half)) == half);
  const auto single = unusual<TinySingle>(tiny_classes);
  CHECK(thaw(freeze(single)) == single);
  STATIC_REQUIRE(std::is_same_v<FrozenType<Bicameral<TinyHalf, Frozen<OtherHalf>, FineHead, Concatenate>>,
                                Bicameral<Frozen<TinyHalf>, Frozen<OtherHalf>, FineHead>>);
  STATIC_REQUIRE(std::is_same_v<ThawedType<Bicameral<TinyHalf, Frozen<OtherHalf>, FineHead>>,
                                Bicameral<TinyHalf, OtherHalf, FineHead>>);
}

TEST_CASE("what was frozen twice thaws as a whole") {
  using Study = Bicameral<FrozenWeights<TinyHalf>, OtherHalf, FineCoarseHeads>;
  STATIC_REQUIRE(std::is_same_v<ThawedType<Study>, TinyBrain>);
  STATIC_REQUIRE(std::is_same_v<ThawedType<FrozenType<Study>>, TinyBrain>);
  STATIC_REQUIRE(std::is_same_v<ThawedType<Frozen<FrozenWeights<TinyHalf>>>, TinyHalf>);
  const auto study = unusual<Study>(tiny_classes);
  CHECK(thaw(freeze(study)) == thaw(study));
}

TEST_CASE("counters too large for a float are copied whole") {
  auto brain = unusual<TinyBrain>(tiny_classes);
  constexpr std::int64_t large = (std::int64_t{1} << 24) + 1;
  brain.counters()[0] = large;
  CHECK(freeze(brain).counters()[0] == large);
  CHECK(thaw(freeze(brain)) == brain);
}

TEST_CASE("trained halves are put together by name, statistics and counters too") {
  const auto left = unusual<Unilateral<TinyHalf, FineHead>>({6, 0});
  const auto right = unusual<Unilateral<OtherHalf, CoarseHead>>({0, 3});
  Network<TinyFrozenBrain> brain(tiny_classes, 9);
  const auto before = brain;
  copy_parameters(left, "hemisphere.", brain, "left.");
  copy_parameters(right, "hemisphere.", brain, "right.");
  for (const ParameterInfo& parameter : brain.parameters()) {
    const std::string& name = parameter.name;
    if (name.starts_with("left."))
      CHECK(brain.read(parameter) == left.read(left.find("hemisphere." + name.substr(5))));
    else if (name.starts_with("right."))
      CHECK(brain.read(parameter) == right.read(right.find("hemisphere." + name.substr(6))));
    else
      CHECK(brain.read(parameter) == before.read(parameter));
  }
}

TEST_CASE("a copy that does not fit is refused by name and changes nothing") {
  const auto half = unusual<TinyHalf>({});
  Network<TinyBrain> brain(tiny_classes, 1);
  const auto before = brain;
  // The other hemisphere's first convolution has 3 filters, this one's 4.
  CHECK(thrown_message([&] { copy_parameters(half, "", brain, "right."); }) ==
        "copy_parameters: 'right.conv1.weight': expected [3, 3, 3, 3], got [4, 3, 3, 3]");
  CHECK(thrown_message([&] { copy_parameters(half, "hemisphere.", brain, "left."); }).find("hemisphere.conv1.weight") !=
        std::string::npos);
  CHECK(thrown_message([&] { copy_parameters(half, "", brain, "middle."); }) ==
        "copy_parameters: expected parameters that begin with 'middle.', got none");
  // Fits at first and not later.
  using Longer = Sequential<TinyPicture, Conv2d<4>, BatchNorm, ReLU, Conv2d<7>, GlobalAvgPool>;
  Network<Longer> longer;
  const auto longer_before = longer;
  CHECK(thrown_message([&] { copy_parameters(half, "", longer, ""); }).find("'conv2.weight': expected [7, 4, 3, 3]") !=
        std::string::npos);
  CHECK(longer == longer_before);
  CHECK(brain == before);
}
