#pragma once
// Where labels go so that none covers another, a point, or the end of the drawing.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <optional>
#include <string>
#include <vector>

#include "bicameral/report/svg/canvas.hpp"

namespace bicameral::svg {

/// A label's place: its text's anchor on the baseline, and whether a line should lead to it from the point, and where
/// to.
struct PlacedLabel {
  double x = 0;
  double y = 0;
  Anchor anchor = Anchor::start;
  bool apart = false;
  double line_x = 0;
  double line_y = 0;
};

/// A place for each label, as near to its point as what is there allows, one after the other: right of it, left, above,
/// below, then round it in growing circles up to `reach`. `points` are what is drawn of the points, which lie at `xs`
/// and `ys`, each within its own box. Ensures that a placed label lies within `room` and touches no point and no other
/// label; lines cross, or pass below labels, only where there is no other place. Nothing for a label that has no such
/// place.
inline std::vector<std::optional<PlacedLabel>> place_labels(const std::vector<std::string>& labels,
                                                            const std::vector<double>& xs,
                                                            const std::vector<double>& ys,
                                                            const std::vector<Box>& points, const Box& room,
                                                            double font_size, double reach) {
  std::vector<std::optional<PlacedLabel>> places(labels.size());
  std::vector<Box> placed;
  std::vector<Box> lines;  // in small pieces
  const auto touches = [](const Box& box, const std::vector<Box>& others) {
    for (const Box& other : others)
      if (box.overlaps(other)) return true;
    return false;
  };
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const auto attempt = [&](double dx, double dy, Anchor anchor, bool apart, bool crossing) {
      PlacedLabel place{xs[i] + dx, ys[i] + dy + 0.3 * font_size, anchor, apart, 0,
                        0};  // the baseline below the middle
      const Box text = text_box(place.x, place.y, labels[i], {.size = font_size, .anchor = anchor});
      const Box box{text.left - 2, text.top - 1, text.right + 2, text.bottom + 1};
      if (box.left < room.left || box.right > room.right || box.top < room.top || box.bottom > room.bottom)
        return false;
      if (touches(box, points) || touches(box, placed) || (!crossing && touches(box, lines))) return false;
      std::vector<Box> line;
      if (apart) {
        place.line_x = std::clamp(xs[i], box.left, box.right);
        place.line_y = std::clamp(ys[i], box.top, box.bottom);
        const double length = std::hypot(place.line_x - xs[i], place.line_y - ys[i]);
        for (double at = 0; at <= length; at += 3) {
          const double x = xs[i] + (place.line_x - xs[i]) * at / length;
          const double y = ys[i] + (place.line_y - ys[i]) * at / length;
          line.push_back({x - 2, y - 2, x + 2, y + 2});
          if (!crossing && (touches(line.back(), placed) || touches(line.back(), lines))) return false;
        }
      }
      places[i] = place;
      placed.push_back(box);
      lines.insert(lines.end(), line.begin(), line.end());
      return true;
    };
    const double side = 9;
    const double up = points[i].top - ys[i] - 2 - 0.3 * font_size;
    const double down = points[i].bottom - ys[i] + 2 + 0.6 * font_size;
    const double half = 0.6 * font_size;
    const auto beside = [&](double dx, double dy, Anchor anchor) { return attempt(dx, dy, anchor, false, false); };
    if (beside(side, 0, Anchor::start) || beside(-side, 0, Anchor::end) || beside(0, up, Anchor::middle) ||
        beside(0, down, Anchor::middle) || beside(side, -half, Anchor::start) || beside(side, half, Anchor::start) ||
        beside(-side, -half, Anchor::end) || beside(-side, half, Anchor::end))
      continue;
    for (const bool crossing : {false, true})
      for (double radius = 20; radius <= reach && !places[i]; radius += 6)
        for (int k = 0; k < 24 && !places[i]; ++k) {
          const double angle = 2 * std::numbers::pi * k / 24;
          const double dx = radius * std::cos(angle);
          const Anchor anchor = dx > 1 ? Anchor::start : dx < -1 ? Anchor::end : Anchor::middle;
          attempt(dx, radius * std::sin(angle), anchor, true, crossing);
        }
  }
  return places;
}

}  // namespace bicameral::svg
