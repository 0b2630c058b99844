#include "bicameral/analysis/cam_map.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include "tests/catch.hpp"

using namespace bicameral;

namespace {

using Map = std::vector<double>;

MapState scale(Map& map, double rounding = 1e-6) {
  return scale_map(map.data(), static_cast<std::int64_t>(map.size()), rounding);
}

Map resized(int from_height, int from_width, int to_height, int to_width, const Map& from) {
  Map to(static_cast<std::size_t>(to_height * to_width));
  BilinearResize(from_height, from_width, to_height, to_width).add(from.data(), to.data());
  return to;
}

}  // namespace

TEST_CASE("a map is cut off at 0 and spans [0, 1]") {
  Map map{-4, 0, 1, 4};
  CHECK(scale(map) == MapState::shown);
  CHECK(map == Map{0, 0, 0.25, 1});
  map = {2, 3, 6};
  CHECK(scale(map) == MapState::shown);
  CHECK(map == Map{0, 0.25, 1});
}

TEST_CASE("a map without anything positive, or with the same everywhere, is zero and says so") {
  for (Map map : {Map{-1, -2, -3}, Map{0, 0, 0}, Map{-1, 0, -1e300}, Map{5, 5, 5}, Map{1, 1 + 1e-7, 1}}) {
    CHECK(scale(map) == MapState::zero);
    CHECK(map == Map{0, 0, 0});
  }
  Map map{1, 1 + 1e-5, 1};
  CHECK(scale(map) == MapState::shown);
  map = {1e-300, 0};
  CHECK(scale(map) == MapState::shown);
  CHECK(map == Map{1, 0});
}

TEST_CASE("a map with values that are no numbers is told apart") {
  for (const double bad : {std::nan(""), std::numeric_limits<double>::infinity()}) {
    Map map{1, bad, 0};
    CHECK(scale(map) == MapState::not_finite);
  }
}

TEST_CASE("resizing takes pixels as squares with their values in the middle") {
  CHECK(resized(1, 2, 1, 4, {0, 4}) == Map{0, 1, 3, 4});
  CHECK(resized(2, 1, 4, 1, {0, 4}) == Map{0, 1, 3, 4});
  CHECK(resized(1, 4, 1, 2, {0, 1, 3, 4}) == Map{0.5, 3.5});
  CHECK(resized(2, 3, 2, 3, {1, 2, 3, 4, 5, 6}) == Map{1, 2, 3, 4, 5, 6});
  CHECK(resized(1, 1, 2, 2, {3}) == Map{3, 3, 3, 3});
  const Map square = resized(2, 2, 4, 4, {0, 4, 8, 12});
  CHECK(square == Map{0, 1, 3, 4, 2, 3, 5, 6, 6, 7, 9, 10, 8, 9, 11, 12});
}

TEST_CASE("resizing adds to what is there") {
  Map to{10, 20};
  const Map from{1, 2};
  BilinearResize(1, 2, 1, 2).add(from.data(), to.data());
  CHECK(to == Map{11, 22});
}

TEST_CASE("maps are added as they are or mirrored") {
  const Map map{1, 2, 3, 4, 5, 6};
  Map to(6, 10.0);
  add_map(map.data(), 2, 3, false, to.data());
  CHECK(to == Map{11, 12, 13, 14, 15, 16});
  add_map(map.data(), 2, 3, true, to.data());
  CHECK(to == Map{14, 14, 14, 20, 20, 20});
}
