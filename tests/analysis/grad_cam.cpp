#include "bicameral/analysis/grad_cam.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include "bicameral/check/gradient_check.hpp"
#include "bicameral/hemispheres/ensemble.hpp"
#include "bicameral/hemispheres/frozen_weights.hpp"
#include "bicameral/hemispheres/sparse_resnet9.hpp"
#include "bicameral/hemispheres/vgg11.hpp"
#include "tests/catch.hpp"
#include "tests/support/messages.hpp"
#include "tests/support/tiny.hpp"

using namespace bicameral;
using namespace bicameral::test;

namespace {

constexpr int count = 7;
template <class T>
const std::vector<T> images = numbers<T>(count * 192, "images");

/// A network whose weights and statistics are all unlike those of a new one.
template <class A, class T = float>
Network<A, T> unusual(std::uint64_t seed = 4) {
  Network<A, T> network(tiny_classes, 3);
  detail::randomize(network, seed);
  return network;
}

template <class A, class T>
CamMaps<T> maps_of(const Network<A, T>& network, const CamSettings& settings = {},
                   const std::vector<T>& pictures = images<T>, int threads = 2) {
  ThreadPool pool(threads);
  GradCam cam(network, pool, settings);
  return cam.maps(pictures.data(), static_cast<int>(pictures.size()) / 192);
}

template <class T>
std::vector<T> mirrored(const std::vector<T>& values, int channels) {
  std::vector<T> result(values.size());
  const std::size_t c = static_cast<std::size_t>(channels);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::size_t x = i / c % 8;
    result[i - x * c + (7 - x) * c] = values[i];
  }
  return result;
}

/// Frozen, and of a type that thaw() does not know.
struct Stubborn : Unilateral<Frozen<TinyHalf>, FineCoarseHeads> {};

constexpr CamTarget given{.labels = CamLabels::both, .of = CamClass::given, .fine_class = 2, .coarse_class = 1};

/// One convolution of single pixels, the mean, and a head: its maps can be written down.
using Plain = Unilateral<Sequential<Image<2, 2, 2>, Conv2d<2, 1>, GlobalAvgPool>, Heads<0, Fine>>;

/// y[p] = (x[p, 0] + x[p, 1], 2 x[p, 1]); logits 3 mean(y0) - mean(y1) and -mean(y0).
template <class T>
Network<Plain, T> plain() {
  Network<Plain, T> network({2, 0});
  const auto write = [&](const char* name, const std::vector<T>& values) { network.write(network.find(name), values); };
  write("hemisphere.conv1.weight", {1, 1, 0, 2});
  write("head.fine.weight", {3, -1, -1, 0});
  write("head.fine.bias", {0, 0});
  return network;
}

}  // namespace

TEMPLATE_TEST_CASE("the maps of one convolution, mean and head are what the formulas say", "", float, double) {
  using T = TestType;
  const auto network = plain<T>();
  // Pixels (1, 0), (0, 1), (2, 2), (0, 0): y = (1, 0), (1, 2), (4, 4), (0, 0).
  const std::vector<T> picture{1, 0, 0, 1, 2, 2, 0, 0};
  ThreadPool pool(2);
  const auto map = [&](const std::string& method, std::int32_t of) {
    GradCam cam(network, pool, {.method = method, .target = {.of = CamClass::given, .fine_class = of}, .batch = 4});
    return cam.maps(picture.data(), 1);
  };
  const auto is = [](const CamMaps<T>& found, const std::vector<double>& expected) {
    CHECK(difference(found.maps, expected) < 1e-6);
    CHECK(found.empty == std::vector<std::uint8_t>{0});
  };
  // Gradients 3/4 and -1/4 everywhere: 3/4 y0 - 1/4 y1 = 3/4, 1/4, 2, 0.
  is(map("gradcam", 0), {0.375, 0.125, 1, 0});
  // Only y0 has positive gradients: 1, 1, 4, 0 times some weight.
  is(map("gradcam++", 0), {0.25, 0.25, 1, 0});
  is(map("layercam", 0), {0.25, 0.25, 1, 0});
  // The other class speaks against y0 alone: nothing positive anywhere.
  for (const std::string method : {"gradcam", "gradcam++", "layercam"}) {
    const auto none = map(method, 1);
    CHECK(none.maps == std::vector<T>(4, T(0)));
    CHECK(none.empty == std::vector<std::uint8_t>{1});
    CHECK(none.zero_maps == std::vector<std::int32_t>{1});
    // 3 * 6/4 - 6/4 = 3 and -6/4.
    CHECK(difference(none.fine, std::vector<double>{3, -1.5}) < 1e-6);
  }
}

