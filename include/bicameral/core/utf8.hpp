#pragma once
// Just enough UTF-8 to refuse what is not, and to line up columns.

#include <cstddef>
#include <string>
#include <string_view>

namespace bicameral {

/// One character read from the front of a text.
struct Utf8Character {
  char32_t code = 0;
  std::size_t bytes = 0;  // 0: the text does not begin with well-formed UTF-8
};

/// The first character of `text`. Requires that it is not empty.
/// Not well-formed are overlong forms, surrogates, numbers above U+10FFFF and characters cut short.
/// Source: the Unicode standard, table 3-7.
constexpr Utf8Character first_utf8_character(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned lead = byte(0);
  if (lead < 0x80) return {static_cast<char32_t>(lead), 1};
  const std::size_t bytes = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < bytes) return {};
  char32_t code = lead & (0x7Fu >> bytes);
  for (std::size_t i = 1; i < bytes; ++i) {
    if ((byte(i) & 0xC0u) != 0x80u) return {};
    code = (code << 6) | (byte(i) & 0x3Fu);
  }
  const bool overlong = code < (bytes == 4 ? 0x10000u : bytes == 3 ? 0x800u : 0x80u);
  if (overlong || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return {};
  return {code, bytes};
}

/// Whether the whole text is well-formed.
constexpr bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t bytes = first_utf8_character(text).bytes;
    if (bytes == 0) return false;
    text.remove_prefix(bytes);
  }
  return true;
}

/// Appends the UTF-8 form of `code`. Requires a character number, not a surrogate.
inline void append_utf8(std::string& text, char32_t code) {
  const auto add = [&](char32_t byte) { text += static_cast<char>(static_cast<unsigned char>(byte)); };
  const auto follow = [&](int shift) { add(0x80u | ((code >> shift) & 0x3Fu)); };
  if (code < 0x80) return add(code);
  if (code < 0x800) {
    add(0xC0u | (code >> 6));
  } else if (code < 0x10000) {
    add(0xE0u | (code >> 12));
    follow(6);
  } else {
    add(0xF0u | (code >> 18));
    follow(12);
    follow(6);
  }
  follow(0);
}

/// Columns that a terminal needs for `text`: one per character, none for combining marks, two for East Asian wide
/// characters (the large blocks of them), one for every byte that is no UTF-8.
constexpr std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const auto [code, bytes] = first_utf8_character(text);
    const auto within = [c = code](char32_t low, char32_t high) { return c >= low && c <= high; };
    const bool combining = within(0x300, 0x36F) || within(0x200B, 0x200F) || within(0xFE00, 0xFE0F);
    const bool wide = within(0x1100, 0x115F) || within(0x2E80, 0xA4CF) || within(0xAC00, 0xD7A3) ||
                      within(0xF900, 0xFAFF) || within(0xFF00, 0xFF60) || within(0x1F300, 0x1F64F) ||
                      within(0x1F900, 0x1F9FF) || within(0x20000, 0x3FFFD);
    width += combining ? 0 : wide ? 2 : 1;
    text.remove_prefix(bytes == 0 ? 1 : bytes);
  }
  return width;
}

/// The longest beginning of `text` that is no wider than `columns`; it never ends within a character.
constexpr std::string_view first_columns(std::string_view text, std::size_t columns) {
  std::size_t end = 0;
  while (end < text.size()) {
    const std::size_t bytes = first_utf8_character(text.substr(end)).bytes;
    const std::size_t next = end + (bytes == 0 ? 1 : bytes);
    if (display_width(text.substr(0, next)) > columns) break;
    end = next;
  }
  return text.substr(0, end);
}

/// `text` in single quotes for a message: what does not print is written \xNN, and the middle of a long text is left
/// out, so that a hostile file cannot steer a terminal or flood it.
inline std::string in_quotes(std::string_view text) {
  constexpr std::size_t most = 120;
  const bool shortened = text.size() > most;
  const std::string_view shown = shortened ? text.substr(0, most / 2) : text;
  std::string result = "'";
  const auto add = [&](std::string_view part) {
    while (!part.empty()) {
      const auto [code, bytes] = first_utf8_character(part);
      const std::size_t length = bytes == 0 ? 1 : bytes;
      if (bytes != 0 && code >= 0x20 && code != 0x7F && !(code >= 0x80 && code < 0xA0)) {
        result += part.substr(0, length);
      } else {
        for (const char c : part.substr(0, length)) {
          constexpr std::string_view digits = "0123456789abcdef";
          const auto byte = static_cast<unsigned char>(c);
          (result += "\\x") += {digits[byte / 16u], digits[byte % 16u]};
        }
      }
      part.remove_prefix(length);
    }
  };
  add(shown);
  if (shortened) {
    result += "...";
    add(text.substr(text.size() - most / 2));
  }
  return result + "'";
}

}  // namespace bicameral
