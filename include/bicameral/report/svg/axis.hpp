#pragma once
// Axes: from values to places in the drawing, and how they are drawn.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "bicameral/report/svg/canvas.hpp"
#include "bicameral/report/svg/ticks.hpp"

namespace bicameral::svg {

/// Values of `range` along a line from `from` to `to`, in coordinates of the drawing.
class Axis {
 public:
  /// `whole`: only whole numbers mean something, such as epochs; no others are written at a linear axis.
  Axis(Range range, Scale scale, double from, double to, bool whole = false)
      : range_(range), scale_(scale), from_(from), to_(to), whole_(whole && scale == Scale::linear) {}

  double position(double value) const {
    const auto map = [&](double v) { return scale_ == Scale::logarithmic ? std::log10(v) : v; };
    const double low = map(range_.low);
    return from_ + (map(value) - low) / (map(range_.high) - low) * (to_ - from_);
  }
  const Range& range() const { return range_; }
  double from() const { return from_; }
  double to() const { return to_; }

  /// At most `most` round numbers within the range.
  std::vector<Tick> ticks(std::size_t most) const {
    std::vector<Tick> found = scale_ == Scale::logarithmic ? log_ticks(range_, most) : linear_ticks(range_, most);
    const auto is_whole = [](const Tick& tick) { return tick.value == std::round(tick.value); };
    if (!whole_ || std::all_of(found.begin(), found.end(), is_whole)) return found;
    // Steps below 1 would have had room, so whole ones do.
    found.clear();
    for (double value = std::ceil(range_.low); value <= range_.high; ++value)
      found.push_back({value, fixed_text(value, 0)});
    return found;
  }

  /// As many ticks as look well and have room for their texts side by side.
  std::vector<Tick> ticks_across(double font_size) const {
    for (std::size_t most = pleasing(); most > 2; --most) {
      std::vector<Tick> found = ticks(most);
      bool room = true;
      for (std::size_t i = 1; i < found.size(); ++i) {
        const double apart = std::abs(position(found[i].value) - position(found[i - 1].value));
        const double needed = (text_width(found[i].text, font_size) + text_width(found[i - 1].text, font_size)) / 2;
        room = room && apart >= needed + 0.7 * font_size;
      }
      if (room) return found;
    }
    return ticks(2);
  }
  /// As many ticks as look well one above the other.
  std::vector<Tick> ticks_upward() const { return ticks(pleasing()); }

 private:
  /// The same across and upwards, so that two axes of one range and length are alike.
  std::size_t pleasing() const { return static_cast<std::size_t>(std::clamp(std::abs(to_ - from_) / 36, 2.0, 11.0)); }