TEST_CASE("pictures with and without anything positive do not disturb one another") {
  const auto network = plain<double>();
  ThreadPool pool(2);
  GradCam cam(network, pool, {.target = {.of = CamClass::given}, .batch = 2});
  const std::vector<double> pictures{1,  0, 0,  1, 2,      2, 0, 0, /**/ -1, 0, -1, 0,
                                     -2, 0, -1, 0, /**/ 1, 0, 0, 1, 2,       2, 0,  0};
  const auto maps = cam.maps(pictures.data(), 3);
  CHECK(maps.empty == std::vector<std::uint8_t>{0, 1, 0});
  CHECK(std::vector<double>(maps.maps.begin() + 4, maps.maps.begin() + 8) == std::vector<double>(4, 0.0));
  CHECK(std::vector<double>(maps.maps.begin() + 8, maps.maps.end()) ==
        std::vector<double>(maps.maps.begin(), maps.maps.begin() + 4));
}

TEST_CASE("every map spans [0, 1] or is flagged, whatever the network, method, half and target") {
  int all = 0;
  int shown = 0;
  const auto check = [&]<class A>(const Network<A, float>& network, const CamSettings& settings) {
    const auto maps = maps_of(network, settings);
    REQUIRE(maps.maps.size() == static_cast<std::size_t>(count) * 64);
    all += count;
    for (int i = 0; i < count; ++i) {
      const auto map = maps.map(i);
      CHECK(*std::ranges::min_element(map) == 0);
      CHECK(*std::ranges::max_element(map) == (maps.empty[static_cast<std::size_t>(i)] != 0 ? 0 : 1));
      shown += maps.empty[static_cast<std::size_t>(i)] != 0 ? 0 : 1;
    }
  };
  const auto brain = unusual<TinyBrain>();
  const auto single = unusual<TinySingle>();
  for (const std::string method : {"gradcam", "gradcam++", "layercam"})
    for (const CamLabels labels : {CamLabels::fine, CamLabels::coarse, CamLabels::both}) {
      for (const Hemisphere hemisphere : {Hemisphere::left, Hemisphere::right, Hemisphere::whole})
        check(brain, {.method = method, .layers = {.hemisphere = hemisphere}, .target = {.labels = labels}});
      check(single, {.method = method, .target = {.labels = labels}, .flips = true, .scales = {0.9, 1.1}});
    }
  CHECK(shown > all / 2);
  CHECK(shown < all);  // else the other case was not tested
}

TEST_CASE("no bit depends on the threads, and a picture's map hardly on its batch") {
  const auto network = unusual<TinyBrain>();
  const CamSettings settings{.flips = true, .scales = {0.9, 1.0}};
  const auto one = maps_of(network, settings, images<float>, 1);
  for (const int threads : {2, 3, 5}) {
    const auto many = maps_of(network, settings, images<float>, threads);
    CHECK(same_bits(many.maps, one.maps));
    CHECK(same_bits(many.fine, one.fine));
    CHECK(many.fine_class == one.fine_class);
  }
  for (const int batch : {1, 2, 3}) {
    CamSettings small = settings;
    small.batch = batch;
    const auto parts = maps_of(network, small);
    CHECK(difference(parts.maps, one.maps) < 1e-5);
    CHECK(difference(parts.fine, one.fine) < 1e-5);
    CHECK(parts.fine_class == one.fine_class);
    CHECK(parts.empty == one.empty);
  }
}

TEST_CASE("float agrees with double") {
  const auto in_double = maps_of(unusual<TinyBrain, double>(), {.target = given});
  std::vector<float> pictures(images<double>.begin(), images<double>.end());
  auto network = unusual<TinyBrain, float>();
  const auto exact = unusual<TinyBrain, double>();
  for (const ParameterInfo& parameter : exact.parameters()) {
    const auto values = exact.read(parameter);
    network.write(parameter, std::vector<float>(values.begin(), values.end()));
  }
  CHECK(difference(maps_of(network, {.target = given}, pictures).maps, in_double.maps) < 1e-4);
}

TEST_CASE("with flips the map of a mirrored picture is the mirrored map, to the bit") {
  const auto network = unusual<TinyBrain>();
  const CamSettings settings{.target = given, .flips = true, .scales = {0.9, 1.0, 1.1}};
  const auto straight = maps_of(network, settings);
  const auto reversed = maps_of(network, settings, mirrored(images<float>, 3));
  CHECK(same_bits(reversed.maps, mirrored(straight.maps, 1)));
  const CamSettings rough{.target = given};
  CHECK(difference(maps_of(network, rough, mirrored(images<float>, 3)).maps,
                   mirrored(maps_of(network, rough).maps, 1)) > 0.1);
}

