#include "bicameral/network/network.hpp"

#include "tests/catch.hpp"
#include "tests/support/messages.hpp"
#include "tests/support/tiny.hpp"

using namespace bicameral;
using namespace bicameral::test;

TEST_CASE("networks can be copied, moved and compared") {
  const Network<TinyBrain> network(tiny_classes, 1);
  Network<TinyBrain> copy = network;
  CHECK(copy == network);
  copy.trainable()[3] += 1;
  CHECK(copy != network);  // a copy has values of its own
  copy = network;
  CHECK(copy == network);
  Network<TinyBrain> moved = std::move(copy);
  CHECK(moved == network);
  ++moved.counters()[0];
  CHECK(moved != network);
  CHECK(Network<TinyBrain>(tiny_classes, 1) == network);
  CHECK(Network<TinyBrain>(tiny_classes, 2) != network);
  CHECK(Network<TinyBrain>({7, 3}, 1) != network);
  CHECK(sizeof(Network<TinyBrain>) < 200);  // values lie on the heap
}

TEST_CASE("every weight starts from a stream of its own") {
  // The same layer in another network, or among others, starts the same; another name starts otherwise.
  const Network<TinyBrain> brain(tiny_classes, 1);
  const Network<Bicameral<TinyHalf, TinyHalf, FineCoarseHeads>> twins(tiny_classes, 1);
  const auto left = twins.read(twins.find("left.conv1.weight"));
  CHECK(brain.read(brain.find("left.conv1.weight")) == left);
  CHECK(twins.read(twins.find("right.conv1.weight")) != left);
  const Network<TinyHalf> half({}, 1);
  CHECK(half.read(half.find("conv1.weight")) != left);
  const auto first = half.read(half.find("residual1.conv1.weight"));
  CHECK(half.read(half.find("residual1.conv2.weight")) != first);
}

TEST_CASE("batch norm starts at weight one, bias zero, mean zero, variance one") {
  const Network<TinyHalf> network({}, 1);
  const auto all = [&](const char* name, float value) {
    for (const float got : network.read(network.find(name))) CHECK(got == value);
  };
  all("bn1.weight", 1);
  all("bn1.bias", 0);
  all("bn1.running_mean", 0);
  all("bn1.running_var", 1);
  all("bn1.num_batches_tracked", 0);
}

TEST_CASE("float and double networks of one seed start with the same numbers") {
  const Network<TinyHalf, float> in_float({}, 9);
  const Network<TinyHalf, double> in_double({}, 9);
  for (const ParameterInfo& parameter : in_float.parameters()) {
    const auto a = in_float.read(parameter);
    const auto b = in_double.read(in_double.find(parameter.name));
    REQUIRE(a.size() == b.size());
    for (std::size_t i = 0; i < a.size(); ++i) CHECK(a[i] == static_cast<float>(b[i]));
  }
}

TEST_CASE("parameters are read and written in the order of files, each in its own place") {
  Network<TinyBrain> network(tiny_classes, 1);
  float next = 1;
  for (const ParameterInfo& parameter : network.parameters()) {
    std::vector<float> values(static_cast<std::size_t>(parameter.dims.count()));
    for (float& value : values) value = next++;
    network.write(parameter, values);
  }
  next = 1;
  for (const ParameterInfo& parameter : network.parameters())
    for (const float value : network.read(parameter)) REQUIRE(value == next++);
  // HWIO in memory: neighbours in memory are filters.
  const ParameterInfo& conv = network.find("left.conv1.weight");
  const float* memory = network.values() + conv.offset;
  CHECK(memory[1] - memory[0] == static_cast<float>(conv.dims.sizes[1] * 9));
}

TEST_CASE("a parameter of another size is refused by name") {
  Network<TinyHalf> network;
  CHECK(thrown_message([&] { network.write(network.find("bn1.weight"), std::vector<float>(5)); }) ==
        "parameter 'bn1.weight': expected 4 values, got 5");
  CHECK(thrown_message([&] { network.find("bn9.weight"); }).find("'bn9.weight'") != std::string::npos);
}

TEST_CASE("gaps between parameters are zero and training leaves them so") {
  Network<TinyBrain> network(tiny_classes, 1);
  ThreadPool pool(2);
  Workspace<TinyBrain> workspace(pool, 4, Mode::training, tiny_classes);
  const auto images = numbers<float>(4 * 192, "images");
  training_step(network, workspace, images, 4);
  const auto check = [&](std::span<const float> values) {
    std::vector<bool> used(values.size());
    for (const ParameterInfo& parameter : network.parameters())
      if (parameter.trainable)
        for (std::int64_t i = 0; i < parameter.dims.count(); ++i)
          used[static_cast<std::size_t>(parameter.offset + i)] = true;
    for (std::size_t i = 0; i < values.size(); ++i)
      if (!used[i]) CHECK(values[i] == 0);
    CHECK(std::ranges::count(used, false) > 0);
  };
  check(network.trainable());
  check(workspace.gradients());
}
