#include "bicameral/analysis/cam_faithfulness.hpp"

#include <cmath>
#include <vector>

#include "bicameral/analysis/grad_cam.hpp"
#include "bicameral/check/gradient_check.hpp"
#include "bicameral/metrics/statistics.hpp"
#include "tests/catch.hpp"
#include "tests/support/messages.hpp"
#include "tests/support/tiny.hpp"

using namespace bicameral;
using namespace bicameral::test;

namespace {

/// Looks at one pixel: y = x, and the logit of class 1 is 4 times pixel (2, 1); that of class 0 is 0.
using OnePixel = Unilateral<Sequential<Image<1, 4, 4>, Conv2d<1, 1>, Flatten>, Heads<0, Fine>>;
constexpr std::size_t pixel = 2 * 4 + 1;

template <class T>
Network<OnePixel, T> one_pixel() {
  Network<OnePixel, T> network({2, 0});
  std::vector<T> head(32, T(0));
  head[16 + pixel] = T(4);
  network.write(network.find("hemisphere.conv1.weight"), std::vector<T>{1});
  network.write(network.find("head.fine.weight"), head);
  network.write(network.find("head.fine.bias"), std::vector<T>{0, 0});
  return network;
}

template <class T>
CamMaps<T> maps_of(const std::vector<T>& pictures, ThreadPool& pool) {
  GradCam cam(one_pixel<T>(), pool, {.method = "layercam", .target = {.of = CamClass::given, .fine_class = 1}});
  return cam.maps(pictures.data(), static_cast<int>(pictures.size() / 16));
}

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

}  // namespace

TEMPLATE_TEST_CASE("taking away the one pixel that counts is enough, and so is giving it", "", float, double) {
  using T = TestType;
  ThreadPool pool(2);
  const auto network = one_pixel<T>();
  const std::vector<T> pictures = numbers<T>(3 * 16, "bright", 0.5, 1.5);
  const auto maps = maps_of(pictures, pool);
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t p = 0; p < 16; ++p) CHECK(maps.maps[i * 16 + p] == (p == pixel ? T(1) : T(0)));
  const Faithfulness found = cam_faithfulness(network, pictures.data(), maps, pool, {.batch = 2});
  REQUIRE(found.shares.size() == 17);
  for (std::size_t i = 0; i < 3; ++i) {
    const double with = sigmoid(4 * static_cast<double>(pictures[i * 16 + pixel]));
    for (std::size_t point = 0; point <= 16; ++point) {
      const std::size_t at = i * 17 + point;
      CHECK(found.deletion.probability[at] == Approx(point == 0 ? with : 0.5).epsilon(1e-5));
      CHECK(found.insertion.probability[at] == Approx(point == 0 ? 0.5 : with).epsilon(1e-5));
    }
    CHECK(found.deletion.area[i] == Approx(0.5 + (with - 0.5) / 32).epsilon(1e-5));
    CHECK(found.insertion.area[i] == Approx(with - (with - 0.5) / 32).epsilon(1e-5));
    // In another order the pixel goes later, and the sum of both areas stays the same.
    CHECK(found.random_deletion.area[i] >= found.deletion.area[i] - 1e-6);
    CHECK(found.random_insertion.area[i] + found.random_deletion.area[i] == Approx(with + 0.5).epsilon(1e-5));
  }
  const PairedComparison gain = compare_paired(found.random_deletion.area, found.deletion.area);
  CHECK(gain.difference.mean > 0.05);
}

TEST_CASE("where pixels were is the mean colour or the picture without its details") {
  ThreadPool pool(2);
  const std::vector<double> pictures = numbers<double>(2 * 16, "bright", 0.5, 1.5);
  const auto maps = maps_of(pictures, pool);
  const Faithfulness found = cam_faithfulness(one_pixel<double>(), pictures.data(), maps, pool,
                                              {.steps = 4, .removed = RemovedPixels::blurred, .blur = 1.5});
  std::vector<double> soft(32);
  blur(pool, {1, 4, 4}, 2, 1.5, pictures.data(), soft.data());
  for (std::size_t i = 0; i < 2; ++i) {
    CHECK(found.deletion.probability[i * 5 + 4] == Approx(sigmoid(4 * soft[i * 16 + pixel])).epsilon(1e-9));
    CHECK(found.insertion.probability[i * 5] == Approx(sigmoid(4 * soft[i * 16 + pixel])).epsilon(1e-9));
    CHECK(found.insertion.probability[i * 5 + 1] == Approx(sigmoid(4 * pictures[i * 16 + pixel])).epsilon(1e-9));
  }
}

