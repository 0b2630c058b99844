#pragma once
// A table of texts, with aligned columns for the terminal or as Markdown.

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bicameral/core/error.hpp"
#include "bicameral/core/utf8.hpp"

namespace bicameral {

/// Rows under a header. A column stands right if every cell in it is empty, "-" or begins like a number, else left.
class Table {
 public:
  /// Requires at least one column.
  explicit Table(std::vector<std::string> header) : header_(std::move(header)) {
    if (header_.empty()) fail("Table", "at least one column", "none");
  }

  /// Throws Error unless there is one cell per column.
  void add_row(std::vector<std::string> cells) {
    if (cells.size() != header_.size())
      fail("Table::add_row", std::to_string(header_.size()) + " cells", std::to_string(cells.size()));
    rows_.push_back(std::move(cells));
  }

  std::size_t rows() const { return rows_.size(); }
  const std::vector<std::string>& header() const { return header_; }
  const std::vector<std::vector<std::string>>& cells() const { return rows_; }
  /// Which columns stand right.
  std::vector<bool> right_columns() const {
    std::vector<bool> right(header_.size(), !rows_.empty());
    for (const auto& row : rows_)
      for (std::size_t c = 0; c < row.size(); ++c) right[c] = right[c] && like_number(row[c]);
    return right;
  }

  /// Lines with columns aligned, two spaces apart, and a rule under the header. Line feeds in cells become spaces.
  std::string text() const {
    const auto plain = [](std::string_view cell) {
      std::string result(cell);
      std::replace_if(
          result.begin(), result.end(), [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
      return result;
    };
    return lines(plain, "", "  ", "", [](std::size_t width, bool) { return std::string(width, '-'); });
  }

  /// A Markdown table; its source is aligned too. Bars in cells are escaped, line feeds become <br>.
  std::string markdown() const {
    const auto escaped = [](std::string_view cell) {
      std::string result;
      for (const char c : cell) {
        if (c == '|') result += '\\';
        if (c == '\n')
          result += "<br>";
        else if (c != '\r')
          result += c;
      }
      return result;
    };
    return lines(escaped, "| ", " | ", " |", [](std::size_t width, bool right) {
      return std::string(std::max(width, std::size_t{2}) - 1, '-') + (right ? ":" : "-");
    });
  }

 private:
  static bool like_number(std::string_view cell) {
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    if (cell.empty() || cell == "-" || digit(cell[0])) return true;
    const bool sign = std::string_view("-+.<").find(cell[0]) != std::string_view::npos;
    return sign && cell.size() > 1 && (digit(cell[1]) || cell[1] == '.');
  }

  template <class Change, class Rule>
  std::string lines(const Change& change, std::string_view before, std::string_view between, std::string_view after,
                    const Rule& rule) const {
    std::vector<std::vector<std::string>> all{header_};
    all.insert(all.end(), rows_.begin(), rows_.end());
    const std::size_t columns = header_.size();
    std::vector<std::size_t> widths(columns, 2);
    const std::vector<bool> right = right_columns();
    for (std::size_t row = 0; row < all.size(); ++row)
      for (std::size_t c = 0; c < columns; ++c) {
        all[row][c] = change(all[row][c]);
        widths[c] = std::max(widths[c], display_width(all[row][c]));
      }
    std::string text;
    const auto add_line = [&](const std::vector<std::string>& cells) {
      std::string line(before);
      for (std::size_t c = 0; c < columns; ++c) {
        const std::string padding(widths[c] - std::min(widths[c], display_width(cells[c])), ' ');
        line += (c == 0 ? "" : std::string(between)) + (right[c] ? padding + cells[c] : cells[c] + padding);
      }
      line += after;
      line.erase(line.find_last_not_of(' ') + 1);
      text += line + "\n";
    };
    add_line(all.front());
    std::vector<std::string> rules;
    for (std::size_t c = 0; c < columns; ++c) rules.push_back(rule(widths[c], right[c]));
    add_line(rules);
    for (std::size_t row = 1; row < all.size(); ++row) add_line(all[row]);
    return text;
  }

  std::vector<std::string> header_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace bicameral
