#pragma once
// Very many points as a picture: cells that know how many points lie in them and what these have in common.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "bicameral/report/raster.hpp"
#include "bicameral/report/svg/colour_scale.hpp"

namespace bicameral::svg {

/// The cell of `cells` equal ones that a value of the range lies in; its upper end belongs to the last one.
inline int cell_of(double value, Range range, int cells) {
  const double share = (value - range.low) / (range.high - range.low);
  return std::clamp(static_cast<int>(std::floor(share * cells)), 0, cells - 1);
}

/// How many values lie in each of `bins` equal parts of the range.
inline std::vector<std::int64_t> histogram(std::span<const float> values, Range range, int bins) {
  std::vector<std::int64_t> counts(static_cast<std::size_t>(bins));
  for (const float value : values) ++counts[static_cast<std::size_t>(cell_of(value, range, bins))];
  return counts;
}

/// A picture of `cells` x `cells`, the highest y on top: the colour of a cell is that of the mean of its points' third
/// values, its opacity grows with the logarithm of their number; empty cells are clear. The same for every order of the
/// points but for rounding. Requires as many x, y and colours, all within their ranges.
inline Raster point_cells(std::span<const float> x, std::span<const float> y, std::span<const float> colour,
                          Range x_range, Range y_range, const ColourScale& colours, int cells) {
  struct Cell {
    std::int64_t points = 0;
    double sum = 0;
  };
  std::vector<Cell> table(static_cast<std::size_t>(cells) * static_cast<std::size_t>(cells));
  std::int64_t most = 1;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const int row = cells - 1 - cell_of(y[i], y_range, cells);
    Cell& cell = table[static_cast<std::size_t>(row) * static_cast<std::size_t>(cells) +
                       static_cast<std::size_t>(cell_of(x[i], x_range, cells))];
    ++cell.points;
    cell.sum += colour[i];
    most = std::max(most, cell.points);
  }
  Raster raster = Raster::of(cells, cells, 4);
  for (int row = 0; row < cells; ++row)
    for (int column = 0; column < cells; ++column) {
      const Cell& cell =
          table[static_cast<std::size_t>(row) * static_cast<std::size_t>(cells) + static_cast<std::size_t>(column)];
      if (cell.points == 0) continue;
      const auto points = static_cast<double>(cell.points);
      const Rgb mean = colours.colour(cell.sum / points);
      const double density = std::log1p(points) / std::log1p(static_cast<double>(most));
      std::uint8_t* pixel = raster.at(column, row);
      pixel[0] = mean.red;
      pixel[1] = mean.green;
      pixel[2] = mean.blue;
      pixel[3] = static_cast<std::uint8_t>(std::lround(255 * (0.4 + 0.6 * density)));
    }
  return raster;
}

}  // namespace bicameral::svg