TEST_CASE("no bit of the curves depends on the threads") {
  const Network<TinyFrozenBrain> network(tiny_classes, 3);
  const auto pictures = numbers<float>(5 * 192, "images");
  const auto curves = [&](int threads) {
    ThreadPool pool(threads);
    GradCam cam(network, pool, {.target = {.labels = CamLabels::both}});
    const auto maps = cam.maps(pictures.data(), 5);
    return cam_faithfulness(network, pictures.data(), maps, pool,
                            {.steps = 8, .removed = RemovedPixels::blurred, .batch = 3});
  };
  const Faithfulness one = curves(1);
  CHECK(one.deletion.area.size() == 5);
  for (const int threads : {2, 3}) {
    const Faithfulness many = curves(threads);
    CHECK(many.shares == one.shares);
    CHECK(same_bits(many.deletion.probability, one.deletion.probability));
    CHECK(same_bits(many.insertion.area, one.insertion.area));
    CHECK(same_bits(many.random_deletion.probability, one.random_deletion.probability));
    CHECK(same_bits(many.random_insertion.area, one.random_insertion.area));
  }
}

TEST_CASE("pictures of several calls have random orders of their own: those of one call") {
  const Network<TinyFrozenBrain> network(tiny_classes, 3);
  ThreadPool pool(2);
  const auto pictures = numbers<float>(4 * 192, "images");
  GradCam cam(network, pool, {.target = {.labels = CamLabels::both}});
  const Faithfulness all = cam_faithfulness(network, pictures.data(), cam.maps(pictures.data(), 4), pool, {.steps = 8});
  const float* const last = pictures.data() + 2 * 192;
  const auto maps = cam.maps(last, 2);
  const auto of_last = [&](std::uint32_t first) {
    return cam_faithfulness(network, last, maps, pool, {.steps = 8, .first_picture = first}).random_deletion.area;
  };
  const std::vector<double> own = of_last(2);
  const std::vector<double> others = of_last(0);
  for (std::size_t i = 0; i < 2; ++i) {
    CHECK(own[i] == Approx(all.random_deletion.area[i + 2]).epsilon(1e-5));
    CHECK(others[i] != Approx(all.random_deletion.area[i + 2]).epsilon(1e-5));
  }
}

TEST_CASE("maps of another network or picture and steps that are none are refused") {
  ThreadPool pool(2);
  const auto network = one_pixel<float>();
  const std::vector<float> pictures(16, 1.0f);
  const auto maps = maps_of(numbers<float>(16, "bright", 0.5, 1.5), pool);
  const auto message = [&](const CamMaps<float>& of, const FaithfulnessSettings& settings) {
    return thrown_message([&] { cam_faithfulness(network, pictures.data(), of, pool, settings); });
  };
  CHECK(message(maps, {}) == "");
  CHECK(message(maps, {.steps = 0}) == "cam_faithfulness: expected 1 to 16 steps, got 0");
  CHECK(message(maps, {.steps = 17}) == "cam_faithfulness: expected 1 to 16 steps, got 17");
  CHECK(message(maps, {.batch = 0}) == "cam_faithfulness: expected a batch of at least 1 picture, got 0");
  CHECK(message(maps, {.removed = RemovedPixels::blurred, .blur = 0}) != "");
  CamMaps<float> other = maps;
  other.width = 2;
  CHECK(message(other, {}) == "cam_faithfulness: expected maps of 4x4, got 4x2");
  other = maps;
  other.heads = {2, 3};
  CHECK(message(other, {}) ==
        "cam_faithfulness: expected maps of a network of 2 fine and 0 coarse classes, got 2 fine, "
        "3 coarse");

  // Maps made by hand, in each of which one thing is not right.
  const auto refused = [&](const auto& change) {
    CamMaps<float> by_hand = maps;
    change(by_hand);
    return message(by_hand, {});
  };
  CHECK(refused([](CamMaps<float>& m) { m.maps.pop_back(); }) ==
        "cam_faithfulness: expected 16 values of 1 maps, got 15");
  CHECK(refused([](CamMaps<float>& m) { m.count = 2; }) == "cam_faithfulness: expected 32 values of 2 maps, got 16");
  CHECK(refused([](CamMaps<float>& m) { m.count = -1; }).find("values of -1 maps, got 16") != std::string::npos);
  CHECK(refused([](CamMaps<float>& m) { m.maps[3] = NAN; }) ==
        "cam_faithfulness: expected maps of finite values, got nan");
  CHECK(refused([](CamMaps<float>& m) { m.maps[3] = INFINITY; }).find("got inf") != std::string::npos);
  CHECK(refused([](CamMaps<float>& m) { m.fine_class.clear(); }) ==
        "cam_faithfulness: expected an explained fine or coarse class of each map, got neither");
  CHECK(refused([](CamMaps<float>& m) {
          m.fine_class = {1, 1};
        }) == "cam_faithfulness: expected an explained fine class for each of 1 maps, got 2");
  CHECK(refused([](CamMaps<float>& m) { m.fine_class[0] = 2; }) ==
        "cam_faithfulness: expected explained fine classes from 0 to below 2, got 2");
  CHECK(refused([](CamMaps<float>& m) { m.fine_class[0] = -1; }).find("below 2, got -1") != std::string::npos);
  CHECK(refused([](CamMaps<float>& m) { m.coarse_class = {0}; }).find("coarse classes from 0 to below 0") !=
        std::string::npos);
}
