#pragma once
// A square table of numbers as colours: which class is taken for which.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "bicameral/report/svg/axis.hpp"
#include "bicameral/report/svg/colour_bar.hpp"
#include "bicameral/report/svg/key.hpp"

namespace bicameral {

struct HeatMap {
  PlotText about;
  std::size_t size = 0;        // rows, and columns
  std::vector<double> values;  // [row][column]; NaN where there is nothing to say, and clear there
  std::vector<std::string>
      labels;  // as many as rows, or for groups of as many rows each: 20 names for 100 fine classes
  std::string row_axis = "true class";
  std::string column_axis = "predicted class";
  std::string value_axis = "share of the true class";
  bool square_root = true;             // colours by the square root, which shows rare mistakes
  std::optional<double> highest = {};  // the value of the last colour; without it the largest one
  std::string empty_text = "no results yet";
};

/// The chart as SVG. Rows carry numbers and names, columns the numbers; where names have no room they stand below.
/// Cells are a picture by the frame's encoder from 40 rows on, if it has one. Errors: a table that is not square, an
/// infinite or negative value, labels that do not divide the rows, as the frame's.
inline std::string draw(const HeatMap& chart, const PlotFrame& frame = {}) {
  using namespace svg;
  frame.check();
  const std::size_t rows = chart.size;
  if (rows > 4096) fail("HeatMap", "at most 4096 rows", std::to_string(rows));
  if (chart.values.size() != rows * rows)
    fail("HeatMap", std::to_string(rows * rows) + " values", std::to_string(chart.values.size()));
  if (!chart.labels.empty() && rows % chart.labels.size() != 0)
    fail("HeatMap", "labels for equal groups of " + std::to_string(rows) + " rows",
         std::to_string(chart.labels.size()));
  double highest = 0;
  for (const double value : chart.values) {
    if (std::isnan(value)) continue;
    check_plottable("HeatMap", value);
    if (value < 0) fail("HeatMap", "no value below zero", number_text(value));
    highest = std::max(highest, value);
  }
  if (chart.highest) highest = *chart.highest;
  const ColourScale scale({0, highest > 0 ? highest : 1}, chart.square_root);

  Canvas canvas;
  const double size = frame.font_size();
  double y = draw_titles_above(canvas, frame, chart.about.heading, "") + 4;
  std::vector<std::string> numbered;
  for (std::size_t i = 0; i < chart.labels.size(); ++i)
    numbered.push_back(std::to_string(i + 1) + "  " + chart.labels[i]);
  // Names beside the rows where both they and the cells have room.
  const double longest = widest(numbered, size);
  const double number = text_width(std::to_string(chart.labels.size()), size);
  const bool named = !chart.labels.empty() && longest < 0.42 * frame.width;
  const double labels = chart.labels.empty() ? 0 : (named ? longest : number) + 8;
  const double title = 1.6 * size;
  Box panel{title + labels, y + (chart.labels.empty() ? 0 : size + 6), 0, 0};
  double side = std::floor(std::min(frame.width - panel.left - 2, 560.0));
  // Cells of whole pixels, unless these would leave much room unused.
  const auto sides = static_cast<double>(rows);
  if (rows > 0 && std::floor(side / sides) * sides > 0.85 * side) side = std::floor(side / sides) * sides;
  panel.right = panel.left + side;
  panel.bottom = panel.top + side;
  if (rows == 0) {
    draw_empty(canvas, panel, chart.empty_text, size);
    return canvas.document(frame, chart.about, chart.empty_text, panel.bottom + 2);
  }

  const double cell = side / sides;
  canvas.rectangle(panel, {.stroke = &axis_line});
  if (rows >= 40 && frame.png) {
    Raster raster = Raster::of(static_cast<int>(rows), static_cast<int>(rows), 4);
    for (std::size_t i = 0; i < chart.values.size(); ++i) {
      if (std::isnan(chart.values[i])) continue;
      const Rgb colour = scale.colour(chart.values[i]);
      std::uint8_t* pixel = raster.pixels.data() + 4 * i;
      pixel[0] = colour.red;
      pixel[1] = colour.green;
      pixel[2] = colour.blue;
      pixel[3] = 255;
    }
    canvas.picture(panel, frame.png(raster));
  } else {
    // One rectangle for neighbours in a row that look the same.
    for (std::size_t row = 0; row < rows; ++row)
      for (std::size_t begin = 0, end = 0; begin < rows; begin = end) {
        const auto colour = [&](std::size_t column) {
          const double value = chart.values[row * rows + column];
          return std::isnan(value) ? std::string() : hex_text(scale.colour(value));
        };
        const std::string same = colour(begin);
        for (end = begin + 1; end < rows && colour(end) == same;) ++end;
        if (same.empty()) continue;
        canvas.markup("<rect x=\"" + coordinate(panel.left + static_cast<double>(begin) * cell) + "\" y=\"" +
                      coordinate(panel.top + static_cast<double>(row) * cell) + "\" width=\"" +
                      coordinate(static_cast<double>(end - begin) * cell) + "\" height=\"" + coordinate(cell) +
                      "\" shape-rendering=\"crispEdges\" fill=\"" + same + "\"/>\n");
      }
  }
  const double group = chart.labels.empty() ? 0 : side / static_cast<double>(chart.labels.size());
  const auto every = chart.labels.empty() ? 1 : static_cast<std::size_t>(std::ceil(std::max(number + 4, 1.0) / group));
  const auto every_row = chart.labels.empty() ? 1 : static_cast<std::size_t>(std::ceil(1.1 * size / group));
  for (std::size_t i = 0; i < chart.labels.size(); ++i) {
    const double middle = (static_cast<double>(i) + 0.5) * group;
    const TextLook look{.size = size, .anchor = Anchor::end, .fill = &muted};
    if (i % every_row == 0)
      canvas.text(panel.left - 6, panel.top + middle + 0.35 * size, named ? numbered[i] : std::to_string(i + 1), look,
                  chart.labels[i]);
    if (i % every == 0)
      canvas.text(panel.left + middle, panel.top - 5, std::to_string(i + 1),
                  {.size = size, .anchor = Anchor::middle, .fill = &muted}, chart.labels[i]);
  }
  canvas.text(size, (panel.top + panel.bottom) / 2, shortened_text(chart.row_axis, side, size),
              {.size = size, .anchor = Anchor::middle, .upwards = true}, chart.row_axis);
  double bottom = panel.bottom + 1.5 * size;
  canvas.text((panel.left + panel.right) / 2, bottom, shortened_text(chart.column_axis, side, size),
              {.size = size, .anchor = Anchor::middle}, chart.column_axis);
  bottom = draw_colour_bar(canvas, scale, chart.value_axis, panel.left, panel.right, bottom + 8, frame);
  if (!chart.labels.empty() && (!named || every_row > 1)) bottom = draw_key(canvas, chart.labels, bottom + 8, frame);

  double diagonal = 0;
  std::size_t known = 0;
  for (std::size_t i = 0; i < rows; ++i)
    if (!std::isnan(chart.values[i * rows + i])) {
      diagonal += chart.values[i * rows + i];
      ++known;
    }
  std::string numbers = std::to_string(rows) + " by " + std::to_string(rows) + " cells";
  if (known > 0) numbers += "; mean of the diagonal " + short_text(diagonal / static_cast<double>(known));
  return canvas.document(frame, chart.about, numbers + ".", bottom + 2);
}

}  // namespace bicameral
