#pragma once
// Bars in groups, lying, so that names have room: what each half of a brain does for each task, for instance.

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "bicameral/metrics/statistics.hpp"
#include "bicameral/report/svg/axis.hpp"
#include "bicameral/report/svg/marks.hpp"
#include "bicameral/report/svg/rows.hpp"

namespace bicameral {

struct BarValue {
  double value = 0;
  std::optional<Interval> interval = {};
};

/// A name and a bar for each series; one without a value is left out.
struct BarGroup {
  std::string label;
  std::vector<std::optional<BarValue>> bars;
};

struct GroupedBars {
  PlotText about;
  std::vector<std::string> series;
  std::vector<BarGroup> groups;
  std::string axis = "";
  int digits = 3;  // of the numbers at the bars
  std::string empty_text = "no results yet";
};

/// The chart as SVG. Bars begin at zero. Errors: a value that is not finite, a group with another number of bars than
/// there are series, as the frame's.
inline std::string draw(const GroupedBars& chart, const PlotFrame& frame = {}) {
  using namespace svg;
  frame.check();
  const double size = frame.font_size();
  std::vector<double> values;
  std::vector<std::string> labels;
  std::string numbers;
  double widest_number = 0;
  bool negative = false;
  for (const BarGroup& group : chart.groups) {
    if (group.bars.size() != chart.series.size())
      fail("GroupedBars", std::to_string(chart.series.size()) + " bars in a group", std::to_string(group.bars.size()));
    labels.push_back(group.label);
    numbers += (numbers.empty() ? "" : "; ") + group.label + ":";
    for (std::size_t s = 0; s < group.bars.size(); ++s)
      if (const auto& bar = group.bars[s]) {
        check_plottable("GroupedBars, " + in_quotes(group.label), bar->value);
        values.push_back(bar->value);
        if (bar->interval) values.insert(values.end(), {bar->interval->low, bar->interval->high});
        const std::string text = short_text(bar->value, chart.digits);
        widest_number = std::max(widest_number, text_width(text, size));
        numbers += " " + chart.series[s] + " " + text;
      }
  }
  for (const double value : values) negative = negative || value < 0;

  Canvas canvas;
  double y = draw_titles_above(canvas, frame, chart.about.heading, "");
  std::vector<LegendEntry> legend;
  for (std::size_t s = 0; s < chart.series.size(); ++s)
    legend.push_back({.name = chart.series[s], .paint = &series_paint(s), .bar = true});
  y = draw_legend(canvas, legend, y, frame) + 8;

  const double thick = 1.15 * size;
  const Rows rows(labels, thick * static_cast<double>(std::max<std::size_t>(chart.series.size(), 1)), y, frame);
  const Box panel{rows.left(), rows.top(), frame.width - 8, rows.bottom()};
  if (values.empty()) {
    draw_empty(canvas, panel, chart.empty_text, size);
    if (!labels.empty()) rows.draw(canvas, panel.left);
    return canvas.document(frame, chart.about, chart.empty_text, rows.bottom() + 4);
  }
  values.push_back(0);
  Range range = range_of("GroupedBars", values, Scale::linear);
  if (!negative) range.low = 0;
  const double room = widest_number + 8;  // for the number behind the longest bar
  const Axis axis(range, Scale::linear, panel.left + (negative ? room : 0), panel.right - room);
  const double below = draw_axis_below(canvas, panel, axis, chart.axis, frame.width, size);
  rows.draw(canvas, panel.right);
  for (std::size_t i = 0; i < chart.groups.size(); ++i) {
    double top = rows.middle(i) - thick * static_cast<double>(chart.series.size()) / 2;
    for (std::size_t s = 0; s < chart.series.size(); ++s, top += thick)
      if (const auto& bar = chart.groups[i].bars[s]) {
        const double zero = axis.position(0);
        double end = axis.position(bar->value);
        const double middle = top + thick / 2;
        canvas.rectangle({std::min(zero, end), top + 1, std::max(zero, end), top + thick - 1},
                         {.fill = &series_paint(s)});
        if (bar->interval) {
          const double low = axis.position(bar->interval->low);
          const double high = axis.position(bar->interval->high);
          draw_whisker(canvas, low, middle, high, middle, ink);
          end = bar->value < 0 ? std::min(end, low) : std::max(end, high);
        }
        const bool left = bar->value < 0;
        canvas.text(left ? end - 5 : end + 5, middle + 0.35 * size, short_text(bar->value, chart.digits),
                    {.size = size, .anchor = left ? Anchor::end : Anchor::start, .fill = &muted, .halo = true});
      }
  }
  canvas.line(axis.position(0), panel.top, axis.position(0), panel.bottom, {.stroke = &axis_line});
  return canvas.document(frame, chart.about, numbers + ".", panel.bottom + below);
}

}  // namespace bicameral
