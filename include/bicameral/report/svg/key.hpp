#pragma once
// Numbers in a drawing and the names that they stand for, below it.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "bicameral/report/svg/canvas.hpp"

namespace bicameral::svg {

/// Numbers and names of points in columns, the numbers as they stand in the drawing. Returns where they end.
inline double draw_key(Canvas& canvas, const std::vector<std::string>& names, double top, const PlotFrame& frame) {
  const double size = frame.font_size();
  const double number = text_width(std::to_string(names.size()), size) + 8;
  const double wanted = widest(names, size) + number + 16;
  const std::size_t columns = static_cast<std::size_t>(std::clamp(std::floor((frame.width + 16) / wanted), 1.0, 4.0));
  const double column = (frame.width + 16) / static_cast<double>(columns);
  const std::size_t rows = (names.size() + columns - 1) / columns;
  double lowest = top;
  std::size_t next = 0;
  for (std::size_t c = 0; c < columns; ++c) {
    double y = top;
    for (std::size_t r = 0; r < rows && next < names.size(); ++r, ++next) {
      canvas.text(static_cast<double>(c) * column + number - 8, y + size, std::to_string(next + 1),
                  {.size = size, .anchor = Anchor::end, .fill = &muted});
      for (const std::string& line : wrapped_text(names[next], column - number - 16, size, 3)) {
        canvas.text(static_cast<double>(c) * column + number, y + size, line, {.size = size});
        y += 1.35 * size;
      }
    }
    lowest = std::max(lowest, y);
  }
  return lowest + 0.3 * size;
}

}  // namespace bicameral::svg