TEST_CASE("a network of symmetric filters sees a mirrored picture mirrored") {
  using A = Unilateral<Sequential<TinyPicture, Conv2d<4>, BatchNorm, ReLU, MaxPool<2>, Conv2d<4>, ReLU, GlobalAvgPool>,
                       FineCoarseHeads>;
  auto network = unusual<A, double>();
  for (const ParameterInfo& parameter : network.parameters()) {
    if (parameter.dims.rank != 4) continue;
    auto values = network.read(parameter);  // [filters, channels, 3, 3]
    for (std::size_t i = 0; i < values.size(); i += 3) values[i + 2] = values[i];
    network.write(parameter, values);
  }
  for (const std::string method : {"gradcam", "gradcam++", "layercam"}) {
    const CamSettings settings{.method = method, .target = given};
    CHECK(difference(maps_of(network, settings, mirrored(images<double>, 3)).maps,
                     mirrored(maps_of(network, settings).maps, 1)) < 1e-9);
  }
}

TEST_CASE("a scale is another contrast of the picture") {
  const auto network = unusual<TinySingle>();
  std::vector<float> paler;
  for (const float value : images<float>) paler.push_back(static_cast<float>(0.7 * static_cast<double>(value)));
  const auto scaled = maps_of(network, {.target = given, .scales = {0.7}});
  CHECK(same_bits(scaled.maps, maps_of(network, {.target = given}, paler).maps));
  CHECK(same_bits(scaled.fine, maps_of(network).fine));  // the answers are those to the picture as it is
}

TEST_CASE("answers and explained classes come with the maps") {
  const auto network = unusual<TinyBrain>();
  const auto maps = maps_of(network, {.target = {.labels = CamLabels::both}, .batch = 3});
  ThreadPool pool(2);
  Workspace<TinyBrain> workspace(pool, count, Mode::inference, tiny_classes);
  const Outputs<float> y = infer(network, workspace, images<float>.data(), count);
  CHECK(difference(maps.fine, std::vector<float>(y.fine, y.fine + count * 6)) < 1e-5);
  CHECK(difference(maps.coarse, std::vector<float>(y.coarse, y.coarse + count * 3)) < 1e-5);
  for (std::size_t i = 0; i < count; ++i) {
    CHECK(maps.fine_class[i] == top_class(logits_row(std::span<const float>(maps.fine), 6, i)));
    CHECK(maps.coarse_class[i] == top_class(logits_row(std::span<const float>(maps.coarse), 3, i)));
  }
}

TEST_CASE("labels choose the explained class picture by picture, across batches") {
  const auto network = unusual<TinyBrain>();
  ThreadPool pool(2);
  GradCam by_label(network, pool, {.target = {.of = CamClass::label}, .batch = 3});
  const std::vector<std::int32_t> labels{0, 1, 2, 3, 4, 5, 0};
  const auto maps = by_label.maps(images<float>.data(), count, labels);
  CHECK(maps.fine_class == labels);
  CHECK(maps.coarse_class.empty());
  GradCam of_five(network, pool, {.target = {.of = CamClass::given, .fine_class = 5}, .batch = 3});
  const auto five = of_five.maps(images<float>.data(), count);
  for (int i = 0; i < count; ++i) {
    const bool same = std::ranges::equal(maps.map(i), five.map(i));
    CHECK(same == (i == 5));
  }
}

TEST_CASE("the map of one half hangs on that half and the heads alone") {
  const auto before = unusual<TinyBrain>();
  auto after = before;
  const auto other = unusual<TinyBrain>(99);
  copy_parameters(other, "right.", after, "right.");
  const CamSettings left{.layers = {.hemisphere = Hemisphere::left}, .target = given};
  const CamSettings right{.layers = {.hemisphere = Hemisphere::right}, .target = given};
  CHECK(same_bits(maps_of(after, left).maps, maps_of(before, left).maps));
  CHECK(difference(maps_of(after, right).maps, maps_of(before, right).maps) > 0.1);
}

TEST_CASE("frozen halves give the maps of the thawed ones, however they were frozen") {
  const auto network = unusual<TinyBrain>();
  const auto thawed = maps_of(network);
  CHECK(same_bits(maps_of(freeze(network)).maps, thawed.maps));
  using Study = Bicameral<FrozenWeights<TinyHalf>, OtherHalf, FineCoarseHeads>;
  Network<Study> study(tiny_classes);
  copy_parameters(network, "", study, "");
  CHECK(same_bits(maps_of(study).maps, thawed.maps));
  CHECK(same_bits(maps_of(freeze(study)).maps, thawed.maps));  // frozen twice
}

TEST_CASE("halves of other kinds are asked too, each by its own layers") {
  using A = Bicameral<SparseResNet9<1>, SmallVGG11<1>, FineCoarseHeads>;
  const auto network = unusual<A>();
  ThreadPool pool(2);
  GradCam cam(network, pool, {.method = "layercam"});
  const std::vector<float> pictures = numbers<float>(2 * 3072, "images");
  const auto maps = cam.maps(pictures.data(), 2);
  CHECK(maps.layers == std::vector<std::string>{"left.residual1", "left.residual2", "right.relu8"});
  CHECK(maps.empty == std::vector<std::uint8_t>{0, 0});
  GradCam left(network, pool, {.method = "layercam", .layers = {.hemisphere = Hemisphere::left}});
  CHECK(difference(left.maps(pictures.data(), 2).maps, maps.maps) > 0.01);
}

