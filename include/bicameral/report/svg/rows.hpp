#pragma once
// Rows with labels of any length: beside the rows where there is room, else above each.

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "bicameral/report/svg/canvas.hpp"

namespace bicameral::svg {

/// What Rows may be told besides the labels.
struct RowsLook {
  double gap = 12;  // between what is drawn in two rows, where labels stand beside them
  /// For each row the name of what it belongs to; empty: rows are all alike. Where the name changes there is more space
  /// and a stronger line, and the name stands left of the labels, or above them.
  std::vector<std::string> groups = {};
};

/// Where the rows of a chart lie.
class Rows {
 public:
  /// One row for each label, with `content` pixels of height for what is drawn in it.
  Rows(const std::vector<std::string>& labels, double content, double top, const PlotFrame& frame,
       const RowsLook& look = {})
      : frame_(frame), left_(2), top_(top) {
    const double size = frame.font_size();
    double column = frame.width - 4;
    if (!frame.narrow()) {
      column = std::min(widest(labels, size), 0.4 * frame.width);
      const double names = std::min(widest(look.groups, size), 0.16 * frame.width);
      gutter_ = names > 0 ? std::ceil(names) + 10 : 0;
      left_ = gutter_ + column + 14;
    }
    double y = top;
    for (std::size_t i = 0; i < labels.size(); ++i) {
      Row row{.label = labels[i], .lines = wrapped_text(labels[i], column, size, 3)};
      row.begins = !look.groups.empty() && (i == 0 || look.groups[i] != look.groups[i - 1]);
      if (row.begins) row.group = look.groups[i];
      if (row.begins && i > 0) y += group_gap;
      row.top = y;
      const double text = line_height() * static_cast<double>(row.lines.size());
      if (frame.narrow()) {
        row.label_top = y + (row.group.empty() ? 0 : line_height());
        row.middle = row.label_top + text + 4 + content / 2;
        row.bottom = row.middle + content / 2 + 6;
      } else {
        row.bottom = y + std::max(content, text) + look.gap;
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
    for (const Row& row : rows_) {
      if (&row != &rows_.front()) draw_line_above(canvas, row, right);
      if (!row.group.empty()) draw_group(canvas, row);
      draw_label(canvas, row);
    }
  }

 private:
  struct Row {
    std::string label;
    std::vector<std::string> lines;
    std::string group = {};  // at its first row
    bool begins = false;     // a group, with a name or without
    double top = 0;
    double label_top = 0;  // where labels stand above
    double middle = 0;
    double bottom = 0;
  };

  static constexpr double group_gap = 7;

  double line_height() const { return 1.25 * frame_.font_size(); }
  /// The baseline of the first line of the label.
  double first_baseline(const Row& row) const {
    const double size = frame_.font_size();
    if (frame_.narrow()) return row.label_top + size + 3;
    return row.middle - line_height() * (static_cast<double>(row.lines.size()) - 1) / 2 + 0.35 * size;
  }

  void draw_line_above(Canvas& canvas, const Row& row, double right) const {
    if (row.begins)
      canvas.line(0, row.top - group_gap / 2, right, row.top - group_gap / 2, {.stroke = &area});
    else
      canvas.line(gutter_, row.top, right, row.top, {.stroke = &grid});
  }
  void draw_group(Canvas& canvas, const Row& row) const {
    const double size = frame_.font_size();
    const bool above = frame_.narrow();
    const double room = above ? frame_.width - 4 : gutter_ - 10;
    canvas.text(above ? 2 : 0, above ? row.top + size + 3 : first_baseline(row),
                shortened_text(row.group, room, size, above),
                {.size = size, .fill = &muted, .bold = above, .halo = above}, row.group);
  }
  void draw_label(Canvas& canvas, const Row& row) const {
    double y = first_baseline(row);
    for (const std::string& line : row.lines) {
      const bool whole = row.lines.size() == 1;
      canvas.text(frame_.narrow() ? 2 : left_ - 10, y, line,
                  {.size = frame_.font_size(),
                   .anchor = frame_.narrow() ? Anchor::start : Anchor::end,
                   .halo = frame_.narrow()},
                  whole || &line == &row.lines.back() ? row.label : line);
      y += line_height();
    }
  }

  PlotFrame frame_;
  std::vector<Row> rows_;
  double gutter_ = 0;  // for the names of groups
  double left_;
  double top_;
  double bottom_ = 0;
};

}  // namespace bicameral::svg
