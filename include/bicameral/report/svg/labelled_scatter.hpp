#pragma once
// Points with names: accuracy against training compute or parameters.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "bicameral/metrics/statistics.hpp"
#include "bicameral/report/svg/axis.hpp"
#include "bicameral/report/svg/key.hpp"
#include "bicameral/report/svg/label_placement.hpp"
#include "bicameral/report/svg/marks.hpp"
#include "bicameral/report/svg/spread.hpp"

namespace bicameral {

struct LabelledPoint {
  std::string label;
  double x = 0;
  double y = 0;
  std::optional<Interval> interval = {};  // of y
  std::size_t group = 0;                  // the colour and the mark
};

struct LabelledScatter {
  PlotText about;
  std::vector<LabelledPoint> points;
  std::vector<std::string> groups = {};  // their names, for the legend; empty: all points are alike
  std::string x_axis;
  std::string y_axis;
  svg::Scale x_scale = svg::Scale::logarithmic;
  std::string empty_text = "no results yet";
};

/// The chart as SVG. Points that would lie on one another stand side by side, 28 pixels from their x or 4.5 % of the
/// width at most. Names stand at their points where they have room there; else the points have numbers, and their names
/// stand below. Errors: a value that is not finite, an x not above zero on a logarithmic scale, a group without a name
/// where groups have names, as the frame's.
inline std::string draw(const LabelledScatter& chart, const PlotFrame& frame = {}) {
  using namespace svg;
  frame.check();
  const double size = frame.font_size();
  std::vector<double> xs;
  std::vector<double> ys;
  std::string numbers;
  for (const LabelledPoint& point : chart.points) {
    const std::string where = "LabelledScatter, " + in_quotes(point.label);
    check_plottable(where, point.x);
    check_plottable(where, point.y);
    if (!chart.groups.empty() && point.group >= chart.groups.size())
      fail(where, "a group below " + std::to_string(chart.groups.size()), std::to_string(point.group));
    xs.push_back(point.x);
    ys.push_back(point.y);
    if (point.interval) ys.insert(ys.end(), {point.interval->low, point.interval->high});
    numbers += (numbers.empty() ? "" : "; ") + point.label + ": " + short_text(point.y);
    if (point.interval)
      numbers += " (" + short_text(point.interval->low) + " to " + short_text(point.interval->high) + ")";
    numbers += " at " + short_text(point.x);
  }

  Canvas canvas;
  double y = draw_titles_above(canvas, frame, chart.about.heading, "");
  std::vector<LegendEntry> legend;
  for (std::size_t g = 0; g < chart.groups.size(); ++g)
    legend.push_back({.name = chart.groups[g], .paint = &series_paint(g), .mark = series_mark(g)});
  if (!legend.empty()) y = draw_legend(canvas, legend, y, frame) + 8;
  for (const std::string& line :
       chart.y_axis.empty() ? std::vector<std::string>{} : wrapped_text(chart.y_axis, frame.width - 2, size, 2)) {
    canvas.text(1, y + size, line, {.size = size});
    y += 1.4 * size;
  }
  y += 8;
  const double height = std::round(std::clamp(0.55 * frame.width, 260.0, 480.0));
  Box panel{40, y, frame.width - 10, y + height};
  if (chart.points.empty()) {
    draw_empty(canvas, panel, chart.empty_text, size);
    return canvas.document(frame, chart.about, chart.empty_text, panel.bottom + 4);
  }
  const Axis y_axis(range_of("LabelledScatter", ys, Scale::linear), Scale::linear, panel.bottom - 6, panel.top + 6);
  const std::vector<Tick> y_ticks = y_axis.ticks_upward();
  panel.left = room_for_numbers(y_ticks, size);
  const Axis x_axis(range_of("LabelledScatter", xs, chart.x_scale), chart.x_scale, panel.left + 6, panel.right - 6);
  draw_axis_left(canvas, panel, y_ticks, y_axis, size);
  const double below = draw_axis_below(canvas, panel, x_axis, chart.x_axis, frame.width, size);

  std::vector<SpreadPoint> crowded;
  for (const LabelledPoint& point : chart.points) {
    const double at = y_axis.position(point.y);
    crowded.push_back({x_axis.position(point.x), at, at - 6, at + 6});
    if (!point.interval) continue;
    crowded.back().top = std::min(at - 6, y_axis.position(point.interval->high) - 1);
    crowded.back().bottom = std::max(at + 6, y_axis.position(point.interval->low) + 1);
  }
  const std::vector<double> apart =
      spread_sideways(crowded, x_axis.from(), x_axis.to(), std::max(28.0, 0.045 * frame.width));
  std::vector<PointLabel> names;
  for (std::size_t i = 0; i < crowded.size(); ++i) {
    const Box box{apart[i] - 6, crowded[i].top, apart[i] + 6, crowded[i].bottom};
    names.push_back({.text = chart.points[i].label,
                     .x = apart[i],
                     .y = crowded[i].y,
                     .point = box,
                     .reach = 0.07 * frame.width,
                     .crossing = false});
  }
  const std::vector<NameOrNumber> shown = place_names_or_numbers(names, panel, size, frame.width);
  for (std::size_t i = 0; i < shown.size(); ++i)
    if (const auto& place = shown[i].place; place && place->apart)
      canvas.line(names[i].x, names[i].y, place->line_x, place->line_y, {.stroke = &axis_line});
  for (std::size_t i = 0; i < names.size(); ++i) {
    const LabelledPoint& point = chart.points[i];
    const Paint& paint = series_paint(point.group);
    if (point.interval)
      draw_whisker(canvas, names[i].x, y_axis.position(point.interval->low), names[i].x,
                   y_axis.position(point.interval->high), paint);
    draw_mark(canvas, names[i].x, names[i].y, series_mark(point.group), 4.5, {.fill = &paint});
  }
  std::vector<std::string> key;
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const auto& place = shown[i].place;
    if (place)
      canvas.text(place->x, place->y, shown[i].text, {.size = size, .anchor = place->anchor, .halo = true},
                  names[i].text);
    if (shown[i].numbered) key.push_back(names[i].text + (place ? "" : " (no room for its number)"));
  }
  double bottom = panel.bottom + below;
  if (!key.empty()) bottom = draw_key(canvas, key, bottom + 8, frame);
  return canvas.document(frame, chart.about, numbers + ".", bottom);
}

}  // namespace bicameral
