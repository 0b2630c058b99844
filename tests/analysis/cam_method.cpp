#include "bicameral/analysis/cam_method.hpp"

#include <array>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using namespace bicameral::test;

namespace {

/// Two pixels, two channels: a of the first pixel, then of the second.
const Shape shape{2, 1, 2};

template <class T>
std::array<double, 2> map_of(const std::string& method, const std::vector<T>& a, const std::vector<T>& g) {
  std::array<double, 2> map{};
  std::array<double, 4> scratch{7, 7, 7, 7};
  cam_method<T>(method)(shape, a.data(), g.data(), scratch.data(), map.data());
  return map;
}

}  // namespace

TEMPLATE_TEST_CASE("Grad-CAM weighs channels by their mean gradient", "", float, double) {
  // Means of the gradients: (1 + 3) / 2 = 2 and (-2 + 1) / 2 = -0.5.
  const auto map = map_of<TestType>("gradcam", {1, 4, 0, 2}, {1, -2, 3, 1});
  CHECK(map == std::array{2.0 * 1 - 0.5 * 4, 2.0 * 0 - 0.5 * 2});
}

TEMPLATE_TEST_CASE("Grad-CAM++ weighs channels by their positive gradients, each by alpha", "", float, double) {
  // Sums of activations: 1 and 6. alpha g of channel 0: 1 / (2 + 1) and 3 / (2 + 3); of channel 1: none and 1 / (2 +
  // 6).
  const double first = 1.0 / 3 + 3.0 / 5;
  const double second = 1.0 / 8;
  const auto map = map_of<TestType>("gradcam++", {1, 4, 0, 2}, {1, -2, 3, 1});
  CHECK(map[0] == Approx(first * 1 + second * 4).epsilon(1e-15));
  CHECK(map[1] == Approx(second * 2).epsilon(1e-15));
}

TEMPLATE_TEST_CASE("Grad-CAM++ says nothing where its formula does not, and hears small gradients", "", float, double) {
  // The sum of channel 0 is -2: a gradient of 1 makes the denominator 0, one of 0.5 does not.
  CHECK(map_of<TestType>("gradcam++", {-3, 0, 1, 0}, {1, 0, 0.5f, 0}) == std::array{-3 * 0.5 / 1, 0.5});
  // Gradients of a thousandth give a thousandth of the map, to first order.
  const auto map = map_of<TestType>("gradcam++", {1, 0, 0, 0}, {TestType(1e-6), 0, 0, 0});
  CHECK(map[0] == Approx(0.5e-6).epsilon(1e-5));
}

TEMPLATE_TEST_CASE("LayerCAM weighs every pixel by its own positive gradient", "", float, double) {
  CHECK(map_of<TestType>("layercam", {1, 4, 5, 2}, {1, -2, 3, 1}) == std::array{1.0, 17.0});
}

TEST_CASE("a method that does not exist is refused with those that do") {
  CHECK(cam_method_names() == "gradcam, gradcam++, layercam");
  CHECK(thrown_message([] { cam_method<float>("scorecam"); }) ==
        "method of class activation maps: expected one of gradcam, gradcam++, layercam, got 'scorecam'");
}
