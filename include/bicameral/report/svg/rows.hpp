#pragma once
// Rows with labels of any length: beside the rows where there is room, else above each.

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "bicameral/report/svg/canvas.hpp"

namespace bicameral::svg {

/// Where the rows of a chart lie.
class Rows {
 public:
  /// One row for each label, with `content` pixels of height for what is drawn in it.
  Rows(const std::vector<std::string>& labels, double content, double top, const PlotFrame& frame)
      : frame_(frame), left_(2), top_(top) {
    const double size = frame.font_size();
    double column = frame.width - 4;
    if (!frame.narrow()) {
      column = 0;
      for (const std::string& label : labels) column = std::max(column, text_width(label, size));
      column = std::min(column, 0.4 * frame.width);
      left_ = column + 14;
    }
    double y = top;
    for (const std::string& label : labels) {
      Row row{label, wrapped_text(label, column, size, 3), y, 0, 0};
      const double text = line_height() * static_cast<double>(row.lines.size());
      if (frame.narrow()) {
        row.middle = y + text + 4 + content / 2;
        row.bottom = row.middle + content / 2 + 6;
      } else {
        row.bottom = y + std::max(content, text) + 12;
        row.middle = (row.top + row.bottom) / 2;
      }
      y = row.bottom;
      rows_.push_back(std::move(row));
    }
    bottom_ = labels.empty() ? top + 80 : y;
  }

  /// Where rows begin from the left, and where they begin and end.
  double left() const { return left_; }
  double top() const { return top_; }
  double bottom() const { return bottom_; }
  /// The middle of what is drawn in a row.
  double middle(std::size_t row) const { return rows_[row].middle; }

  /// The labels, and lines between the rows as far as `right`.
  void draw(Canvas& canvas, double right) const {
    const double size = frame_.font_size();
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      const Row& row = rows_[i];
      if (i > 0) canvas.line(0, row.top, right, row.top, {.stroke = &grid});
      const double lines = static_cast<double>(row.lines.size());
      double y = frame_.narrow() ? row.top + size + 3 : row.middle - line_height() * (lines - 1) / 2 + 0.35 * size;
      for (const std::string& line : row.lines) {
        const bool whole = row.lines.size() == 1;
        canvas.text(frame_.narrow() ? 2 : left_ - 10, y, line,
                    {.size = size, .anchor = frame_.narrow() ? Anchor::start : Anchor::end, .halo = frame_.narrow()},
                    whole || &line == &row.lines.back() ? row.label : line);
        y += line_height();
      }
    }
  }

 private:
  struct Row {
    std::string label;
    std::vector<std::string> lines;
    double top;
    double middle;
    double bottom;
  };

  double line_height() const { return 1.25 * frame_.font_size(); }

  PlotFrame frame_;
  std::vector<Row> rows_;
  double left_;
  double top_;
  double bottom_ = 0;
};

}  // namespace bicameral::svg
