#pragma once
// Whether a network is right as often as it is sure: accuracy against confidence, and how often it is how sure.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "bicameral/report/svg/axis.hpp"
#include "bicameral/report/svg/marks.hpp"

namespace bicameral {

/// The answers whose confidence lies in (low, high].
struct ReliabilityBar {
  double low = 0;
  double high = 0;
  double accuracy = 0;    // of these answers; nothing is read where there are none
  double confidence = 0;  // their mean
  std::int64_t answers = 0;
};

struct ReliabilityDiagram {
  PlotText about;
  std::vector<ReliabilityBar> bars;
  std::string confidence_axis = "confidence";
  std::string accuracy_axis = "accuracy";
  std::string answers_axis = "answers";
  std::string empty_text = "no answers yet";
};

/// The chart as SVG. Errors: bars outside 0 to 1, a number of answers below zero, as the frame's.
inline std::string draw(const ReliabilityDiagram& chart, const PlotFrame& frame = {}) {
  using namespace svg;
  frame.check();
  const double size = frame.font_size();
  std::int64_t most = 0;
  std::string numbers;
  for (const ReliabilityBar& bar : chart.bars) {
    const auto share = [](double value) { return value >= 0 && value <= 1; };
    if (!(share(bar.low) && share(bar.high) && bar.low < bar.high))
      fail("ReliabilityDiagram", "bars between 0 and 1", number_text(bar.low) + " to " + number_text(bar.high));
    if (bar.answers < 0) fail("ReliabilityDiagram", "a number of answers", std::to_string(bar.answers));
    most = std::max(most, bar.answers);
    if (bar.answers == 0) continue;
    if (!share(bar.accuracy) || !share(bar.confidence))
      fail("ReliabilityDiagram", "accuracy and confidence from 0 to 1",
           number_text(bar.accuracy) + " and " + number_text(bar.confidence));
    numbers += (numbers.empty() ? "" : "; ") + std::to_string(bar.answers) + " answers of confidence " +
               short_text(bar.confidence) + ": accuracy " + short_text(bar.accuracy);
  }

  Canvas canvas;
  double y = draw_titles_above(canvas, frame, chart.about.heading, "");
  y = draw_legend(canvas,
                  {{.name = chart.accuracy_axis, .paint = &series_paint(0), .bar = true},
                   {.name = "perfectly calibrated", .paint = &muted, .line = true, .dashes = "5 4"}},
                  y, frame) +
      10;
  const double side = std::round(std::min(frame.width - 70, 400.0));
  Box panel{60, y, 0, y + side};
  const Axis y_axis({0, 1}, Scale::linear, panel.bottom, panel.top);
  if (most == 0) {
    panel.right = panel.left + side;
    draw_empty(canvas, panel, chart.empty_text, size);
    return canvas.document(frame, chart.about, chart.empty_text, panel.bottom + 4);
  }
  const Box below{0, panel.bottom + 1.9 * size + 10, 0, panel.bottom + 1.9 * size + 80};
  const Axis count_axis({0, 1.05 * static_cast<double>(most)}, Scale::linear, below.bottom, below.top);
  const std::vector<Tick> y_ticks = y_axis.ticks(6);
  const std::vector<Tick> count_ticks = count_axis.ticks(3);
  panel.left = std::max(room_for_numbers(y_ticks, size), room_for_numbers(count_ticks, size));
  panel.right = panel.left + side;
  const Box counts{panel.left, below.top, panel.right, below.bottom};
  const Axis x_axis({0, 1}, Scale::linear, panel.left, panel.right);
  draw_axis_left(canvas, panel, y_ticks, y_axis, size);
  draw_axis_left(canvas, counts, count_ticks, count_axis, size);
  for (const ReliabilityBar& bar : chart.bars) {
    if (bar.answers == 0) continue;
    const double left = x_axis.position(bar.low) + 0.5;
    const double right = x_axis.position(bar.high) - 0.5;
    canvas.rectangle({left, y_axis.position(bar.accuracy), right, panel.bottom},
                     {.fill = &series_paint(0), .opacity = 0.85});
    canvas.rectangle({left, count_axis.position(static_cast<double>(bar.answers)), right, counts.bottom},
                     {.fill = &area});
  }
  canvas.line(panel.left, panel.bottom, panel.right, panel.top, {.stroke = &muted, .width = 1.5, .dashes = "5 4"});
  canvas.rectangle(panel, {.stroke = &axis_line});
  canvas.text(1, counts.top - 10, shortened_text(chart.answers_axis, frame.width - 2, size), {.size = size},
              chart.answers_axis);
  const double reach = draw_axis_below(canvas, counts, x_axis, chart.confidence_axis, frame.width, size, false);
  return canvas.document(frame, chart.about, numbers + ".", counts.bottom + reach);
}

}  // namespace bicameral
