#pragma once
// Texts of users and files within HTML and SVG.

#include <string>
#include <string_view>

#include "bicameral/core/utf8.hpp"

namespace bicameral {
namespace report_detail {

/// What neither XML 1.0 nor HTML allows in a document, not even written as a number.
constexpr bool is_forbidden_in_markup(char32_t code) {
  const bool control = (code < 0x20 && code != '\t' && code != '\n') || (code >= 0x7F && code < 0xA0);
  const bool noncharacter = (code & 0xFFFEu) == 0xFFFEu || (code >= 0xFDD0 && code <= 0xFDEF);
  return control || noncharacter;
}

inline std::string escaped(std::string_view text, bool attribute) {
  std::string result;
  result.reserve(text.size());
  while (!text.empty()) {
    const auto [code, bytes] = first_utf8_character(text);
    const std::string_view character = text.substr(0, bytes == 0 ? 1 : bytes);
    text.remove_prefix(character.size());
    if (code == '\r' && bytes == 1) {  // a line end, as both formats read it
      if (text.empty() || text.front() != '\n') result += attribute ? "&#10;" : "\n";
    } else if (bytes == 0 || is_forbidden_in_markup(code)) {
      append_utf8(result, 0xFFFD);
    } else if (code == '&') {
      result += "&amp;";
    } else if (code == '<') {
      result += "&lt;";
    } else if (code == '>') {
      result += "&gt;";
    } else if (code == '"' && attribute) {
      result += "&quot;";
    } else if (code == '\'' && attribute) {
      result += "&#39;";
    } else if (code == '\n' && attribute) {  // an unescaped one would be read as a space
      result += "&#10;";
    } else if (code == '\t' && attribute) {
      result += "&#9;";
    } else {
      result += character;
    }
  }
  return result;
}

}  // namespace report_detail

/// `text` as the content of an element in HTML or XML: it shows as it is and is never read as markup.
/// Ensures well-formed UTF-8 without characters that the formats forbid: what is neither becomes U+FFFD, a byte or a
/// character each. Line ends become line feeds. Not for the content of <script> and <style>.
inline std::string escape_text(std::string_view text) { return report_detail::escaped(text, false); }

/// The same for the value of an attribute, between quotes of either kind; line ends and tabs are kept.
inline std::string escape_attribute(std::string_view text) { return report_detail::escaped(text, true); }

}  // namespace bicameral
