#include "bicameral/analysis/features.hpp"

#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/compare.hpp"
#include "tests/support/messages.hpp"
#include "tests/support/tiny_training.hpp"

using namespace bicameral;
using bicameral::test::difference;
using bicameral::test::same_bits;
using bicameral::test::thrown_message;

namespace {

using Other = Sequential<Image<3, 8, 8>, Conv2d<4, 3, 2>, BatchNorm, ReLU, GlobalAvgPool, Dense<3>>;
using Uneven = Bicameral<tiny::Half, Other, FineCoarseHeads>;
using Averaged = Bicameral<tiny::Half, tiny::Half, CoarseHead, Average>;
/// Ends in a block, and a frozen half of another kind.
using InBlock = Sequential<Image<3, 8, 8>, Conv2d<6>, BatchNorm, ReLU, GlobalAvgPool, Residual<Dense<6>, ReLU>>;
using AveragedBlocks = Bicameral<InBlock, Frozen<InBlock>, FineHead, Average>;

std::vector<std::uint32_t> some_images() { return {7, 3, 30, 3, 11, 0, 24}; }

/// The features of a half alone, its values taken from the brain.
template <class Half, class A>
std::vector<float> half_alone(const Network<A>& brain, const std::string& prefix, const Dataset& data,
                              const std::vector<std::uint32_t>& images) {
  Network<Half> half;
  for (const ParameterInfo& parameter : half.parameters())
    half.write(parameter, brain.read(brain.find(prefix + parameter.name)));
  ThreadPool pool(1);
  Workspace<Half> workspace(pool, 4, Mode::inference);
  return collect_features(half, workspace, data, images).whole;
}

std::vector<float> copied(const FeatureRows& rows) {
  std::vector<float> all;
  for (std::int64_t i = 0; i < rows.rows; ++i) all.insert(all.end(), rows.row(i), rows.row(i) + rows.columns);
  return all;
}

}  // namespace

TEST_CASE("features, scores, answers and labels of the images in their order") {
  const Dataset data = tiny::pictures(40);
  const Network<Uneven> network(data.classes(), 3);
  ThreadPool pool(2);
  Workspace<Uneven> workspace(pool, 3, Mode::inference, data.classes());
  const std::vector<std::uint32_t> images = some_images();
  const Features found = collect_features(network, workspace, data, images);
  CHECK(found.images == images);
  CHECK(found.count() == 7);
  CHECK(found.width == 9);
  CHECK(found.left_width == 6);
  CHECK(found.right_width == 3);
  CHECK(found.classes == data.classes());

  // One image at a time, without prepared weights.
  for (std::size_t i = 0; i < images.size(); ++i) {
    BatchLoader<float, Augmentation<>> batches(data, {images[i]}, {.batch = 1, .order = Order::in_order}, pool);
    batches.begin_epoch(0);
    Batch<float> batch;
    REQUIRE(batches.next(batch));
    const Outputs<float> y = infer(network, workspace, batch.images, 1);
    const auto row = [&](const std::vector<float>& all, std::size_t width) {
      return std::span(all).subspan(i * width, width);
    };
    CHECK(difference(row(found.whole, 9), std::span<const float>(y.features, 9)) < 1e-5);
    CHECK(difference(row(found.fine_logits, 4), std::span<const float>(y.fine, 4)) < 1e-5);
    CHECK(difference(row(found.coarse_logits, 2), std::span<const float>(y.coarse, 2)) < 1e-5);
    CHECK(found.fine_predicted[i] == top_class(row(found.fine_logits, 4)));
    CHECK(found.coarse_predicted[i] == top_class(row(found.coarse_logits, 2)));
    CHECK(found.fine_labels[i] == data.fine[images[i]]);
    CHECK(found.coarse_labels[i] == data.coarse[images[i]]);
  }
}

