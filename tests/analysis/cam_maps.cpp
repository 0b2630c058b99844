#include "bicameral/analysis/cam_maps.hpp"

#include <vector>

#include "tests/catch.hpp"

using namespace bicameral;

TEST_CASE("maps lie one after the other") {
  const CamMaps<float> maps{.count = 2, .height = 1, .width = 3, .maps = {1, 2, 3, 4, 5, 6}};
  CHECK(maps.pixels() == 3);
  const auto second = maps.map(1);
  CHECK(std::vector<float>(second.begin(), second.end()) == std::vector<float>{4, 5, 6});
}
