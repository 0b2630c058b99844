#include "bicameral/analysis/pixel_curves.hpp"

#include <cmath>
#include <set>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using bicameral::test::thrown_message;

namespace {

const Shape picture{1, 2, 2};

/// Logits 0 and the value of pixel 2.
struct Watcher {
  std::vector<double> logits{};
  std::vector<double> seen{};
  Outputs<double> operator()(const double* images, int count) {
    logits.clear();
    for (int i = 0; i < count; ++i) logits.insert(logits.end(), {0.0, images[i * 4 + 2]});
    seen.insert(seen.end(), images, images + count * 4);
    return {nullptr, logits.data(), nullptr};
  }
};

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

}  // namespace

TEST_CASE("pixels come by the map's values, equal ones by their index") {
  const std::vector<float> map{0.5f, 1, 0.25f, 0.5f, 1, 0};
  std::vector<std::int32_t> order(6);
  order_of_map<float>(map, order);
  CHECK(order == std::vector<std::int32_t>{1, 4, 0, 3, 2, 5});
  order_of_map<float>(std::vector<float>(6, 0.0f), order);
  CHECK(order == std::vector<std::int32_t>{0, 1, 2, 3, 4, 5});
  std::vector<float> broken = map;
  broken[4] = NAN;
  CHECK(thrown_message([&] { order_of_map<float>(broken, order); }) ==
        "order_of_map: expected maps of finite values, got nan");
}

TEST_CASE("maps that do not fit pictures or heads are refused before anything is drawn") {
  Watcher watcher;
  const CamAnswers<double> answers = std::ref(watcher);
  ThreadPool pool(1);
  const auto message = [&](const CamMaps<double>& maps) {
    return thrown_message([&] { CurveDrawer<double>(answers, picture, maps, 4, 2, pool); });
  };
  CamMaps<double> maps{.count = 1, .height = 2, .width = 2, .maps = {0, 0.5, 1, 0.25}, .heads = {2, 0}};
  CHECK(message(maps) == "CurveDrawer: expected an explained fine or coarse class of each map, got neither");
  maps.fine_class = {1};
  CHECK(message(maps).empty());
  maps.heads = {1, 0};
  CHECK(message(maps) == "CurveDrawer: expected explained fine classes from 0 to below 1, got 1");
  maps.heads = {2, 0};
  maps.width = 3;
  CHECK(message(maps) == "CurveDrawer: expected maps of 2x2, got 2x3");
}

TEST_CASE("a curve is the probability of the explained class at each point, its area the trapezoids'") {
  const CamMaps<double> maps{.count = 2,
                             .height = 2,
                             .width = 2,
                             .maps = {0, 0.5, 1, 0.25, /**/ 1, 0.5, 0, 0.25},
                             .heads = {2, 0},
                             .fine_class = {1, 0}};
  Watcher watcher;
  const CamAnswers<double> answers = std::ref(watcher);
  ThreadPool pool(2);
  CurveDrawer<double> drawer(answers, picture, maps, 4, 2, pool);
  CHECK(drawer.shares() == std::vector<double>{0, 0.25, 0.5, 0.75, 1});
  const std::vector<double> before{1, 2, 3, 4, /**/ 5, 6, 7, 8};
  const std::vector<double> after(8, 0.0);
  PixelCurves curves;
  drawer.order_by_maps(0, 2);
  drawer.draw(0, 2, before.data(), after.data(), curves);
  // Pixel 2 is the first of the first picture to go, and the last of the second one, whose class is the other.
  const double one = sigmoid(3);
  const double other = sigmoid(-7);
  const std::vector<double> expected{one, 0.5, 0.5, 0.5, 0.5, /**/ other, other, other, other, 0.5};
  REQUIRE(curves.probability.size() == 10);
  for (std::size_t i = 0; i < 10; ++i) CHECK(curves.probability[i] == Approx(expected[i]).epsilon(1e-14));
  REQUIRE(curves.area.size() == 2);
  CHECK(curves.area[0] == Approx(0.25 * (one + 0.5) / 2 + 0.75 * 0.5).epsilon(1e-14));
  CHECK(curves.area[1] == Approx(0.75 * other + 0.25 * (other + 0.5) / 2).epsilon(1e-14));
  CHECK(std::vector<double>(watcher.seen.begin() + 8, watcher.seen.begin() + 24) ==
        std::vector<double>{1, 2, 0, 4, /**/ 0, 6, 7, 8, /**/ 1, 0, 0, 4, /**/ 0, 0, 7, 8});
}

TEST_CASE("of two explained classes the mean is drawn; steps need not divide the pixels") {
  const CamMaps<double> maps{.count = 1,
                             .height = 2,
                             .width = 2,
                             .maps = {0, 0.5, 1, 0.25},
                             .heads = {2, 2},
                             .fine_class = {1},
                             .coarse_class = {0}};
  std::vector<double> logits;
  const CamAnswers<double> answers = [&](const double* images, int) {
    logits = {0, images[2], images[0], 0};
    return Outputs<double>{nullptr, logits.data(), logits.data() + 2};
  };
  ThreadPool pool(1);
  CurveDrawer<double> drawer(answers, picture, maps, 3, 1, pool);
  CHECK(drawer.shares() == std::vector<double>{0, 0.25, 0.5, 1});
  const std::vector<double> before{1, 2, 3, 4};
  const std::vector<double> after(4, 0.0);
  PixelCurves curves;
  drawer.order_by_maps(0, 1);
  drawer.draw(0, 1, before.data(), after.data(), curves);
  CHECK(curves.probability[0] == Approx((sigmoid(3) + sigmoid(1)) / 2).epsilon(1e-14));
  CHECK(curves.probability[1] == Approx((0.5 + sigmoid(1)) / 2).epsilon(1e-14));
  CHECK(curves.probability[3] == Approx(0.5).epsilon(1e-14));
}

TEST_CASE("a random order has every pixel once and depends on seed and picture alone") {
  CamMaps<double> maps{.count = 2, .height = 4, .width = 4, .maps = std::vector<double>(32), .heads = {2, 0}};
  maps.fine_class = {1, 1};
  std::vector<std::vector<double>> seen;
  std::vector<double> logits(4);
  const CamAnswers<double> answers = [&](const double* images, int count) {
    for (int i = 0; i < count; ++i) seen.emplace_back(images + i * 16, images + (i + 1) * 16);
    return Outputs<double>{nullptr, logits.data(), nullptr};
  };
  const std::vector<double> black(32, 0.0);
  const std::vector<double> white(32, 1.0);
  const auto order = [&](int first, int count, std::uint64_t seed, int threads) {
    ThreadPool pool(threads);
    CurveDrawer<double> drawer(answers, {1, 4, 4}, maps, 16, 2, pool);
    seen.clear();
    drawer.order_at_random(first, count, seed, 0);
    PixelCurves curves;
    drawer.draw(first, count, black.data(), white.data(), curves);
    return seen;
  };
  const auto both = order(0, 2, 5, 2);
  CHECK(order(0, 2, 5, 1) == both);
  CHECK(order(0, 2, 6, 1) != both);
  const auto second = order(1, 1, 5, 3);
  for (std::size_t point = 0; point <= 16; ++point) {
    CHECK(second[point] == both[2 * point + 1]);
    double changed = 0;
    for (const double value : second[point]) changed += value;
    CHECK(changed == static_cast<double>(point));
  }
  CHECK(both[2] != both[3]);
}
