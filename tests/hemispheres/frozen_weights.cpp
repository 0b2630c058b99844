#include "bicameral/hemispheres/frozen_weights.hpp"

#include "bicameral/layers/k_winners.hpp"
#include "bicameral/network/convert.hpp"
#include "bicameral/network/facts.hpp"
#include "tests/catch.hpp"
#include "tests/support/tiny.hpp"

using namespace bicameral;
using namespace bicameral::test;

namespace {

using Brain = Bicameral<FrozenWeights<TinyHalf>, FrozenWeights<TinyHalf>, FineCoarseHeads>;
using Free = Bicameral<TinyHalf, TinyHalf, FineCoarseHeads>;

bool is_statistic(const ParameterInfo& parameter) { return parameter.role != Role::weight; }

}  // namespace

TEST_CASE("a hemisphere whose weights alone are frozen has no gradients and no backward work") {
  STATIC_REQUIRE(network_facts<FrozenWeights<TinyHalf>>().trainable == 0);
  STATIC_REQUIRE(network_facts<FrozenWeights<TinyHalf>>().backward_multiply_adds == 0);
  STATIC_REQUIRE(network_facts<FrozenWeights<TinyHalf>>().parameters == network_facts<TinyHalf>().parameters);
}

TEST_CASE(
    "training moves the statistics of a hemisphere whose weights are frozen, as those of a free one, and no weight") {
  Network<Brain> network(tiny_classes, 5);
  Network<Free> free(tiny_classes, 5);
  const Network<Brain> before = network;
  ThreadPool pool(2);
  Workspace<Brain> workspace(pool, 6, Mode::training, tiny_classes);
  Workspace<Free> for_free(pool, 6, Mode::training, tiny_classes);
  const auto images = numbers<float>(6 * 192, "images");
  const auto frozen_step = training_step(network, workspace, images, 6, {.seed = 1});
  const auto free_step = training_step(free, for_free, images, 6, {.seed = 1});
  CHECK(frozen_step.fine == free_step.fine);  // the batch's statistics, as in training
  CHECK(frozen_step.features == free_step.features);
  for (const ParameterInfo& parameter : network.parameters()) {
    const bool half = !parameter.name.starts_with("head.");
    if (half && is_statistic(parameter)) {
      CHECK(network.read(parameter) != before.read(parameter));
      CHECK(network.read(parameter) == free.read(free.find(parameter.name)));
    } else {
      CHECK(network.read(parameter) == before.read(parameter));
    }
    if (parameter.trainable)
      CHECK(network.in_file_order(parameter, frozen_step.gradients.data()) ==
            free.in_file_order(free.find(parameter.name), free_step.gradients.data()));
  }
}

TEST_CASE("a hemisphere whose weights are frozen says whether it mixes images, as the hemisphere does") {
  using Mixing = Sequential<TinyPicture, Conv2d<4>, KWinners<50, 50, Ranking::batch>, GlobalAvgPool>;
  STATIC_REQUIRE(FrozenWeights<Mixing>::mixes_images);
  STATIC_REQUIRE(!FrozenWeights<TinyHalf>::mixes_images);
}

TEST_CASE("in inference a hemisphere whose weights are frozen is the hemisphere") {
  const Network<Free> free(tiny_classes, 7);
  Network<Brain> network(tiny_classes, 7);
  ThreadPool pool(1);
  Workspace<Brain> workspace(pool, 4, Mode::inference, tiny_classes);
  Workspace<Free> for_free(pool, 4, Mode::inference, tiny_classes);
  const auto images = numbers<float>(4 * 192, "images");
  const float* y = infer(network, workspace, images.data(), 4).fine;
  const float* expected = infer(free, for_free, images.data(), 4).fine;
  CHECK(std::vector<float>(y, y + 4 * tiny_classes.fine) ==
        std::vector<float>(expected, expected + 4 * tiny_classes.fine));
}