  Range range_;
  Scale scale_;
  double from_;
  double to_;
  bool whole_;
};

/// The widest text of some ticks.
inline double widest(const std::vector<Tick>& ticks, double font_size) {
  double width = 0;
  for (const Tick& tick : ticks) width = std::max(width, text_width(tick.text, font_size));
  return width;
}

namespace svg_detail {

/// The ticks of an axis at the line `y` with their numbers on one side of it, between 0 and `width`.
inline void draw_numbers_across(Canvas& canvas, const Axis& axis, double y, bool above, double width,
                                double font_size) {
  const TextLook look{.size = font_size, .anchor = Anchor::middle, .fill = &muted};
  double right = -font_size;
  for (const Tick& tick : axis.ticks_across(font_size)) {
    const double x = axis.position(tick.value);
    canvas.line(x, y, x, above ? y - 4 : y + 4, {.stroke = &axis_line});
    const double half = text_width(tick.text, font_size) / 2;
    const double middle = std::clamp(x, half, width - half);
    if (middle - half < right + font_size / 2) continue;  // moved into the drawing, it would touch the one before
    canvas.text(middle, above ? y - 8 : y + 6 + font_size, tick.text, look);
    right = middle + half;
  }
}

}  // namespace svg_detail

/// The axis below `panel`: grid lines upwards, numbers, and the title in lines. Texts stay between 0 and `width`.
/// Returns how far below the panel it reaches.
inline double draw_axis_below(Canvas& canvas, const Box& panel, const Axis& axis, std::string_view title, double width,
                              double font_size, bool with_grid = true) {
  if (with_grid)
    for (const Tick& tick : axis.ticks_across(font_size)) {
      const double x = axis.position(tick.value);
      canvas.line(x, panel.top, x, panel.bottom, {.stroke = &grid});
    }
  svg_detail::draw_numbers_across(canvas, axis, panel.bottom, false, width, font_size);
  canvas.line(panel.left, panel.bottom, panel.right, panel.bottom, {.stroke = &axis_line});
  double y = panel.bottom + 6 + font_size;
  if (title.empty()) return y + 4 - panel.bottom;
  for (const std::string& line : wrapped_text(title, width, font_size, 3)) {
    y += 1.4 * font_size;
    const double half = text_width(line, font_size) / 2;
    canvas.text(std::clamp((panel.left + panel.right) / 2, half, width - half), y, line,
                {.size = font_size, .anchor = Anchor::middle});
  }
  return y + 0.4 * font_size - panel.bottom;
}

/// The numbers of the same axis above `panel` too, for charts so tall that one end is out of sight.
inline void draw_axis_above(Canvas& canvas, const Box& panel, const Axis& axis, double width, double font_size) {
  svg_detail::draw_numbers_across(canvas, axis, panel.top, true, width, font_size);
  canvas.line(panel.left, panel.top, panel.right, panel.top, {.stroke = &axis_line});
}

/// What draw_axis_above takes.
inline double room_above(double font_size) { return std::ceil(font_size) + 10; }

/// The axis left of `panel`: grid lines across and numbers. The panel begins at least `room_for_numbers` from the left.
inline void draw_axis_left(Canvas& canvas, const Box& panel, const std::vector<Tick>& ticks, const Axis& axis,
                           double font_size, bool with_grid = true) {
  for (const Tick& tick : ticks) {
    const double y = axis.position(tick.value);
    if (with_grid) canvas.line(panel.left, y, panel.right, y, {.stroke = &grid});
    canvas.text(panel.left - 7, y + 0.35 * font_size, tick.text,
                {.size = font_size, .anchor = Anchor::end, .fill = &muted});
  }
}

/// What the numbers of draw_axis_left take.
inline double room_for_numbers(const std::vector<Tick>& ticks, double font_size) {
  return std::ceil(widest(ticks, font_size)) + 9;
}

/// The heading and the title of the axis to the left, lines at the top of the drawing. Returns where they end.
inline double draw_titles_above(Canvas& canvas, const PlotFrame& frame, std::string_view heading,
                                std::string_view axis_title) {
  double y = 0;
  if (!heading.empty())
    for (const std::string& line : wrapped_text(heading, frame.width - 2, frame.font_size() + 1, 3, true)) {
      y += 1.4 * (frame.font_size() + 1);
      canvas.text(1, y - 4, line, {.size = frame.font_size() + 1, .bold = true});
    }
  if (!axis_title.empty())
    for (const std::string& line : wrapped_text(axis_title, frame.width - 2, frame.font_size(), 3)) {
      y += 1.4 * frame.font_size();
      canvas.text(1, y - 4, line, {.size = frame.font_size()});
    }
  return y;
}

/// Says in the middle of `panel` that there is nothing to see.
inline void draw_empty(Canvas& canvas, const Box& panel, std::string_view why, double font_size) {
  const std::vector<std::string> lines =
      wrapped_text(why.empty() ? "nothing to show" : why, panel.width() - 8, font_size, 4);
  double y = (panel.top + panel.bottom) / 2 - 1.4 * font_size * (static_cast<double>(lines.size()) - 1) / 2;
  for (const std::string& line : lines) {
    canvas.text((panel.left + panel.right) / 2, y, line, {.size = font_size, .anchor = Anchor::middle, .fill = &muted});
    y += 1.4 * font_size;
  }
}

}  // namespace bicameral::svg
