#pragma once
// Pieces of a page.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bicameral/core/error.hpp"
#include "bicameral/report/escape.hpp"

namespace bicameral {

/// Markup that is whole and escaped, so that a text cannot be taken for it by mistake.
struct Html {
  std::string markup;
};

inline Html operator+(Html a, const Html& b) {
  a.markup += b.markup;
  return a;
}

/// A paragraph.
inline Html html_paragraph(std::string_view text) { return {"<p>" + escape_text(text) + "</p>\n"}; }

/// The sentence that a reader should take away.
inline Html html_answer(std::string_view text) { return {"<p class=\"answer\">" + escape_text(text) + "</p>\n"}; }

/// A remark in small print.
inline Html html_note(std::string_view text) { return {"<p class=\"note\">" + escape_text(text) + "</p>\n"}; }

/// A heading below that of a section; the greater the level, the lower. Errors: a level that is not 3 to 6.
inline Html html_heading(std::string_view text, int level = 3) {
  if (level < 3 || level > 6) fail("html_heading", "a level from 3 to 6", std::to_string(level));
  const std::string name = "h" + std::to_string(level);
  return {"<" + name + ">" + escape_text(text) + "</" + name + ">\n"};
}

/// Commands or a file as they are, line by line; long lines break.
inline Html html_code(std::string_view text) { return {"<pre><code>" + escape_text(text) + "</code></pre>\n"}; }

/// Points of a list.
inline Html html_list(const std::vector<std::string>& points) {
  std::string markup;
  for (const std::string& point : points) markup += "<li>" + escape_text(point) + "</li>\n";
  return {points.empty() ? "" : "<ul>\n" + markup + "</ul>\n"};
}

/// Names and what they are, for settings and the like.
inline Html html_definitions(const std::vector<std::pair<std::string, std::string>>& definitions) {
  std::string markup;
  for (const auto& [name, value] : definitions)
    markup += "<div><dt>" + escape_text(name) + "</dt><dd>" + escape_text(value) + "</dd></div>\n";
  return {definitions.empty() ? "" : "<dl>\n" + markup + "</dl>\n"};
}

/// What is read only by those who ask for it; printed as it stands on the screen. `summary` is what one opens.
inline Html html_details(std::string_view summary, const Html& content) {
  return {"<details><summary>" + escape_text(summary) + "</summary>\n" + content.markup + "</details>\n"};
}

/// The same where what one opens is a heading.
inline Html html_details(const Html& heading, const Html& content) {
  return {"<details><summary>" + heading.markup + "</summary>\n" + content.markup + "</details>\n"};
}

}  // namespace bicameral
