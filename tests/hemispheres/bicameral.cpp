#include "bicameral/hemispheres/bicameral.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "bicameral/check/gradient_check.hpp"
#include "bicameral/hemispheres/inverted_resnet9.hpp"
#include "bicameral/hemispheres/resnet.hpp"
#include "bicameral/hemispheres/resnet9.hpp"
#include "bicameral/hemispheres/sparse_resnet9.hpp"
#include "bicameral/hemispheres/vgg11.hpp"
#include "bicameral/layers/dense.hpp"
#include "bicameral/network/convert.hpp"
#include "tests/catch.hpp"
#include "tests/support/tiny.hpp"

using namespace bicameral;
using namespace bicameral::test;

namespace {

const std::vector<double> images = numbers<double>(4 * 192, "images");

template <class A>
std::string check(Mode mode, Classes classes = tiny_classes) {
  Network<A, double> network(classes, 3);
  detail::randomize(network, 4);
  return check_network_gradients(network, std::span<const double>(images), 4, {.mode = mode, .most_values = 12})
      .message();
}

template <class A>
std::vector<double> features(const Network<A, double>& network) {
  ThreadPool pool(1);
  Workspace<A, double> workspace(pool, 4, Mode::inference, network.classes());
  const double* y = infer(network, workspace, images.data(), 4).features;
  return {y, y + 4 * Network<A, double>::Model::features.size()};
}

/// Of the study's pictures.
template <class A>
std::vector<double> features_of(const Network<A, double>& network, const std::vector<double>& pictures, int count) {
  ThreadPool pool(1);
  Workspace<A, double> workspace(pool, count, Mode::inference, network.classes());
  const double* y = infer(network, workspace, pictures.data(), count).features;
  return {y, y + count * Network<A, double>::Model::features.size()};
}

/// Two halves of any kind give the features that each gives alone, and a training step reaches both.
template <class Left, class Right>
void check_pair() {
  using Brain = Bicameral<Left, Right, FineCoarseHeads>;
  constexpr std::int64_t count = 3;
  const auto pictures = numbers<double>(static_cast<std::size_t>(count * Left::input.size()), "pictures");
  Network<Brain, double> brain(tiny_classes, 7);
  Network<Left, double> left;
  Network<Right, double> right;
  copy_parameters(brain, "left.", left, "");
  copy_parameters(brain, "right.", right, "");
  const std::vector<double> l = features_of(left, pictures, count);
  const std::vector<double> r = features_of(right, pictures, count);
  std::vector<double> expected;
  for (std::int64_t n = 0; n < count; ++n) {
    expected.insert(expected.end(), l.begin() + n * Left::features.size(), l.begin() + (n + 1) * Left::features.size());
    expected.insert(expected.end(), r.begin() + n * Right::features.size(),
                    r.begin() + (n + 1) * Right::features.size());
  }
  INFO(brain.tables().parameters.size() << " parameters, " << expected.size() << " features");
  CHECK(features_of(brain, pictures, count) == expected);
  ThreadPool pool(2);
  Workspace<Brain, double> workspace(pool, count, Mode::training, tiny_classes);
  const std::vector<double> gradients = training_step(brain, workspace, pictures, count).gradients;
  for (const char* first : {"left.conv1.weight", "right.conv1.weight"}) {
    INFO(first);
    const ParameterInfo& parameter = brain.find(first);
    const auto begin = gradients.begin() + parameter.offset;
    CHECK(std::any_of(begin, begin + parameter.dims.count(), [](double value) { return value != 0; }));
    CHECK(std::all_of(begin, begin + parameter.dims.count(), [](double value) { return std::isfinite(value); }));
  }
}

/// Small enough to have equally many features on both sides.
struct FiveFeatures : Sequential<TinyPicture, Conv2d<5, 1>, GlobalAvgPool> {};
/// Ends in a layer whose backward pass reads its own output.
struct EndsInReLU : Sequential<TinyPicture, MaxPool<4>, Flatten, Dense<5>, ReLU> {};

}  // namespace

TEST_CASE("a bilateral network of two different hemispheres passes the gradient check") {
  CHECK(check<TinyBrain>(Mode::training) == "");
  CHECK(check<TinyBrain>(Mode::attribution) == "");
}

TEST_CASE("every hemisphere of the study can be either half") {
  using Published = VGG11<2, Image<3, 32, 32>, 6, 0>;
  check_pair<Published, ResNet34<2>>();
  check_pair<ResNet34<2>, StandardResNet9<2>>();
  check_pair<StandardResNet9<2>, ResNet18<2>>();
  check_pair<ResNet18<2>, SmallVGG11<2>>();
  check_pair<SmallVGG11<2>, SparseResNet9<2>>();
  check_pair<SparseResNet9<2>, InvertedResNet9<2>>();
  check_pair<InvertedResNet9<2>, Published>();
}

TEST_CASE("a bilateral network passes the gradient check whichever hemisphere is frozen") {
  CHECK(check<Bicameral<Frozen<TinyHalf>, OtherHalf, FineCoarseHeads>>(Mode::training) == "");
  CHECK(check<Bicameral<TinyHalf, Frozen<OtherHalf>, FineCoarseHeads>>(Mode::training) == "");
  CHECK(check<TinyFrozenBrain>(Mode::training) == "");
}

