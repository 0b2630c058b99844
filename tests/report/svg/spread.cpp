#include "bicameral/report/svg/spread.hpp"

#include <cmath>
#include <cstddef>
#include <vector>

#include "tests/catch.hpp"

using bicameral::svg::spread_sideways;
using bicameral::svg::SpreadPoint;

namespace {

SpreadPoint point(double x, double y, double whisker = 6) { return {x, y, y - whisker, y + whisker}; }

}  // namespace

TEST_CASE("points that cover nothing stay, and equal ones stand side by side round their place") {
  CHECK(spread_sideways({point(50, 10), point(50, 40), point(80, 10)}, 0, 100, 24) == std::vector<double>{50, 50, 80});
  const std::vector<double> three = spread_sideways({point(50, 10), point(50, 10), point(50, 12)}, 0, 100, 24);
  CHECK(three[1] == Approx(50).margin(0.5));
  CHECK(three[1] - three[0] > 11);
  CHECK(three[2] - three[1] > 11);
  CHECK(three[2] - three[0] < 23);
  CHECK(spread_sideways({}, 0, 100, 24).empty());
}

TEST_CASE("whiskers need less room than marks") {
  CHECK(spread_sideways({point(50, 10, 20), point(50, 40, 20)}, 0, 100, 24) == std::vector<double>{45.875, 54.125});
  CHECK(spread_sideways({point(50, 10, 20), point(50, 60, 20)}, 0, 100, 24) == std::vector<double>{50, 50});
}

TEST_CASE("points of different x keep their order, and none goes farther than it may") {
  std::vector<SpreadPoint> points;
  for (int i = 0; i < 40; ++i) points.push_back(point(48 + 0.5 * (i * 7 % 10), 10 + i * 11 % 60, 15));
  for (const double reach : {5.0, 20.0, 100.0}) {
    const std::vector<double> xs = spread_sideways(points, 20, 70, reach);
    CHECK(xs == spread_sideways(points, 20, 70, reach));
    for (std::size_t i = 0; i < points.size(); ++i) {
      CHECK(std::abs(xs[i] - points[i].x) <= reach);
      CHECK(xs[i] >= 20);
      CHECK(xs[i] <= 70);
      for (std::size_t k = 0; k < points.size(); ++k)
        if (points[i].x < points[k].x) CHECK(xs[i] <= xs[k]);
    }
  }
}
