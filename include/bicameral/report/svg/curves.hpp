#pragma once
// Curves over epochs, several in one drawing.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "bicameral/report/svg/axis.hpp"
#include "bicameral/report/svg/marks.hpp"

namespace bicameral {

/// Points (x, y), in the order of x. A y that is not finite, as the loss of a run that went astray, is a gap; a point
/// between two gaps, which no line shows, has a mark.
struct Curve {
  std::string name;
  std::vector<double> x;
  std::vector<double> y;
  std::optional<std::size_t> marked = {};  // the point with a ring, of the best epoch for instance
  std::optional<std::size_t> series = {};  // its look, the same in several charts; else its place in the list
};

struct CurvesChart {
  PlotText about;
  std::vector<Curve> curves;
  std::string x_axis = "epoch";
  std::string y_axis = "";
  svg::Scale y_scale = svg::Scale::linear;
  std::string marked_name = "best epoch";
  std::string empty_text = "no epoch yet";
};

/// The chart as SVG. Errors: an x that is not finite, as many x as y, a marked point that is not there, a y not above
/// zero on a logarithmic scale, as the frame's.
inline std::string draw(const CurvesChart& chart, const PlotFrame& frame = {}) {
  using namespace svg;
  frame.check();
  const double size = frame.font_size();
  std::vector<double> xs;
  std::vector<double> ys;
  std::string numbers;
  bool any_marked = false;
  for (const Curve& curve : chart.curves) {
    if (curve.x.size() != curve.y.size())
      fail("CurvesChart, " + in_quotes(curve.name), std::to_string(curve.x.size()) + " values of y",
           std::to_string(curve.y.size()));
    if (curve.marked && *curve.marked >= curve.x.size())
      fail("CurvesChart, " + in_quotes(curve.name), "a marked point below " + std::to_string(curve.x.size()),
           std::to_string(*curve.marked));
    any_marked = any_marked || curve.marked.has_value();
    std::optional<double> last;
    for (std::size_t i = 0; i < curve.x.size(); ++i) {
      xs.push_back(curve.x[i]);
      if (!std::isfinite(curve.y[i])) continue;
      ys.push_back(curve.y[i]);
      last = curve.y[i];
    }
    numbers += (numbers.empty() ? "" : "; ") + curve.name + ", " + std::to_string(curve.x.size()) + " points" +
               (last ? ", last " + short_text(*last) : std::string());
  }

  Canvas canvas;
  double y = draw_titles_above(canvas, frame, chart.about.heading, "");
  std::vector<LegendEntry> legend;
  const auto look = [&](std::size_t i) { return chart.curves[i].series.value_or(i); };
  for (std::size_t i = 0; i < chart.curves.size(); ++i)
    legend.push_back({.name = chart.curves[i].name,
                      .paint = &series_paint(look(i)),
                      .mark = series_mark(look(i)),
                      .line = true,
                      .dashes = series_dashes(look(i))});
  if (any_marked) legend.push_back({.name = chart.marked_name, .paint = &muted, .mark = Mark::circle, .hollow = true});
  y = draw_legend(canvas, legend, y, frame) + 8;
  if (!chart.y_axis.empty())
    for (const std::string& line : wrapped_text(chart.y_axis, frame.width - 2, size, 2)) {
      canvas.text(1, y + size, line, {.size = size});
      y += 1.4 * size;
    }
  y += 8;
  const double height = std::round(std::clamp(0.45 * frame.width, 180.0, 420.0));
  Box panel{40, y, frame.width - 10, y + height};
  if (ys.empty()) {
    draw_empty(canvas, panel, chart.empty_text, size);
    return canvas.document(frame, chart.about, chart.empty_text, panel.bottom + 4);
  }
  const Axis y_axis(range_of("CurvesChart", ys, chart.y_scale), chart.y_scale, panel.bottom, panel.top);
  const std::vector<Tick> y_ticks = y_axis.ticks_upward();
  panel.left = room_for_numbers(y_ticks, size);
  const bool whole = std::all_of(xs.begin(), xs.end(), [](double x) { return x == std::round(x); });
  const Axis x_axis(range_of("CurvesChart", xs, Scale::linear), Scale::linear, panel.left, panel.right, whole);
  draw_axis_left(canvas, panel, y_ticks, y_axis, size);
  const double below = draw_axis_below(canvas, panel, x_axis, chart.x_axis, frame.width, size, false);

  for (std::size_t c = 0; c < chart.curves.size(); ++c) {
    const Curve& curve = chart.curves[c];
    const Paint& paint = series_paint(look(c));
    std::string data;
    bool drawing = false;
    std::size_t shown = 0;
    for (std::size_t i = 0; i < curve.x.size(); ++i) {
      const bool there = std::isfinite(curve.y[i]);
      if (there) {
        data += (drawing ? "L" : "M") + coordinate(x_axis.position(curve.x[i])) + " " +
                coordinate(y_axis.position(curve.y[i]));
        ++shown;
      }
      drawing = there;
    }
    if (shown > 0) canvas.path(data, {.stroke = &paint, .width = 2, .dashes = series_dashes(look(c))});
    // A mark at every point if these are few, else at some of them, for those who see no colours.
    const std::size_t stride = std::max<std::size_t>(1, curve.x.size() / 10);
    const auto gap_at = [&](std::size_t i) { return i >= curve.y.size() || !std::isfinite(curve.y[i]); };
    for (std::size_t i = 0; i < curve.x.size(); ++i) {
      if (gap_at(i)) continue;
      const bool ring = curve.marked == i;
      const bool alone = (i == 0 || gap_at(i - 1)) && gap_at(i + 1);
      if (ring)
        draw_mark(canvas, x_axis.position(curve.x[i]), y_axis.position(curve.y[i]), Mark::circle, 6.5,
                  {.fill = &paper, .stroke = &paint, .width = 1.5});
      if (ring || alone || i % stride == stride / 2)
        draw_mark(canvas, x_axis.position(curve.x[i]), y_axis.position(curve.y[i]), series_mark(look(c)), 3.2,
                  {.fill = &paint});
    }
  }
  return canvas.document(frame, chart.about, numbers + ".", panel.bottom + below);
}

}  // namespace bicameral
