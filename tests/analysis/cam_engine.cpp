#include "bicameral/analysis/cam_engine.hpp"

#include <limits>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/compare.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using namespace bicameral::test;

namespace {

const Shape picture{1, 1, 4};
const std::vector<LayerInfo> layers{{.name = "hemisphere.conv1", .kind = "conv", .out = picture}};
constexpr Classes heads{3, 0};

/// A network whose only layer is the picture itself, and whose logit of class k is k + 1 times the sum of the pixels.
class Mirror final : public CamNetwork<double> {
 public:
  int forwards = 0;
  int backwards = 0;
  std::vector<double> seen;  // all pictures, one after the other

  Outputs<double> forward(const double* images, int count, Observer<double>* observer) override {
    ++forwards;
    seen.insert(seen.end(), images, images + count * 4);
    logits_.clear();
    for (int i = 0; i < count; ++i)
      for (int k = 0; k < 3; ++k) {
        double sum = 0;
        for (int p = 0; p < 4; ++p) sum += images[i * 4 + p];
        logits_.push_back((k + 1) * sum);
      }
    gradients_.assign(logits_.size(), 9.0);
    observer->forward(0, images, count * 4);
    return {nullptr, logits_.data(), nullptr};
  }
  Outputs<double> gradients() override { return {nullptr, gradients_.data(), nullptr}; }
  void backward(int count, Observer<double>* observer) override {
    ++backwards;
    std::vector<double> gradient;
    for (int i = 0; i < count; ++i) {
      double of_pixels = 0;
      for (int k = 0; k < 3; ++k) of_pixels += (k + 1) * gradients_[static_cast<std::size_t>(i * 3 + k)];
      gradient.insert(gradient.end(), 4, of_pixels);
    }
    observer->backward(0, gradient.data(), count * 4);
  }

 private:
  std::vector<double> logits_, gradients_;
};

CamMaps<double> maps_of(Mirror& network, const CamSettings& settings, const std::vector<double>& images,
                        const std::vector<std::int32_t>& labels = {}) {
  ThreadPool pool(2);
  CamEngine<double> engine(layers, picture, heads, settings, pool);
  const auto count = static_cast<int>(images.size() / 4);
  CamMaps<double> maps = engine.start(count);
  engine.add(network, images.data(), count, labels, {}, maps);
  return maps;
}

}  // namespace

TEST_CASE("a picture is shown once, and once more for every other smoothing pass") {
  const std::vector<double> images{0, 1, 2, 4};
  Mirror plain;
  const auto maps = maps_of(plain, {}, images);
  CHECK(maps.maps == std::vector<double>{0, 0.25, 0.5, 1});
  CHECK(maps.fine == std::vector<double>{7, 14, 21});
  CHECK(maps.fine_class == std::vector<std::int32_t>{2});
  CHECK(maps.coarse_class.empty());
  CHECK(maps.coarse.empty());
  CHECK(maps.layers == std::vector<std::string>{"hemisphere.conv1"});
  CHECK(plain.forwards == 1);
  CHECK(plain.backwards == 1);

  Mirror smoothed;
  maps_of(smoothed, {.flips = true, .scales = {1.0, 0.5}}, images);
  CHECK(smoothed.seen == std::vector<double>{0, 1, 2, 4, 4, 2, 1, 0, 0, 0.5, 1, 2, 2, 1, 0.5, 0});
  CHECK(smoothed.backwards == 4);

  Mirror other;  // what it is asked of comes from the picture as it is, which is shown for that alone
  CHECK(maps_of(other, {.scales = {0.5}}, images).fine == std::vector<double>{7, 14, 21});
  CHECK(other.seen == std::vector<double>{0, 1, 2, 4, 0, 0.5, 1, 2});
  CHECK(other.backwards == 1);
}

TEST_CASE("a class given or the label is explained") {
  const std::vector<double> images{0, 1, 2, 4, /**/ -1, -3, -5, -7};
  Mirror network;
  CHECK(maps_of(network, {}, images).fine_class == std::vector<std::int32_t>{2, 0});
  CHECK(maps_of(network, {.target = {.of = CamClass::given, .fine_class = 1}}, images).fine_class ==
        std::vector<std::int32_t>{1, 1});
  CHECK(maps_of(network, {.target = {.of = CamClass::label}}, images, {2, 1}).fine_class ==
        std::vector<std::int32_t>{2, 1});
  CHECK(thrown_message([&] { maps_of(network, {.target = {.of = CamClass::label}}, images); }) ==
        "target of a class activation map: expected a label for each of 2 pictures, got 0");
}

TEST_CASE("a map that is negative everywhere is zero and flagged, for every pass") {
  const std::vector<double> images{-1, -2, -3, -4, /**/ 0, 1, 2, 4, /**/ 2, 2, 2, 2};
  Mirror network;
  const auto maps = maps_of(network, {.flips = true}, images);
  CHECK(maps.empty == std::vector<std::uint8_t>{1, 0, 1});
  CHECK(maps.zero_maps == std::vector<std::int32_t>{2, 0, 2});
  for (std::size_t p = 0; p < 4; ++p) {
    CHECK(maps.maps[p] == 0);
    CHECK(maps.maps[8 + p] == 0);
  }
}

TEST_CASE("smoothing shows the same picture several times and takes the mean") {
  const std::vector<double> images{0, 1, 2, 4};
  Mirror network;
  const auto once = maps_of(network, {}, images);
  CHECK(same_bits(maps_of(network, {.scales = {1.0, 1.0}}, images).maps, once.maps));
  // The picture and its mirror image, mirrored back, are the same map here.
  CHECK(same_bits(maps_of(network, {.flips = true}, images).maps, once.maps));
}

TEST_CASE("batches go on where the last one ended") {
  ThreadPool pool(2);
  Mirror network;
  CamEngine<double> engine(layers, picture, heads, {.batch = 1}, pool);
  CamMaps<double> maps = engine.start(2);
  const std::vector<double> images{0, 1, 2, 4, /**/ -4, -3, -2, -8};
  engine.add(network, images.data(), 1, {}, {}, maps);
  engine.add(network, images.data() + 4, 1, {}, {}, maps);
  CHECK(maps.count == 2);
  const auto both = maps_of(network, {}, images);
  CHECK(maps.maps == both.maps);
  CHECK(maps.fine == both.fine);
  CHECK(maps.fine_class == both.fine_class);
  CHECK(maps.empty == both.empty);
  CHECK(maps.zero_maps == both.zero_maps);
}

TEST_CASE("settings that say nothing are refused") {
  Mirror network;
  const auto message = [&](const CamSettings& settings) {
    return thrown_message([&] { maps_of(network, settings, {0, 1, 2, 4}); });
  };
  CHECK(message({.batch = 0}) == "class activation map: expected a batch of at least 1 picture, got 0");
  CHECK(message({.scales = {}}) == "class activation map: scales: expected at least one number, got none");
  for (const double scale : {0.0, -1.0, std::numeric_limits<double>::infinity()})
    CHECK(
        message({.scales = {1.0, scale}}).starts_with("class activation map: scales: expected finite numbers above 0"));
  CHECK(message({.method = "cam"}) != "");
  CHECK(message({.target = {.labels = CamLabels::coarse}}) != "");
}
