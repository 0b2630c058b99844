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

/// The chart as SVG. Names stand at their points where all have room there; else the points have numbers, and the names
/// stand below. Errors: a value that is not finite, an x not above zero on a logarithmic scale, a group without a name
/// where groups have names, as the frame's.
inline std::string draw(const LabelledScatter& chart, const PlotFrame& frame = {}) {
  using namespace svg;
  frame.check();
  const double size = frame.font_size();
  std::vector<double> xs;
  std::vector<double> ys;
  std::vector<std::string> names;
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
    names.push_back(point.label);
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

  std::vector<double> at_x;
  std::vector<double> at_y;
  std::vector<Box> points;
  for (const LabelledPoint& point : chart.points) {
    at_x.push_back(x_axis.position(point.x));
    at_y.push_back(y_axis.position(point.y));
    points.push_back({at_x.back() - 6, at_y.back() - 6, at_x.back() + 6, at_y.back() + 6});
    if (point.interval) {
      points.back().top = std::min(points.back().top, y_axis.position(point.interval->high) - 1);
      points.back().bottom = std::max(points.back().bottom, y_axis.position(point.interval->low) + 1);
    }
  }
  auto places = place_labels(names, at_x, at_y, points, panel, size, 80);
  const bool named = std::all_of(places.begin(), places.end(), [](const auto& place) { return place.has_value(); });
  std::vector<std::string> shown = names;
  if (!named) {
    for (std::size_t i = 0; i < shown.size(); ++i) shown[i] = std::to_string(i + 1);
    places = place_labels(shown, at_x, at_y, points, panel, size, frame.width);
  }
  for (std::size_t i = 0; i < shown.size(); ++i)
    if (places[i] && places[i]->apart)
      canvas.line(at_x[i], at_y[i], places[i]->line_x, places[i]->line_y, {.stroke = &axis_line});
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const LabelledPoint& point = chart.points[i];
    const Paint& paint = series_paint(point.group);
    if (point.interval)
      draw_whisker(canvas, at_x[i], y_axis.position(point.interval->low), at_x[i],
                   y_axis.position(point.interval->high), paint);
    draw_mark(canvas, at_x[i], at_y[i], series_mark(point.group), 4.5, {.fill = &paint});
  }
  for (std::size_t i = 0; i < shown.size(); ++i)
    if (places[i])
      canvas.text(places[i]->x, places[i]->y, shown[i], {.size = size, .anchor = places[i]->anchor, .halo = true},
                  names[i]);
    else
      names[i] += " (no room for its number)";
  double bottom = panel.bottom + below;
  if (!named) bottom = draw_key(canvas, names, bottom + 8, frame);
  return canvas.document(frame, chart.about, numbers + ".", bottom);
}

}  // namespace bicameral
