#pragma once
// Marks of series, with whiskers for intervals, and the legend that explains them.

#include <algorithm>
#include <array>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bicameral/report/svg/canvas.hpp"

namespace bicameral::svg {

enum class Mark { circle, square, triangle, diamond, down, cross, star };

/// Series differ in shape as well as in colour.
constexpr Mark series_mark(std::size_t series) { return static_cast<Mark>(series % series_paints.size()); }

/// Series after the seventh, whose colours come again, differ by their dashes.
constexpr std::string_view series_dashes(std::size_t series) {
  constexpr std::array<std::string_view, 4> dashes = {"", "6 3", "2 3", "8 3 2 3"};
  return dashes[series / series_paints.size() % dashes.size()];
}

/// A mark about `2 * radius` wide.
inline void draw_mark(Canvas& canvas, double x, double y, Mark mark, double radius, const Look& look) {
  const auto polygon = [&](std::initializer_list<std::array<double, 2>> corners) {
    std::string data;
    for (const auto& corner : corners)
      data +=
          (data.empty() ? "M" : "L") + coordinate(x + radius * corner[0]) + " " + coordinate(y + radius * corner[1]);
    canvas.path(data + "Z", look);
  };
  switch (mark) {
    case Mark::circle:
      canvas.circle(x, y, radius, look);
      break;
    case Mark::square:
      polygon({{-0.9, -0.9}, {0.9, -0.9}, {0.9, 0.9}, {-0.9, 0.9}});
      break;
    case Mark::triangle:
      polygon({{0, -1.15}, {1.1, 0.8}, {-1.1, 0.8}});
      break;
    case Mark::diamond:
      polygon({{0, -1.3}, {1.3, 0}, {0, 1.3}, {-1.3, 0}});
      break;
    case Mark::down:
      polygon({{0, 1.15}, {1.1, -0.8}, {-1.1, -0.8}});
      break;
    case Mark::cross:
      polygon({{-0.35, -1.1},
               {0.35, -1.1},
               {0.35, -0.35},
               {1.1, -0.35},
               {1.1, 0.35},
               {0.35, 0.35},
               {0.35, 1.1},
               {-0.35, 1.1},
               {-0.35, 0.35},
               {-1.1, 0.35},
               {-1.1, -0.35},
               {-0.35, -0.35}});
      break;
    case Mark::star:
      polygon({{0, -1.35},
               {0.34, -0.46},
               {1.28, -0.42},
               {0.54, 0.18},
               {0.79, 1.09},
               {0, 0.57},
               {-0.79, 1.09},
               {-0.54, 0.18},
               {-1.28, -0.42},
               {-0.34, -0.46}});
      break;
  }
}

/// A line between two places of an axis with short ends across it.
inline void draw_whisker(Canvas& canvas, double x1, double y1, double x2, double y2, const Paint& paint,
                         double half_end = 3) {
  const Look look{.stroke = &paint, .width = 1.5};
  const double across_x = y1 == y2 ? 0 : half_end;
  const double across_y = y1 == y2 ? half_end : 0;
  canvas.line(x1, y1, x2, y2, look);
  canvas.line(x1 - across_x, y1 - across_y, x1 + across_x, y1 + across_y, look);
  canvas.line(x2 - across_x, y2 - across_y, x2 + across_x, y2 + across_y, look);
}

/// One entry of a legend.
struct LegendEntry {
  std::string name;
  const Paint* paint = &ink;
  std::optional<Mark> mark = {};
  bool hollow = false;
  bool line = false;
  std::string_view dashes = {};
  bool bar = false;
};

/// The entries in rows as wide as the drawing, names that are longer in several lines. Returns where they end.
inline double draw_legend(Canvas& canvas, const std::vector<LegendEntry>& entries, double y, const PlotFrame& frame) {
  const double size = frame.font_size();
  const double row = 1.5 * size;
  double x = 0;
  double bottom = y;
  double row_top = y;
  for (const LegendEntry& entry : entries) {
    const double before = entry.line ? 30 : 18;
    const std::vector<std::string> lines = wrapped_text(entry.name, frame.width - before, size, 3);
    const double width = before + widest(lines, size);
    if (x > 0 && x + width > frame.width) {
      x = 0;
      row_top = bottom;
    }
    const double middle = row_top + row / 2;
    if (entry.line)
      canvas.line(x + 1, middle, x + 25, middle, {.stroke = entry.paint, .width = 2, .dashes = entry.dashes});
    if (entry.bar) canvas.rectangle({x + 1, middle - 5, x + 12, middle + 5}, {.fill = entry.paint});
    if (entry.mark) {
      const double center = x + (entry.line ? 13 : 7);
      if (entry.hollow)
        draw_mark(canvas, center, middle, *entry.mark, 4.5, {.fill = &paper, .stroke = entry.paint, .width = 1.5});
      else
        draw_mark(canvas, center, middle, *entry.mark, 4.5, {.fill = entry.paint});
    }
    double baseline = middle + 0.35 * size;
    for (const std::string& line : lines) {
      canvas.text(x + before, baseline, line, {.size = size}, lines.size() == 1 ? std::string_view(entry.name) : line);
      baseline += 1.3 * size;
    }
    bottom = std::max(bottom, row_top + row + 1.3 * size * (static_cast<double>(lines.size()) - 1));
    x += width + 16;
  }
  return bottom;
}

}  // namespace bicameral::svg
