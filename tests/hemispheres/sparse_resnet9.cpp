#include "bicameral/hemispheres/sparse_resnet9.hpp"

#include "bicameral/hemispheres/bicameral.hpp"
#include "bicameral/hemispheres/resnet9.hpp"
#include "bicameral/network/facts.hpp"
#include "bicameral/network/run.hpp"
#include "tests/catch.hpp"
#include "tests/support/check_hemisphere.hpp"

using namespace bicameral;
using namespace bicameral::test;

namespace {

// The study's number; the same convolutions as ResNet-9's, with a bias for each filter.
static_assert(network_facts<SparseResNet9<64>>().parameters == 6'570'240);
static_assert(network_facts<SparseResNet9<64, Ranking::batch>>().parameters == 6'570'240);
static_assert(network_facts<SparseResNet9<64>>().forward_multiply_adds ==
              network_facts<ResNet9<64>>().forward_multiply_adds);
static_assert(SparseResNet9<64>::features == Shape{512, 1, 1});

using ByBatch = SparseResNet9<2, Ranking::batch>;
static_assert(ByBatch::mixes_images && Frozen<ByBatch>::mixes_images && !SparseResNet9<2>::mixes_images);

/// The features of the first of the images, alone and among the others.
template <class H>
bool first_is_the_same_alone() {
  Network<H> network({}, 3);
  const auto images = numbers<float>(static_cast<std::size_t>(4 * H::input.size()), "images");
  const std::vector<float> alone(images.begin(), images.begin() + H::input.size());
  const auto all = features_of(network, images);
  return difference(features_of(network, alone), std::vector<float>(all.begin(), all.begin() + H::features.size())) <
         1e-5;
}

}  // namespace

TEST_CASE("the sparse ResNet-9 passes the gradient check in small, by every rule") {
  // A value that begins or ceases to win is a jump, not a kink: steps so small that no value does.
  constexpr std::array<double, 3> steps{1e-6, 1e-7, 1e-8};
  CHECK(gradient_mistakes<SparseResNet9<2>>(Mode::training, steps) == "");
  CHECK(gradient_mistakes<SparseResNet9<2>>(Mode::attribution, steps) == "");
  CHECK(gradient_mistakes<ByBatch>(Mode::training, steps) == "");
  CHECK(gradient_mistakes<ByBatch>(Mode::attribution, steps) == "");
}

TEST_CASE("predictions of the sparse ResNet-9 depend on the rest of the batch by the study's rule only") {
  CHECK(first_is_the_same_alone<SparseResNet9<4>>());
  CHECK(first_is_the_same_alone<SparseResNet9<4, Ranking::batch_in_training>>());
  CHECK_FALSE(first_is_the_same_alone<SparseResNet9<4, Ranking::batch>>());
}

TEST_CASE("the sparse ResNet-9 gives the same bits for any number of threads") {
  const Network<SparseResNet9<4, Ranking::batch>> network({}, 3);
  const auto images = numbers<float>(static_cast<std::size_t>(3 * 3 * 1024), "images");
  CHECK(same_bits(features_of(network, images, 1), features_of(network, images, 3)));
}

TEST_CASE("sparse ResNet-9s of different rules have the same parameters, so that one may train and another infer") {
  const Network<SparseResNet9<2>> image;
  const Network<ByBatch> batch;
  REQUIRE(image.parameters().size() == batch.parameters().size());
  for (std::size_t i = 0; i < image.parameters().size(); ++i) {
    CHECK(image.parameters()[i].name == batch.parameters()[i].name);
    CHECK(image.parameters()[i].dims == batch.parameters()[i].dims);
  }
}

TEST_CASE("a sparse ResNet-9 can be half of a brain, frozen or not, beside another half") {
  using Brain = Bicameral<SparseResNet9<2>, Frozen<ResNet9<4>>, FineCoarseHeads>;
  STATIC_REQUIRE(Brain::features == Shape{16 + 32, 1, 1});
  Network<Brain, double> network({5, 2}, 3);
  detail::randomize(network, 4);
  const auto images = numbers<double>(static_cast<std::size_t>(3 * Brain::input.size()), "images");
  CHECK(check_network_gradients(network, std::span<const double>(images), 3, {.most_values = 4}).message() == "");
}
