#pragma once
// The comparison of all networks: a row for each, its fine and coarse accuracy as dots with intervals.

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bicameral/metrics/statistics.hpp"
#include "bicameral/report/svg/axis.hpp"
#include "bicameral/report/svg/marks.hpp"
#include "bicameral/report/svg/rows.hpp"

namespace bicameral {

/// A measured value, where it may lie, and what others reported where that can be compared.
struct ComparedValue {
  double value = 0;
  std::optional<Interval> interval = {};
  std::optional<double> reported = {};
};

struct ComparisonRow {
  std::string label;
  std::optional<ComparedValue> fine = {};
  std::optional<ComparedValue> coarse = {};
  std::string group = {};  // neighbours with the same stand together, and its name at the first of them
};

struct ComparisonChart {
  PlotText about;
  std::vector<ComparisonRow> rows;
  std::optional<std::size_t> reference = {};  // the row whose values are led past all others by thin lines
  std::string axis = "accuracy (%)";
  std::string fine_name = "fine classes";
  std::string coarse_name = "coarse classes";
  std::string reported_name = "reported by the study";
  std::string empty_text = "no results yet";
};

namespace svg::svg_detail {

inline constexpr double comparison_lane = 5;  // fine so far above, coarse so far below the middle of a row
inline constexpr std::string_view reference_dashes = "2 3";

/// One of the two values of a row.
struct ComparedSeries {
  std::optional<ComparedValue> ComparisonRow::*value;
  std::string ComparisonChart::*name;
  std::size_t number;
  double offset;
};
inline constexpr std::array<ComparedSeries, 2> compared_series{
    {{&ComparisonRow::fine, &ComparisonChart::fine_name, 0, -comparison_lane},
     {&ComparisonRow::coarse, &ComparisonChart::coarse_name, 1, comparison_lane}}};

inline std::string told(const ComparedValue& value) {
  std::string text = short_text(value.value);
  if (value.interval) text += " (" + short_text(value.interval->low) + " to " + short_text(value.interval->high) + ")";
  if (value.reported) text += ", reported " + short_text(*value.reported);
  return text;
}

/// All rows in words.
inline std::string told(const ComparisonChart& chart) {
  std::string text;
  for (const ComparisonRow& row : chart.rows) {
    text += (text.empty() ? "" : "; ") + row.label + ":";
    for (const ComparedSeries& series : compared_series)
      if (const auto& value = row.*series.value) text += " " + chart.*series.name + " " + told(*value);
  }
  return text + ".";
}

/// Everything that the axis must reach; throws what `draw` throws.
inline std::vector<double> checked_values(const ComparisonChart& chart) {
  if (chart.reference && *chart.reference >= chart.rows.size())
    fail("ComparisonChart", "a reference below " + std::to_string(chart.rows.size()), std::to_string(*chart.reference));
  std::vector<double> values;
  for (const ComparisonRow& row : chart.rows)
    for (const ComparedSeries& series : compared_series) {
      const auto& value = row.*series.value;
      if (!value) continue;
      check_plottable("ComparisonChart, " + in_quotes(row.label), value->value);
      values.push_back(value->value);
      if (value->reported) values.push_back(*value->reported);
      if (!value->interval) continue;
      if (!(value->interval->low <= value->value && value->value <= value->interval->high))
        fail("ComparisonChart", "an interval that holds its value", "another one in " + in_quotes(row.label));
      values.insert(values.end(), {value->interval->low, value->interval->high});
    }
  return values;
}

inline std::vector<LegendEntry> legend_of(const ComparisonChart& chart) {
  std::vector<LegendEntry> legend;
  for (const ComparedSeries& series : compared_series)
    legend.push_back(
        {.name = chart.*series.name, .paint = &series_paint(series.number), .mark = series_mark(series.number)});
  for (const ComparedSeries& series : compared_series)
    if (std::any_of(chart.rows.begin(), chart.rows.end(),
                    [&](const ComparisonRow& row) { return row.*series.value && (row.*series.value)->reported; }))
      legend.push_back({.name = chart.reported_name + ": " + chart.*series.name,
                        .paint = &series_paint(series.number),
                        .mark = Mark::diamond,
                        .hollow = true});
  if (chart.reference)
    legend.push_back(
        {.name = chart.rows[*chart.reference].label, .paint = &muted, .line = true, .dashes = reference_dashes});
  return legend;
}

/// The values of the reference, from top to bottom.
inline void draw_reference(Canvas& canvas, const ComparisonRow& row, const Axis& axis, const Box& panel) {
  for (const ComparedSeries& series : compared_series)
    if (const auto& value = row.*series.value) {
      const double x = axis.position(value->value);
      canvas.line(x, panel.top, x, panel.bottom, {.stroke = &series_paint(series.number), .dashes = reference_dashes});
    }
}

/// The values of one row; a single one in its middle.
inline void draw_values(Canvas& canvas, const ComparisonRow& row, const Axis& axis, double middle) {
  const bool alone = !row.fine || !row.coarse;
  for (const ComparedSeries& series : compared_series)
    if (const auto& value = row.*series.value) {
      const double y = middle + (alone ? 0 : series.offset);
      const Paint& paint = series_paint(series.number);
      if (value->interval)
        draw_whisker(canvas, axis.position(value->interval->low), y, axis.position(value->interval->high), y, paint);
      draw_mark(canvas, axis.position(value->value), y, series_mark(series.number), 4.5, {.fill = &paint});
      if (value->reported)
        draw_mark(canvas, axis.position(*value->reported), y, Mark::diamond, 4,
                  {.fill = &paper, .stroke = &paint, .width = 1.5});
    }
}

}  // namespace svg::svg_detail

/// The chart as SVG. Of many rows the axis has its numbers above too. Errors: a value that is not finite, an interval
/// without its value in it, a reference that is no row, as the frame's.
inline std::string draw(const ComparisonChart& chart, const PlotFrame& frame = {}) {
  using namespace svg;
  constexpr std::size_t many = 12;
  frame.check();
  const std::vector<double> values = svg_detail::checked_values(chart);
  std::vector<std::string> labels;
  RowsLook look{.gap = 3};
  for (const ComparisonRow& row : chart.rows) {
    labels.push_back(row.label);
    look.groups.push_back(row.group);
  }
  const double size = frame.font_size();
  const bool numbers_above = chart.rows.size() > many && !values.empty();

  Canvas canvas;
  double y = draw_titles_above(canvas, frame, chart.about.heading, "");
  y = draw_legend(canvas, svg_detail::legend_of(chart), y, frame) + 8;
  if (numbers_above) y += room_above(size);
  const Rows rows(labels, 4 * svg_detail::comparison_lane, y, frame, look);
  const Box panel{rows.left(), rows.top(), frame.width - 8, rows.bottom()};
  if (values.empty()) {
    draw_empty(canvas, panel, chart.empty_text, size);
    if (!labels.empty()) rows.draw(canvas, panel.left);
    return canvas.document(frame, chart.about, chart.empty_text, rows.bottom() + 4);
  }
  const Axis axis(range_of("ComparisonChart", values, Scale::linear), Scale::linear, panel.left + 6, panel.right - 6);
  const double below = draw_axis_below(canvas, panel, axis, chart.axis, frame.width, size);
  if (numbers_above) draw_axis_above(canvas, panel, axis, frame.width, size);
  if (chart.reference) svg_detail::draw_reference(canvas, chart.rows[*chart.reference], axis, panel);
  rows.draw(canvas, panel.right);
  for (std::size_t i = 0; i < chart.rows.size(); ++i)
    svg_detail::draw_values(canvas, chart.rows[i], axis, rows.middle(i));
  return canvas.document(frame, chart.about, svg_detail::told(chart), panel.bottom + below);
}

}  // namespace bicameral
