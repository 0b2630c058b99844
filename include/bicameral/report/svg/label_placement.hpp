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

/// A label and the point that it belongs to, drawn within `point`, its mark around x and y.
struct PointLabel {
  std::string text;
  double x = 0;
  double y = 0;
  Box point = {};
  double reach = 60;     // how far from the point the label may stand
  bool crossing = true;  // whether the line to it may cross others where there is no other place
};

/// A place for each label, as near to its point as what is there allows, one after the other: right of it, left, above,
/// below, then round it in growing circles as far as it reaches. Ensures that a placed label lies within `room` and
/// touches no point and no other label; lines cross, or pass below labels and marks, only where a label allows it and
/// has no other place. Nothing for a label that has no such place.
inline std::vector<std::optional<PlacedLabel>> place_labels(const std::vector<PointLabel>& labels, const Box& room,
                                                            double font_size) {
  std::vector<std::optional<PlacedLabel>> places(labels.size());
  std::vector<Box> points;
  std::vector<Box> marks;
  for (const PointLabel& label : labels) {
    points.push_back(label.point);
    marks.push_back({label.x - 5, label.y - 5, label.x + 5, label.y + 5});
  }
  std::vector<Box> placed;
  std::vector<Box> lines;  // in small pieces
  const auto touches = [](const Box& box, const std::vector<Box>& others) {
    for (const Box& other : others)
      if (box.overlaps(other)) return true;
    return false;
  };
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const PointLabel& label = labels[i];
    const auto passes_mark = [&](const Box& piece) {
      for (std::size_t other = 0; other < marks.size(); ++other)
        if (other != i && piece.overlaps(marks[other])) return true;
      return false;
    };
    const auto attempt = [&](double dx, double dy, Anchor anchor, bool apart, bool crossing) {
      PlacedLabel place{
          label.x + dx, label.y + dy + 0.3 * font_size, anchor, apart, 0, 0};  // the baseline below the middle
      const Box text = text_box(place.x, place.y, label.text, {.size = font_size, .anchor = anchor});
      const Box box{text.left - 2, text.top - 1, text.right + 2, text.bottom + 1};
      if (box.left < room.left || box.right > room.right || box.top < room.top || box.bottom > room.bottom)
        return false;
      if (touches(box, points) || touches(box, placed) || (!crossing && touches(box, lines))) return false;
      std::vector<Box> line;
      if (apart) {
        place.line_x = std::clamp(label.x, box.left, box.right);
        place.line_y = std::clamp(label.y, box.top, box.bottom);
        const double length = std::hypot(place.line_x - label.x, place.line_y - label.y);
        for (double at = 0; at <= length; at += 3) {
          const double x = label.x + (place.line_x - label.x) * at / length;
          const double y = label.y + (place.line_y - label.y) * at / length;
          line.push_back({x - 2, y - 2, x + 2, y + 2});
          if (!crossing && (touches(line.back(), placed) || touches(line.back(), lines) || passes_mark(line.back())))
            return false;
        }
      }
      places[i] = place;
      placed.push_back(box);
      lines.insert(lines.end(), line.begin(), line.end());
      return true;
    };
    const double side = 9;
    const double up = label.point.top - label.y - 2 - 0.3 * font_size;
    const double down = label.point.bottom - label.y + 2 + 0.6 * font_size;
    const double half = 0.6 * font_size;
    const auto beside = [&](double dx, double dy, Anchor anchor) { return attempt(dx, dy, anchor, false, false); };
    if (beside(side, 0, Anchor::start) || beside(-side, 0, Anchor::end) || beside(0, up, Anchor::middle) ||
        beside(0, down, Anchor::middle) || beside(side, -half, Anchor::start) || beside(side, half, Anchor::start) ||
        beside(-side, -half, Anchor::end) || beside(-side, half, Anchor::end))
      continue;
    for (const bool crossing : {false, true})
      for (double radius = 20; radius <= label.reach && !places[i] && (!crossing || label.crossing); radius += 6)
        for (int k = 0; k < 24 && !places[i]; ++k) {
          const double angle = 2 * std::numbers::pi * k / 24;
          const double dx = radius * std::cos(angle);
          const Anchor anchor = dx > 1 ? Anchor::start : dx < -1 ? Anchor::end : Anchor::middle;
          attempt(dx, radius * std::sin(angle), anchor, true, crossing);
        }
  }
  return places;
}

/// What stands at a point: its name, or a number that stands for it. Without a place there was no room for either.
struct NameOrNumber {
  std::string text;
  bool numbered = false;
  std::optional<PlacedLabel> place = {};
};

/// Each name at its point where it has room, and numbers at the rest, from 1 in the order of the points. Numbers choose
/// their places first, as far away as `number_reach` and across lines, because a name that then has none becomes a
/// number too.
inline std::vector<NameOrNumber> place_names_or_numbers(const std::vector<PointLabel>& names, const Box& room,
                                                        double font_size, double number_reach) {
  std::vector<NameOrNumber> shown(names.size());
  for (bool settled = false; !settled;) {
    std::vector<std::size_t> order;
    std::vector<PointLabel> labels;
    for (const bool numbered : {true, false})
      for (std::size_t i = 0; i < names.size(); ++i) {
        if (shown[i].numbered != numbered) continue;
        order.push_back(i);
        labels.push_back(names[i]);
        if (!numbered) continue;
        labels.back().text = std::to_string(order.size());
        labels.back().reach = number_reach;
        labels.back().crossing = true;
      }
    const auto places = place_labels(labels, room, font_size);
    settled = true;
    for (std::size_t k = 0; k < order.size(); ++k) {
      NameOrNumber& each = shown[order[k]];
      each.text = labels[k].text;
      each.place = places[k];
      if (each.place || each.numbered) continue;
      each.numbered = true;
      settled = false;
    }
  }
  return shown;
}

}  // namespace bicameral::svg
