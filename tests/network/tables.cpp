#include "bicameral/network/tables.hpp"

#include <set>

#include "bicameral/hemispheres/resnet9.hpp"
#include "bicameral/network/facts.hpp"
#include "tests/catch.hpp"
#include "tests/support/tiny.hpp"

using namespace bicameral;
using namespace bicameral::test;

TEST_CASE("parameters are named by side, block and layer, in the order of the type") {
  const NetworkTables tables = make_tables<TinyBrain>(tiny_classes);
  std::vector<std::string> names;
  for (const ParameterInfo& parameter : tables.parameters) names.push_back(parameter.name);
  const std::vector<std::string> bn{"weight", "bias", "running_mean", "running_var", "num_batches_tracked"};
  std::vector<std::string> expected;
  const auto conv_and_bn = [&](const std::string& prefix, const std::string& number) {
    expected.push_back(prefix + "conv" + number + ".weight");
    for (const std::string& name : bn) expected.push_back(prefix + "bn" + number + "." + name);
  };
  conv_and_bn("left.", "1");
  conv_and_bn("left.residual1.", "1");
  conv_and_bn("left.residual1.", "2");
  conv_and_bn("left.", "2");
  conv_and_bn("right.", "1");
  for (const char* name : {"fine.weight", "fine.bias", "coarse.weight", "coarse.bias"})
    expected.push_back(std::string("head.") + name);
  CHECK(names == expected);
  CHECK(make_tables<TinySingle>(tiny_classes).parameters.front().name == "hemisphere.conv1.weight");
}

TEST_CASE("parameters lie apart, trained ones first, each on its own cache line") {
  const NetworkTables tables = make_tables<Bicameral<Frozen<TinyHalf>, OtherHalf, FineCoarseHeads>>(tiny_classes);
  std::set<std::int64_t> taken;
  std::set<std::int64_t> counters;
  for (const ParameterInfo& parameter : tables.parameters) {
    if (parameter.role == Role::counter) {
      CHECK(counters.insert(parameter.offset).second);
      continue;
    }
    CHECK(parameter.offset % 16 == 0);
    CHECK((parameter.offset + parameter.dims.count() <= tables.trainable) == parameter.trainable);
    CHECK(parameter.trainable == (parameter.role == Role::weight && !parameter.name.starts_with("left.")));
    for (std::int64_t i = 0; i < parameter.dims.count(); ++i) CHECK(taken.insert(parameter.offset + i).second);
  }
  CHECK(*taken.rbegin() < tables.values);
  CHECK(static_cast<std::int64_t>(counters.size()) == tables.counters);
  CHECK(*counters.rbegin() == tables.counters - 1);
}

TEST_CASE("the table of layers knows shapes, depths, weights and which are frozen") {
  const NetworkTables tables = make_tables<Bicameral<Frozen<TinyHalf>, OtherHalf, FineCoarseHeads>>(tiny_classes);
  const auto find = [&](const std::string& name) {
    for (const LayerInfo& layer : tables.layers)
      if (layer.name == name) return layer;
    FAIL("no layer " + name);
    return LayerInfo{};
  };
  CHECK(find("left.conv1").in == Shape{3, 8, 8});
  CHECK(find("left.conv1").parameters == 108);
  CHECK(find("left.conv1").kind == "conv");
  CHECK(find("left.conv1").frozen);
  CHECK(find("left.residual1").out == Shape{4, 4, 4});
  CHECK(find("left.residual1").parameters == 0);
  CHECK(find("left.residual1.conv2").depth == 1);
  CHECK(find("left.gap1").out == Shape{5, 1, 1});
  CHECK_FALSE(find("right.conv1").frozen);
  CHECK(find("right.bn1").parameters == 6);
  CHECK(find("head.fine").in == Shape{17, 1, 1});
  CHECK(find("head.fine").out == Shape{6, 1, 1});
  CHECK(find("head.coarse").parameters == 3 * 17 + 3);
  for (const LayerInfo& layer : tables.layers)
    if (layer.parameters > 0)
      CHECK(tables.parameters[static_cast<std::size_t>(layer.first_parameter)].name.starts_with(layer.name + "."));
}

TEST_CASE("work is counted where it is done: none for gradients of images or through frozen halves") {
  const auto work = []<class A>(Classes classes, const std::string& name) {
    for (const LayerInfo& layer : make_tables<A>(classes).layers)
      if (layer.name == name) return layer.work;
    return Work{-1, -1, -1};
  };
  const Work first = work.operator()<TinyBrain>(tiny_classes, "right.conv1");
  CHECK(first.forward == 4 * 4 * 3 * 27);
  CHECK(first.input_gradient == 0);
  CHECK(first.weight_gradient == first.forward);
  const Work second = work.operator()<TinyBrain>(tiny_classes, "left.conv2");
  CHECK(second.input_gradient == 4 * 4 * 5 * 36);
  const Work frozen = work.operator()<TinyFrozenBrain>(tiny_classes, "left.conv2");
  CHECK(frozen.forward == second.forward);
  CHECK(frozen.input_gradient == 0);
  CHECK(frozen.weight_gradient == 0);
  // Body and shortcut of a first residual block both read the images.
  using First = Sequential<TinyPicture, ResidualBlock<Chain<Conv2d<4>, Conv2d<4>>, Chain<Conv2d<4, 1>>>>;
  CHECK(work.operator()<First>({}, "residual1.conv1").input_gradient == 0);
  CHECK(work.operator()<First>({}, "residual1.conv2").input_gradient > 0);
  CHECK(work.operator()<First>({}, "residual1.shortcut.conv1").input_gradient == 0);
}

TEST_CASE("facts known at compile time are the sums of the tables") {
  const auto check = []<class A>(Classes classes) {
    const NetworkTables tables = make_tables<A>(classes);
    const NetworkFacts facts = network_facts<A>(classes);
    NetworkFacts sums;
    for (const LayerInfo& layer : tables.layers) {
      sums.forward_multiply_adds += layer.work.forward;
      sums.backward_multiply_adds += layer.work.input_gradient + layer.work.weight_gradient;
      sums.parameters += layer.parameters;
    }
    for (const ParameterInfo& parameter : tables.parameters) {
      if (parameter.role == Role::statistic) sums.statistics += parameter.dims.count();
      if (parameter.trainable) sums.trainable += parameter.dims.count();
    }
    CHECK(facts.forward_multiply_adds == sums.forward_multiply_adds);
    CHECK(facts.backward_multiply_adds == sums.backward_multiply_adds);
    CHECK(facts.parameters == sums.parameters);
    CHECK(facts.statistics == sums.statistics);
    CHECK(facts.trainable == sums.trainable);
  };
  check.operator()<TinyBrain>(tiny_classes);
  check.operator()<TinyFrozenBrain>(tiny_classes);
  check.operator()<TinySingle>(tiny_classes);
  check.operator()<ResNet9<4>>({});
  check.operator()<Sequential<TinyPicture, ResidualBlock<Chain<Conv2d<4>>, Chain<Conv2d<4, 1>>>>>({});
}