TEST_CASE("left and right are what the halves alone give, side by side or mixed by the fusion") {
  const Dataset data = tiny::pictures(40);
  const std::vector<std::uint32_t> images = some_images();
  ThreadPool pool(2);
  {
    const Network<Uneven> network(data.classes(), 3);
    Workspace<Uneven> workspace(pool, 4, Mode::inference, data.classes());
    const Features found = collect_features(network, workspace, data, images);
    CHECK(found.left_alone.empty());
    CHECK(difference(copied(found.left()), half_alone<tiny::Half>(network, "left.", data, images)) < 1e-6);
    CHECK(difference(copied(found.right()), half_alone<Other>(network, "right.", data, images)) < 1e-6);
    CHECK(copied(found.half(BrainHalf::right)) == copied(found.right()));
  }
  {
    const Network<Averaged> network(data.classes(), 3);
    Workspace<Averaged> workspace(pool, 4, Mode::inference, data.classes());
    const Features found = collect_features(network, workspace, data, images);
    CHECK(found.width == 6);
    CHECK(found.fine_logits.empty());
    CHECK(found.fine_predicted.empty());
    CHECK(difference(copied(found.left()), half_alone<tiny::Half>(network, "left.", data, images)) < 1e-6);
    CHECK(difference(copied(found.right()), half_alone<tiny::Half>(network, "right.", data, images)) < 1e-6);
    CHECK(difference(copied(found.left()), copied(found.right())) > 1e-2);
  }
  {
    const Network<AveragedBlocks> network(data.classes(), 3);
    Workspace<AveragedBlocks> workspace(pool, 4, Mode::inference, data.classes());
    const Features found = collect_features(network, workspace, data, images);
    CHECK(difference(copied(found.left()), half_alone<InBlock>(network, "left.", data, images)) < 1e-6);
    CHECK(difference(copied(found.right()), half_alone<InBlock>(network, "right.", data, images)) < 1e-6);
  }
}

TEST_CASE("features are the same to the last bit for any number of threads") {
  const Dataset data = tiny::pictures(30);
  const Network<Uneven> network(data.classes(), 3);
  ThreadPool one(1);
  ThreadPool three(3);
  const Features a = collect_features(network, data, one, {}, 7);
  const Features b = collect_features(network, data, three, {}, 7);
  CHECK(a.count() == 30);
  CHECK(same_bits(a.whole, b.whole));
  CHECK(same_bits(a.fine_logits, b.fine_logits));
}

TEST_CASE("whoever listens hears how many images have features") {
  const Dataset data = tiny::pictures(40);
  const Network<Uneven> network(data.classes(), 3);
  ThreadPool pool(2);
  Workspace<Uneven> workspace(pool, 3, Mode::inference, data.classes());
  std::vector<std::int64_t> heard;
  collect_features(network, workspace, data, some_images(), {}, [&](std::int64_t done, std::int64_t all) {
    heard.push_back(done);
    CHECK(all == 7);
  });
  CHECK(heard == std::vector<std::int64_t>{3, 6, 7});
}

TEST_CASE("a single network has features without halves; what is not there is said") {
  const Dataset data = tiny::pictures(9);
  const Network<tiny::Fine4> network(data.classes(), 3);
  ThreadPool pool(1);
  const Features found = collect_features(network, data, pool);
  CHECK(found.count() == 9);
  CHECK_FALSE(found.has_halves());
  CHECK(found.coarse_logits.empty());
  CHECK(found.coarse_labels.size() == 9);
  CHECK(thrown_message([&] { found.right(); }) == "Features::right: expected a network of two halves, got one without");
  CHECK(thrown_message([&] { collect_features(network, tiny::pictures(0), pool); }) ==
        "collect_features: expected at least one image, got none");
  Workspace<tiny::Fine4> workspace(pool, 4, Mode::training, data.classes());
  CHECK(thrown_message([&] { collect_features(network, workspace, data, {0}); }).find("Mode::inference") !=
        std::string::npos);
}

TEST_CASE("features of pictures of another shape than the network's input are refused") {
  const Dataset smaller = make_dataset({3, 8, 4}, 5, {"a", "b", "c", "d"}, {"ab", "cd"});
  const Network<tiny::Brain> network(smaller.classes(), 1);
  ThreadPool pool(1);
  const std::string expected = "collect_features: expected pictures of shape 3x8x8, got 3x8x4";
  CHECK(thrown_message([&] { collect_features(network, smaller, pool); }) == expected);
  Workspace<tiny::Brain> workspace(pool, 2, Mode::inference, smaller.classes());
  CHECK(thrown_message([&] { collect_features(network, workspace, smaller, {0, 1}); }) == expected);
}
