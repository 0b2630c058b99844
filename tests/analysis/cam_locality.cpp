#include "bicameral/analysis/cam_locality.hpp"

#include <cmath>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using namespace bicameral::test;

namespace {

template <class T>
Locality locality(const std::vector<T>& map) {
  return locality_of(std::span<const T>(map));
}

}  // namespace

TEMPLATE_TEST_CASE("a point is local, an even map is not, and others lie between", "", float, double) {
  std::vector<TestType> map(16, TestType(0));
  map[5] = 1;
  CHECK(locality(map).area == 1.0 / 16);
  CHECK(locality(map).entropy == 0);
  map[9] = 1;
  CHECK(locality(map).area == 2.0 / 16);
  CHECK(locality(map).entropy == Approx(std::log(2.0) / std::log(16.0)).epsilon(1e-14));
  map[9] = TestType(0.5);  // half the largest is not above half of it
  CHECK(locality(map).area == 1.0 / 16);
  const double p = 2.0 / 3;
  CHECK(locality(map).entropy ==
        Approx(-(p * std::log(p) + (1 - p) * std::log(1 - p)) / std::log(16.0)).epsilon(1e-14));
  const std::vector<TestType> even(16, TestType(0.3));
  CHECK(locality(even).area == 1);
  CHECK(locality(even).entropy == Approx(1).epsilon(1e-7));
  CHECK(locality(even).entropy <= 1);
}

TEST_CASE("the scale of a map makes no difference, an empty map has no locality") {
  const std::vector<double> map{0, 1, 2, 3, 0.5, 4};
  std::vector<double> tenfold;
  for (const double value : map) tenfold.push_back(10 * value);
  CHECK(locality(tenfold).area == locality(map).area);
  CHECK(locality(tenfold).entropy == Approx(locality(map).entropy).epsilon(1e-14));
  CHECK(std::isnan(locality(std::vector<float>(4, 0.0f)).area));
  CHECK(std::isnan(locality(std::vector<float>(4, 0.0f)).entropy));
  CHECK(thrown_message([] { locality(std::vector<float>(1, 1.0f)); }) ==
        "locality_of: expected a map of at least 2 pixels, got 1");
}

TEST_CASE("every map of a batch has its locality") {
  const CamMaps<float> maps{.count = 2, .height = 1, .width = 2, .maps = {0, 1, 1, 1}};
  const auto all = locality_of(maps);
  REQUIRE(all.size() == 2);
  CHECK(all[0].area == 0.5);
  CHECK(all[1].area == 1);
}

TEST_CASE("hemispheres are compared picture by picture, without those of which a map is empty") {
  const double none = std::nan("");
  const std::vector<Locality> left{{0.1, 0.5}, {0.2, 0.6}, {none, none}, {0.3, 0.7}, {0.4, 0.8}};
  const std::vector<Locality> right{{0.2, 0.5}, {0.4, 0.7}, {0.5, 0.5}, {0.4, 0.9}, {none, none}};
  const LocalityComparison found = compare_locality(left, right);
  CHECK(found.left_out == 2);
  CHECK(found.area.difference.count == 3);
  CHECK(found.area.difference.mean == Approx(-(0.1 + 0.2 + 0.1) / 3));
  // Deviation of -0.1, -0.2, -0.1: sqrt(1/300); t(0.975, 2) = 4.302653.
  REQUIRE(found.area.difference.interval95);
  CHECK(found.area.difference.interval95->high == Approx(-0.4 / 3 + 4.302653 * std::sqrt(1.0 / 300 / 3)).epsilon(1e-6));
  CHECK(found.area.lower == 3);
  CHECK(found.entropy.difference.mean == Approx(-0.1));
  CHECK(found.entropy.lower == 2);
  CHECK(found.left_area.mean == Approx(0.2));
  CHECK(found.right_entropy.mean == Approx(0.7));
  CHECK(thrown_message([&] { compare_locality(left, std::span(right).first(3)); }) ==
        "compare_locality: expected 5 maps of the right hemisphere, got 3");
}
