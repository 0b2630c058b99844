#pragma once
// Tables of a page.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "bicameral/report/escape.hpp"
#include "bicameral/report/html/fragment.hpp"
#include "bicameral/report/table.hpp"

namespace bicameral {

/// `table` with its caption above. It scrolls within itself where it is wider than the page; its first column names the
/// rows, and columns of numbers stand right, as in Table. Line feeds in cells begin new lines, which
/// are smaller and muted.
inline Html html_table(const Table& table, std::string_view caption) {
  const std::vector<bool> right = table.right_columns();
  const auto cell = [&](std::size_t column, const std::string& text, std::string_view element, std::string_view scope) {
    std::string inner = escape_text(text.substr(0, text.find('\n')));
    for (std::size_t at = text.find('\n'); at != std::string::npos;) {
      const std::size_t end = text.find('\n', at + 1);
      inner += "<br/><span class=\"second\">" + escape_text(text.substr(at + 1, end - at - 1)) + "</span>";
      at = end;
    }
    return "<" + std::string(element) + (scope.empty() ? "" : " scope=\"" + std::string(scope) + "\"") +
           (right[column] ? " class=\"number\"" : "") + ">" + inner + "</" + std::string(element) + ">";
  };
  std::string markup = "<figure class=\"table\"><figcaption>" + escape_text(caption) +
                       "</figcaption>\n<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"" +
                       escape_attribute(caption) + "\"><table>\n<thead><tr>";
  for (std::size_t c = 0; c < table.header().size(); ++c) markup += cell(c, table.header()[c], "th", "col");
  markup += "</tr></thead>\n<tbody>\n";
  for (const auto& row : table.cells()) {
    markup += "<tr>";
    for (std::size_t c = 0; c < row.size(); ++c)
      markup += c == 0 ? cell(c, row[c], "th", "row") : cell(c, row[c], "td", "");
    markup += "</tr>\n";
  }
  return {markup + "</tbody>\n</table></div></figure>\n"};
}

}  // namespace bicameral