TEST_CASE("an ensemble looks where its members look") {
  const auto member = unusual<TinyBrain>();
  Network<Ensemble<TinyBrain, 1, MeanOf::logits>> alone(tiny_classes);
  copy_parameters(member, "", alone, "member1.");
  CHECK(same_bits(maps_of(alone).maps, maps_of(member).maps));
  Network<Ensemble<TinyBrain, 2, MeanOf::logits>> twins(tiny_classes);
  copy_parameters(member, "", twins, "member1.");
  copy_parameters(member, "", twins, "member2.");
  CHECK(difference(maps_of(twins).maps, maps_of(member).maps) < 1e-6);
}

TEST_CASE("maps of a dataset's pictures come in the order of the indices") {
  const auto network = unusual<TinyBrain>();
  Dataset data = make_dataset({3, 8, 8}, count, {"a", "b", "c", "d", "e", "f"}, {"A", "B", "C"});
  for (std::size_t i = 0; i < data.pixels.size(); ++i) data.pixels.data()[i] = static_cast<std::uint8_t>(i * i % 251);
  for (int i = 0; i < count; ++i) data.fine[static_cast<std::size_t>(i)] = i % 6;
  ThreadPool pool(2);
  GradCam cam(network, pool, {.target = {.of = CamClass::label}, .batch = 2});
  const auto maps = cam.maps(data, {5, 0, 3});
  CHECK(maps.count == 3);
  CHECK(maps.fine_class == std::vector<std::int32_t>{5, 0, 3});
  const auto last = cam.maps(data, {3});
  CHECK(difference(std::vector<float>(maps.map(2).begin(), maps.map(2).end()), last.maps) < 1e-5);
  CHECK(thrown_message([&] { cam.maps(data, {7}); }) == "BatchLoader: expected indices below 7, got 7");
  CHECK(thrown_message([&] { cam.maps(data, {}); }) == "GradCam::maps: expected at least 1 picture, got none");
  CHECK(thrown_message([&] {
          cam.maps(first(make_dataset({3, 9, 8}, 2, {"a"}, {"A"}), 1), {0});
        }) == "GradCam::maps: expected pictures of shape 3x8x8, got 3x9x8");
}

TEST_CASE("what a network cannot be asked is refused") {
  const auto brain = unusual<TinyBrain>();
  ThreadPool pool(2);
  const auto message = [&](const auto& network, const CamSettings& settings) {
    return thrown_message([&] { GradCam cam(network, pool, settings); });
  };
  CHECK(message(Network<TinyHalf>(), {}) ==
        "target of a class activation map: 'fine': expected a network with a fine head, got one without");
  CHECK(message(Network<Unilateral<TinyHalf, CoarseHead>>({0, 3}), {}) != "");
  CHECK(message(unusual<TinySingle>(), {.layers = {.hemisphere = Hemisphere::right}}) ==
        "class activation map: expected a network with a half called 'right', got one without");
  CHECK(message(Network<Stubborn>(tiny_classes), {}) ==
        "GradCam: expected a type of network that can be thawed, got one whose layer 'hemisphere.conv1' stays frozen");
  CHECK(message(brain, {.layers = {.names = {"residual2"}}}) != "");
  CHECK(message(brain, {.method = "saliency"}) != "");
  GradCam cam(brain, pool, {.target = {.of = CamClass::label}});
  CHECK(thrown_message([&] { cam.maps(images<float>.data(), 0); }) ==
        "GradCam::maps: expected at least 1 picture, got 0");
  const std::vector<std::int32_t> two{0, 1};
  CHECK(thrown_message([&] { cam.maps(images<float>.data(), 3, two); }) ==
        "GradCam::maps: expected no labels or one for each of 3 pictures, got 2");
  CHECK(thrown_message([&] { cam.maps(images<float>.data(), 3); }) != "");
}

TEST_CASE("a network that has diverged is refused, not drawn") {
  auto network = unusual<TinySingle>();
  const ParameterInfo& weights = network.find("hemisphere.conv1.weight");
  network.write(weights, std::vector<float>(static_cast<std::size_t>(weights.dims.count()),
                                            std::numeric_limits<float>::quiet_NaN()));
  CHECK(thrown_message([&] { maps_of(network); }) ==
        "target of a class activation map: expected logits that are numbers, got NaN");
  CHECK(thrown_message([&] {
          maps_of(network, {.target = given});
        }).starts_with("class activation map of layer 'hemisphere.residual1': expected finite"));
}
