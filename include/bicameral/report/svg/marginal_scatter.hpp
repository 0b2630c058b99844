#pragma once
// Very many points with the histograms of both their values, coloured by a third: similarity on the left, on the right
// and in both together.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "bicameral/report/svg/axis.hpp"
#include "bicameral/report/svg/colour_bar.hpp"
#include "bicameral/report/svg/point_cells.hpp"

namespace bicameral {

struct MarginalScatter {
  PlotText about;
  std::span<const float> x;
  std::span<const float> y;
  std::span<const float> colour;
  std::string x_axis;
  std::string y_axis;
  std::string colour_axis;
  std::optional<svg::Range> x_range = {};  // to be shown at least, so that several plots can be compared
  std::optional<svg::Range> y_range = {};
  std::optional<svg::Range> colour_range = {};
  std::string points_name = "points";
  std::string empty_text = "no points in this case";
};

namespace svg::svg_detail {

/// The values' range, and `wanted` besides; a margin only where nothing is wanted. Errors: a value that is not finite.
inline Range shown_range(const std::string& where, std::span<const float> values, const std::optional<Range>& wanted) {
  std::vector<double> ends;
  if (!values.empty()) {
    ends = {values[0], values[0]};
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (!std::isfinite(values[i]))
        fail("MarginalScatter", "finite values of " + where, number_text(values[i]) + " at point " + std::to_string(i));
      ends[0] = std::min<double>(ends[0], values[i]);
      ends[1] = std::max<double>(ends[1], values[i]);
    }
  }
  if (!wanted) return ends.empty() ? Range{} : range_of("MarginalScatter", ends, Scale::linear);
  Range range = *wanted;
  if (!(range.low < range.high)) fail("MarginalScatter", "a range of " + where + " from low to high", "another one");
  if (!ends.empty()) range = {std::min(range.low, ends[0]), std::max(range.high, ends[1])};
  return range;
}

inline std::string told(const std::string& axis, std::span<const float> values) {
  if (values.empty()) return "";
  std::vector<float> sorted(values.begin(), values.end());
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
  std::nth_element(sorted.begin(), middle, sorted.end());
  double median = *middle;
  if (sorted.size() % 2 == 0) median = (median + *std::max_element(sorted.begin(), middle)) / 2;
  return "; median of " + (axis.empty() ? "an axis" : axis) + " " + short_text(median);
}

}  // namespace svg::svg_detail

/// The chart as SVG, square. Up to 400 points are dots; more become a picture of cells by the frame's encoder, whose
/// number does not grow with that of the points, or, without an encoder, at most 4000 dots, every so many points one.
/// Histograms count all points. Errors: values that are not finite, as many x, y and colours, as the frame's.
inline std::string draw(const MarginalScatter& chart, const PlotFrame& frame = {}) {
  using namespace svg;
  frame.check();
  if (chart.y.size() != chart.x.size() || chart.colour.size() != chart.x.size())
    fail("MarginalScatter", std::to_string(chart.x.size()) + " values of y and of colour",
         std::to_string(chart.y.size()) + " and " + std::to_string(chart.colour.size()));
  const double size = frame.font_size();
  const Range x_range = svg_detail::shown_range("x", chart.x, chart.x_range);
  const Range y_range = svg_detail::shown_range("y", chart.y, chart.y_range);
  const ColourScale scale = point_colours(svg_detail::shown_range("colour", chart.colour, chart.colour_range));

  Canvas canvas;
  const double y = draw_titles_above(canvas, frame, chart.about.heading, "") + 2;
  const double margin = std::round(0.13 * std::min(frame.width, 560.0));  // of the histograms
  const double title = chart.y_axis.empty() ? 0 : 1.5 * size;
  const double numbers = room_for_numbers(linear_ticks(y_range, 11), size);  // of the most that there may be
  Box panel{title + numbers, y + margin + 4, 0, 0};
  const double side = std::floor(std::min(frame.width - panel.left - margin - 6, 480.0));
  panel.right = panel.left + side;
  panel.bottom = panel.top + side;
  const Axis x_axis(x_range, Scale::linear, panel.left, panel.right);
  const Axis y_axis(y_range, Scale::linear, panel.bottom, panel.top);

  draw_axis_left(canvas, panel, y_axis.ticks_upward(), y_axis, size);
  double bottom = panel.bottom + draw_axis_below(canvas, panel, x_axis, chart.x_axis, frame.width, size);
  canvas.rectangle(panel, {.stroke = &axis_line});
  if (!chart.y_axis.empty())
    canvas.text(size, (panel.top + panel.bottom) / 2, shortened_text(chart.y_axis, side + margin, size),
                {.size = size, .anchor = Anchor::middle, .upwards = true}, chart.y_axis);

  const std::size_t count = chart.x.size();
  const bool as_cells = count > 400 && frame.png != nullptr;
  if (count == 0) {
    draw_empty(canvas, panel, chart.empty_text, size);
  } else if (as_cells) {
    const int cells = std::clamp(static_cast<int>(side / 2), 60, 240);
    canvas.picture(panel, frame.png(point_cells(chart.x, chart.y, chart.colour, x_range, y_range, scale, cells)));
  } else {
    const std::size_t shown = std::min<std::size_t>(count, 4000);
    for (std::size_t i = 0; i < shown; ++i) {
      const std::size_t point = i * count / shown;
      canvas.markup("<circle cx=\"" + coordinate(x_axis.position(chart.x[point])) + "\" cy=\"" +
                    coordinate(y_axis.position(chart.y[point])) + "\" r=\"2.2\" fill-opacity=\"0.8\" fill=\"" +
                    hex_text(scale.colour(chart.colour[point])) + "\"/>\n");
    }
  }
  if (count > 0) {
    constexpr int bins = 40;
    const double thick = side / bins;
    const auto bars = [&](std::span<const float> values, Range range, bool across) {
      const std::vector<std::int64_t> counts = histogram(values, range, bins);
      const auto most = static_cast<double>(*std::max_element(counts.begin(), counts.end()));
      for (int b = 0; b < bins; ++b) {
        const double length = static_cast<double>(counts[static_cast<std::size_t>(b)]) / most * margin;
        if (length == 0) continue;
        const double at = b * thick;
        if (across)
          canvas.rectangle({panel.left + at, panel.top - 3 - length, panel.left + at + thick - 0.5, panel.top - 3},
                           {.fill = &area});
        else
          canvas.rectangle(
              {panel.right + 3, panel.bottom - at - thick + 0.5, panel.right + 3 + length, panel.bottom - at},
              {.fill = &area});
      }
    };
    bars(chart.x, x_range, true);
    bars(chart.y, y_range, false);
    const std::string name = chart.colour_axis + (as_cells ? "; fainter: fewer " + chart.points_name : std::string());
    bottom = draw_colour_bar(canvas, scale, name, panel.left, panel.right, bottom + 6, frame);
  }
  std::string told = std::to_string(count) + " " + chart.points_name + svg_detail::told(chart.x_axis, chart.x) +
                     svg_detail::told(chart.y_axis, chart.y) + svg_detail::told(chart.colour_axis, chart.colour);
  return canvas.document(frame, chart.about, count == 0 ? chart.empty_text : told + ".", bottom + 2);
}

}  // namespace bicameral
