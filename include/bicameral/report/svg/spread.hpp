#pragma once
// Points that would lie on one another, side by side.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <vector>

namespace bicameral::svg {

/// Where a point's mark lies, and how far its whisker goes up and down.
struct SpreadPoint {
  double x = 0;
  double y = 0;
  double top = 0;
  double bottom = 0;
};

namespace svg_detail {

/// How far from each other two points must stand for neither to cover the other; 0: as they lie they never do. Marks
/// are broader than whiskers.
inline double distance_wanted(const SpreadPoint& a, const SpreadPoint& b) {
  constexpr double mark = 11;
  constexpr double whisker = 8;
  constexpr double spare = 0.25;  // points that push each other only come near what they want
  if (std::abs(a.y - b.y) < mark) return mark + spare;
  return a.top < b.bottom && b.top < a.bottom ? whisker + spare : 0;
}

}  // namespace svg_detail

/// The x of each point, moved so that none covers another, if there is room for that: points that are too near push
/// each other apart, the one of smaller x, and of equal x the one given first, to the left. Ensures: none is moved by
/// more than `reach` or out of `left` to `right`, and of two points with different x the left one is never right of the
/// other. Requires left <= x <= right.
inline std::vector<double> spread_sideways(const std::vector<SpreadPoint>& points, double left, double right,
                                           double reach) {
  constexpr int rounds = 200;
  std::vector<std::size_t> order(points.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return points[a].x < points[b].x; });
  std::vector<double> xs;
  for (const SpreadPoint& point : points) xs.push_back(point.x);
  const auto for_each_pair = [&](const auto& visit) {
    for (std::size_t k = 0; k < order.size(); ++k)
      for (std::size_t j = 0; j < k; ++j) visit(order[j], order[k], points[order[j]].x < points[order[k]].x);
  };
  for (int round = 0; round < rounds; ++round) {
    for_each_pair([&](std::size_t a, std::size_t b, bool ordered) {
      const double wanted = svg_detail::distance_wanted(points[a], points[b]);
      const double missing = wanted - (xs[b] - xs[a]);
      if (missing <= 0 || (wanted == 0 && !ordered)) return;
      xs[a] -= missing / 2;
      xs[b] += missing / 2;
    });
    for (std::size_t i = 0; i < xs.size(); ++i)
      xs[i] = std::clamp(xs[i], std::max(left, points[i].x - reach), std::min(right, points[i].x + reach));
  }
  // What then is still out of order is so by less than a hair's breadth.
  for_each_pair([&](std::size_t a, std::size_t b, bool ordered) {
    if (ordered) xs[b] = std::max(xs[b], xs[a]);
  });
  return xs;
}

}  // namespace bicameral::svg