TEST_CASE("a bilateral network passes the gradient check with either head alone") {
  CHECK(check<Bicameral<FiveFeatures, TinyHalf, FineHead>>(Mode::training, {6, 0}) == "");
  CHECK(check<Bicameral<FiveFeatures, TinyHalf, CoarseHead>>(Mode::training, {0, 3}) == "");
  CHECK(check<Bicameral<FiveFeatures, TinyHalf, Heads<0, Coarse, Fine>>>(Mode::training) == "");
}

TEST_CASE("a hemisphere may end in a layer that reads its own output when going back") {
  CHECK(check<Bicameral<EndsInReLU, FiveFeatures, FineCoarseHeads>>(Mode::training) == "");
  CHECK(check<Bicameral<FiveFeatures, EndsInReLU, FineCoarseHeads>>(Mode::training) == "");
  CHECK(check<Bicameral<EndsInReLU, EndsInReLU, FineCoarseHeads>>(Mode::attribution) == "");
}

TEST_CASE("fusion by average passes the gradient check and averages") {
  using Averaged = Bicameral<FiveFeatures, EndsInReLU, FineCoarseHeads, Average>;
  CHECK(check<Averaged>(Mode::training) == "");
  CHECK(check<Averaged>(Mode::attribution) == "");
  STATIC_REQUIRE(Averaged::features == Shape{5, 1, 1});
  const Network<Averaged, double> brain(tiny_classes, 5);
  Network<FiveFeatures, double> left;
  Network<EndsInReLU, double> right;
  copy_parameters(brain, "left.", left, "");
  copy_parameters(brain, "right.", right, "");
  const auto l = features(left);
  const auto r = features(right);
  auto expected = l;
  for (std::size_t i = 0; i < l.size(); ++i) expected[i] = (l[i] + r[i]) / 2;
  CHECK(features(brain) == expected);
}

TEST_CASE("features of a bilateral network are those of the halves side by side, exactly, frozen or not") {
  Network<TinyBrain, double> brain(tiny_classes, 7);
  detail::randomize(brain, 8);
  Network<TinyHalf, double> left;
  Network<OtherHalf, double> right;
  copy_parameters(brain, "left.", left, "");
  copy_parameters(brain, "right.", right, "");
  const auto l = features(left);
  const auto r = features(right);
  std::vector<double> expected;
  const std::size_t a = l.size() / 4;
  const std::size_t b = r.size() / 4;
  for (std::size_t n = 0; n < 4; ++n) {
    expected.insert(expected.end(), l.begin() + static_cast<std::ptrdiff_t>(n * a),
                    l.begin() + static_cast<std::ptrdiff_t>((n + 1) * a));
    expected.insert(expected.end(), r.begin() + static_cast<std::ptrdiff_t>(n * b),
                    r.begin() + static_cast<std::ptrdiff_t>((n + 1) * b));
  }
  CHECK(features(brain) == expected);
  CHECK(features(freeze(brain)) == expected);

  // In a training pass too, frozen halves run as in inference: no batch statistics, no dropout.
  auto frozen = freeze(brain);
  ThreadPool pool(2);
  Workspace<TinyFrozenBrain, double> workspace(pool, 4, Mode::training, tiny_classes);
  const double* y = training_forward(frozen, workspace, images.data(), 4).features;
  CHECK(std::vector<double>(y, y + expected.size()) == expected);
}

TEST_CASE("the two halves of one kind start with different weights and drop different values") {
  using Twins = Bicameral<OtherHalf, OtherHalf, FineCoarseHeads>;
  Network<Twins> brain(tiny_classes, 1);
  CHECK(brain.read(brain.find("left.conv1.weight")) != brain.read(brain.find("right.conv1.weight")));
  copy_parameters(brain, "left.", brain, "right.");
  ThreadPool pool(1);
  Workspace<Twins> workspace(pool, 1, Mode::training, tiny_classes);
  const auto image = numbers<float>(192, "images");
  const float* y = training_forward(brain, workspace, image.data(), 1).features;
  const std::size_t half = static_cast<std::size_t>(OtherHalf::features.size());
  CHECK(std::vector<float>(y, y + half) != std::vector<float>(y + half, y + 2 * half));  // the masks differ
  Workspace<Twins> still(pool, 1, Mode::inference, tiny_classes);
  const float* calm = infer(brain, still, image.data(), 1).features;
  CHECK(std::vector<float>(calm, calm + half) == std::vector<float>(calm + half, calm + 2 * half));
}

TEST_CASE("the gradient of the images is zero where nothing flows back") {
  Network<TinyFrozenBrain, double> network(tiny_classes);
  ThreadPool pool(1);
  Workspace<TinyFrozenBrain, double> workspace(pool, 2, Mode::training, tiny_classes);
  const std::vector<double> two(images.begin(), images.begin() + 2 * 192);
  const auto step = training_step(network, workspace, two, 2);
  CHECK(step.image_gradient == std::vector<double>(two.size(), 0.0));
}
