#pragma once
// How wide a text is drawn at most, known without the font.

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "bicameral/core/utf8.hpp"

namespace bicameral::svg {

/// The width of `text` at a font size, from above: the advances of DejaVu Sans, which is as wide as Verdana and wider
/// than the other fonts that a browser may take for sans-serif; the widest letter's for what is not ASCII, but for a
/// few signs.
inline double text_width(std::string_view text, double font_size, bool bold = false) {
  // Advances of the characters from space to tilde in hundredths of the font size, rounded up.
  constexpr std::array<unsigned char, 95> advances = {
      32, 41, 46, 84, 64, 96, 78, 28, 40,  40, 50, 84, 32, 37, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64,
      64, 64, 34, 34, 84, 84, 84, 54, 100, 69, 69, 70, 78, 64, 58, 78, 76, 30, 30, 66, 56, 87, 75, 79,
      61, 79, 70, 64, 62, 74, 69, 99, 69,  62, 69, 40, 34, 40, 84, 50, 50, 62, 64, 55, 64, 62, 36, 64,
      64, 28, 28, 58, 28, 98, 64, 62, 64,  64, 42, 53, 40, 64, 60, 82, 60, 60, 53, 64, 34, 64, 84};
  double hundredths = 0;
  while (!text.empty()) {
    const auto [code, bytes] = first_utf8_character(text);
    const std::string_view character = text.substr(0, bytes == 0 ? 1 : bytes);
    if (bytes == 1 && code >= ' ' && code <= '~')
      hundredths += advances[static_cast<std::size_t>(code - ' ')];
    else if (code == 0x2212 || code == 0xB1)  // minus, plus-minus
      hundredths += 84;
    else if (bytes == 2 && code >= 0xA0 && code < 0x100)  // Western Europe's letters
      hundredths += 100;
    else
      hundredths += 145 * static_cast<double>(display_width(character));
    text.remove_prefix(character.size());
  }
  constexpr double bolder = 1.27;  // the most that a letter of DejaVu Sans Bold is wider
  return hundredths / 100 * font_size * (bold ? bolder : 1);
}

/// `text` if it is no wider than `width`, else its longest beginning that is with an ellipsis.
inline std::string shortened_text(std::string_view text, double width, double font_size, bool bold = false) {
  if (text_width(text, font_size, bold) <= width) return std::string(text);
  const std::string ellipsis = "\xE2\x80\xA6";
  std::string_view shown;
  for (std::size_t columns = 1;; ++columns) {
    const std::string_view next = first_columns(text, columns);
    if (next.size() >= text.size() || text_width(std::string(next) + ellipsis, font_size, bold) > width) break;
    shown = next;
  }
  while (!shown.empty() && shown.back() == ' ') shown.remove_suffix(1);
  return std::string(shown) + ellipsis;
}

/// `text` broken at spaces into lines no wider than `width`; what is longer without a space is shortened, and so is the
/// last of `most` lines. At least one line. Line feeds and tabs count as spaces.
inline std::vector<std::string> wrapped_text(std::string_view text, double width, double font_size,
                                             std::size_t most = 9, bool bold = false) {
  std::vector<std::string> words;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find_first_of(" \n\r\t", begin), text.size());
    if (end > begin) words.emplace_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  std::vector<std::string> lines(1);
  for (const std::string& word : words) {
    std::string& line = lines.back();
    const std::string longer = line.empty() ? word : line + " " + word;
    if (line.empty() || text_width(longer, font_size, bold) <= width || lines.size() == most)
      line = longer;
    else
      lines.push_back(word);
  }
  for (std::string& line : lines) line = shortened_text(line, width, font_size, bold);
  return lines;
}

/// The widest of some lines.
inline double widest(const std::vector<std::string>& lines, double font_size, bool bold = false) {
  double width = 0;
  for (const std::string& line : lines) width = std::max(width, text_width(line, font_size, bold));
  return width;
}

}  // namespace bicameral::svg
