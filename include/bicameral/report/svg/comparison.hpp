#pragma once
// The comparison of all networks: a row for each, its fine and coarse accuracy as dots with intervals.

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
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
};

struct ComparisonChart {
  PlotText about;
  std::vector<ComparisonRow> rows;
  std::string axis = "accuracy (%)";
  std::string fine_name = "fine classes";
  std::string coarse_name = "coarse classes";
  std::string reported_name = "reported by the study";
  std::string empty_text = "no results yet";
};

namespace svg::svg_detail {

inline std::string told(const ComparedValue& value) {
  std::string text = short_text(value.value);
  if (value.interval) text += " (" + short_text(value.interval->low) + " to " + short_text(value.interval->high) + ")";
  if (value.reported) text += ", reported " + short_text(*value.reported);
  return text;
}

}  // namespace svg::svg_detail

/// The chart as SVG. Errors: a value that is not finite, an interval without its value in it, as the frame's.
inline std::string draw(const ComparisonChart& chart, const PlotFrame& frame = {}) {
  using namespace svg;
  frame.check();
  constexpr double lane = 6;  // fine above, coarse below the middle of a row
  struct Series {
    std::optional<ComparedValue> ComparisonRow::*member;
    std::string name;
    double offset;
    std::size_t number;
  };
  const Series series[] = {{&ComparisonRow::fine, chart.fine_name, -lane, 0},
                           {&ComparisonRow::coarse, chart.coarse_name, lane, 1}};

  std::vector<double> values;
  std::vector<std::string> labels;
  std::string numbers;
  bool any_reported[2] = {false, false};
  for (const ComparisonRow& row : chart.rows) {
    labels.push_back(row.label);
    numbers += (numbers.empty() ? "" : "; ") + row.label + ":";
    for (const Series& part : series)
      if (const auto& value = row.*part.member) {
        values.push_back(value->value);
        if (value->interval) {
          if (!(value->interval->low <= value->value && value->value <= value->interval->high))
            fail("ComparisonChart", "an interval that holds its value", "another one in " + in_quotes(row.label));
          values.insert(values.end(), {value->interval->low, value->interval->high});
        }
        if (value->reported) values.push_back(*value->reported);
        any_reported[part.number] = any_reported[part.number] || value->reported.has_value();
        check_plottable("ComparisonChart, " + in_quotes(row.label), value->value);
        numbers += " " + part.name + " " + svg_detail::told(*value);
      }
  }

  Canvas canvas;
  double y = draw_titles_above(canvas, frame, chart.about.heading, "");
  std::vector<LegendEntry> legend;
  for (const Series& part : series)
    legend.push_back({.name = part.name, .paint = &series_paint(part.number), .mark = series_mark(part.number)});
  for (const Series& part : series)
    if (any_reported[part.number])
      legend.push_back({.name = chart.reported_name + ": " + part.name,
                        .paint = &series_paint(part.number),
                        .mark = Mark::diamond,
                        .hollow = true});
  y = draw_legend(canvas, legend, y, frame) + 8;

  const double size = frame.font_size();
  const Rows rows(labels, 4 * lane, y, frame);
  const Box panel{rows.left(), rows.top(), frame.width - 8, rows.bottom()};
  if (values.empty()) {
    draw_empty(canvas, panel, chart.empty_text, size);
    if (!labels.empty()) rows.draw(canvas, panel.left);
    return canvas.document(frame, chart.about, chart.empty_text, rows.bottom() + 4);
  }
  const Axis axis(range_of("ComparisonChart", values, Scale::linear), Scale::linear, panel.left + 6, panel.right - 6);
  const double below = draw_axis_below(canvas, panel, axis, chart.axis, frame.width, size);
  rows.draw(canvas, panel.right);
  for (std::size_t i = 0; i < chart.rows.size(); ++i)
    for (const Series& part : series)
      if (const auto& value = chart.rows[i].*part.member) {
        const bool alone = !chart.rows[i].fine || !chart.rows[i].coarse;
        const double at = rows.middle(i) + (alone ? 0 : part.offset);
        const Paint& paint = series_paint(part.number);
        if (value->interval)
          draw_whisker(canvas, axis.position(value->interval->low), at, axis.position(value->interval->high), at,
                       paint);
        draw_mark(canvas, axis.position(value->value), at, series_mark(part.number), 4.5, {.fill = &paint});
        if (value->reported)
          draw_mark(canvas, axis.position(*value->reported), at, Mark::diamond, 4,
                    {.fill = &paper, .stroke = &paint, .width = 1.5});
      }
  return canvas.document(frame, chart.about, numbers + ".", panel.bottom + below);
}

}  // namespace bicameral
