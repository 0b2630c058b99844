#pragma once
// What the colours of a drawing mean.

#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>

#include "bicameral/report/svg/axis.hpp"
#include "bicameral/report/svg/colour_scale.hpp"

namespace bicameral::svg {

/// A bar of all colours from `left` to `right`, its numbers, and what they are. Returns where it ends.
inline double draw_colour_bar(Canvas& canvas, const ColourScale& scale, std::string_view name, double left,
                              double right, double top, const PlotFrame& frame) {
  const double size = frame.font_size();
  double y = top;
  for (const std::string& line : wrapped_text(name, frame.width - left, size, 3)) {
    canvas.text(left, y + size, line, {.size = size});
    y += 1.4 * size;
  }
  y += 2;
  std::string gradient = "<defs><linearGradient id=\"" + frame.id + "-colours\">";
  constexpr int steps = 16;
  for (int i = 0; i <= steps; ++i)
    gradient += "<stop offset=\"" + coordinate(i * 100.0 / steps) + "%\" stop-color=\"" +
                hex_text(scale.at_share(static_cast<double>(i) / steps)) + "\"/>";
  const Box bar{left, y, right, y + 10};
  canvas.markup(gradient + "</linearGradient></defs>\n<rect x=\"" + coordinate(bar.left) + "\" y=\"" +
                coordinate(bar.top) + "\" width=\"" + coordinate(bar.width()) + "\" height=\"10\" fill=\"url(#" +
                frame.id + "-colours)\"/>\n");
  double free_from = -size;
  for (const Tick& tick : linear_ticks(scale.range(), 5)) {
    const double x = left + scale.share(tick.value) * bar.width();
    const double half = text_width(tick.text, size) / 2;
    const double middle = std::clamp(x, half, frame.width - half);
    if (middle - half < free_from) continue;
    canvas.line(x, bar.bottom, x, bar.bottom + 4, {.stroke = &axis_line});
    canvas.text(middle, bar.bottom + 5 + size, tick.text, {.size = size, .anchor = Anchor::middle, .fill = &muted});
    free_from = middle + half + 0.6 * size;
  }
  return bar.bottom + 8 + size;
}

}  // namespace bicameral::svg
