#include "bicameral/hemispheres/vgg11.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "bicameral/data/synthetic.hpp"
#include "bicameral/hemispheres/bicameral.hpp"
#include "bicameral/network/facts.hpp"
#include "bicameral/network/run.hpp"
#include "bicameral/train/trainer.hpp"
#include "tests/catch.hpp"
#include "tests/support/check_hemisphere.hpp"

using namespace bicameral;
using namespace bicameral::test;

namespace {

// The published network without its last layer.
static_assert(network_facts<VGG11<64>>().parameters == 128'766'336);
static_assert(VGG11<64>::features == Shape{4096, 1, 1});
// Its convolutions without their 2,752 biases, with batch norm's two numbers per filter instead.
static_assert(network_facts<SmallVGG11<64>>().parameters ==
              128'766'336 - (25'088 + 1) * 4096 - (4096 + 1) * 4096 + 2'752);
static_assert(network_facts<SmallVGG11<64>>().parameters == 9'223'232);
static_assert(SmallVGG11<64>::features == Shape{512, 1, 1});
// Larger pictures fit too: 224x224 is what it was published for.
static_assert(network_facts<VGG11<64, Image<3, 224, 224>>>().parameters == 128'766'336);

using Narrow = VGG11<2, Image<3, 32, 32>, 6>;

}  // namespace

TEST_CASE("VGG-11 passes the gradient check in small, dropout included") {
  CHECK(gradient_mistakes<Narrow>(Mode::training) == "");
  CHECK(gradient_mistakes<Narrow>(Mode::attribution) == "");
  CHECK(gradient_mistakes<SmallVGG11<2>>(Mode::training) == "");
  CHECK(gradient_mistakes<SmallVGG11<2>>(Mode::attribution) == "");
}

TEST_CASE("VGG-11 has torchvision's weights in order") {
  CHECK(weights_of<Narrow>() == std::vector<std::string>{"conv1.weight [2, 3, 3, 3]", "conv2.weight [4, 2, 3, 3]",
                                                         "conv3.weight [8, 4, 3, 3]", "conv4.weight [8, 8, 3, 3]",
                                                         "conv5.weight [16, 8, 3, 3]", "conv6.weight [16, 16, 3, 3]",
                                                         "conv7.weight [16, 16, 3, 3]", "conv8.weight [16, 16, 3, 3]",
                                                         "dense1.weight [6, 784]", "dense2.weight [6, 6]"});
}

TEST_CASE("VGG-11's dropout works in training and is off where it is frozen") {
  // Values of features after a training pass that are zero.
  const auto zeros = []<class Half>(std::type_identity<Half>) {
    using Brain = Unilateral<Half, FineHead>;
    Network<Brain> network({4, 0}, 3);
    ThreadPool pool(2);
    Workspace<Brain> workspace(pool, 4, Mode::training, {4, 0});
    const auto images = numbers<float>(static_cast<std::size_t>(4 * Half::input.size()), "images");
    const float* y = training_forward(network, workspace, images.data(), 4, {.seed = 5}).features;
    return std::count(y, y + 4 * Brain::features.size(), 0.0f);
  };
  using Dropping = VGG11<2, Image<3, 32, 32>, 64>;
  using Keeping = VGG11<2, Image<3, 32, 32>, 64, 0>;
  const auto kept = zeros(std::type_identity<Keeping>{});
  CHECK(zeros(std::type_identity<Dropping>{}) > kept + 32);
  CHECK(zeros(std::type_identity<Frozen<Dropping>>{}) == kept);
}

// A gigabyte and several seconds: run by scripts/test_long.sh.
TEST_CASE("the published VGG-11 learns: a few steps on the same pictures lower the loss", "[.slow]") {
  using Brain = Unilateral<VGG11<64>, FineCoarseHeads>;
  const TrainTest pictures = make_synthetic({.train_images = 16, .test_images = 1});
  const TrainData data{&pictures.train, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}, {}};
  ThreadPool pool(2);
  Network<Brain> network(pictures.train.classes(), 1);
  std::vector<double> losses;
  Trainer trainer(network, data,
                  {.epochs = 8, .batch = 16, .optimizer = SgdSettings{}, .learning_rate = 0.05, .augment = false},
                  pool);
  trainer.run({.on_epoch = [&](const EpochReport& report) { losses.push_back(report.totals.loss / 16); }});
  REQUIRE(losses.size() == 8);
  CHECK(losses.back() < losses.front());
  CHECK(std::isfinite(losses.back()));
}
