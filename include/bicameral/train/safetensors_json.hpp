#pragma once
// A strict reader of the little JSON that a safetensors header is made of. It recurses nowhere and allocates no more
// than the header is long, so that no header can exhaust stack or memory.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bicameral/core/error.hpp"
#include "bicameral/core/utf8.hpp"

namespace bicameral::safetensors_detail {

/// Walks over the text of a header. Every function throws Error, naming file and byte, if the text is not as expected.
class HeaderReader {
 public:
  /// Requires that `text` outlives the reader. `file` is for messages.
  HeaderReader(std::string_view text, std::string file) : text_(text), file_(std::move(file)) {}

  /// Reads an object: calls member(key) with the reader at each value, which it must read.
  template <class Member>
  void object(const Member& member) {
    take('{');
    if (accept('}')) return;
    do {
      const std::size_t at = next_byte();
      std::string key = string();
      take(':');
      member(std::move(key), at);
    } while (accept(','));
    take('}');
  }

  /// A list of whole numbers, at most `most` of them.
  std::vector<std::uint64_t> numbers(std::size_t most) {
    std::vector<std::uint64_t> values;
    take('[');
    if (accept(']')) return values;
    do {
      if (values.size() == most) wrong("at most " + std::to_string(most) + " numbers in a list", "more");
      values.push_back(number());
    } while (accept(','));
    take(']');
    return values;
  }

  std::string string() {
    take('"');
    std::string value;
    for (;;) {
      if (position_ == text_.size()) wrong("the end of a string", "the end of the header");
      const auto [code, bytes] = first_utf8_character(text_.substr(position_));
      if (bytes == 0) wrong("UTF-8", "something else");
      if (code < 0x20) wrong("a string without control characters", "character " + std::to_string(+code));
      position_ += bytes;
      if (code == '"') return value;
      if (code == '\\')
        append_utf8(value, escape());
      else
        value += text_.substr(position_ - bytes, bytes);
    }
  }

  /// Nothing but spaces may follow.
  void end() {
    skip_spaces();
    if (position_ != text_.size()) wrong("the end of the header", found());
  }

  /// The byte, counted from the header's first, where the next token begins.
  std::size_t next_byte() {
    skip_spaces();
    return position_;
  }

  [[noreturn]] void wrong_at(std::size_t byte, const std::string& expected, const std::string& got) const {
    fail(file_ + ": header, byte " + std::to_string(byte), expected, got);
  }

 private:
  std::uint64_t number() {
    skip_spaces();
    const std::size_t start = position_;
    std::uint64_t value = 0;
    for (; position_ < text_.size() && text_[position_] >= '0' && text_[position_] <= '9'; ++position_) {
      const auto digit = static_cast<std::uint64_t>(text_[position_] - '0');
      if (value > (UINT64_MAX - digit) / 10) wrong_at(start, "a number below 2^64", "a larger one");
      value = value * 10 + digit;
    }
    if (position_ == start) wrong("a whole number", found());
    if (text_[start] == '0' && position_ - start > 1) wrong_at(start, "a number without leading zeros", "some");
    return value;
  }

  char32_t escape() {
    if (position_ == text_.size()) wrong("an escape sequence", "the end of the header");
    switch (text_[position_++]) {
      case '"':
        return '"';
      case '\\':
        return '\\';
      case '/':
        return '/';
      case 'b':
        return '\b';
      case 'f':
        return '\f';
      case 'n':
        return '\n';
      case 'r':
        return '\r';
      case 't':
        return '\t';
      case 'u':
        break;
      default:
        --position_;
        wrong("an escape sequence of JSON", found());
    }
    const char32_t first = four_digits();
    if (first < 0xD800 || first > 0xDFFF) return first;
    // Characters above U+FFFF come as two halves, the higher first (RFC 8259, section 7).
    if (first < 0xDC00 && text_.substr(position_, 2) == "\\u") {
      position_ += 2;
      const char32_t second = four_digits();
      if (second >= 0xDC00 && second <= 0xDFFF) return 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
    }
    wrong("both halves of a surrogate pair", "one alone");
  }

  char32_t four_digits() {
    char32_t value = 0;
    for (int i = 0; i < 4; ++i) {
      constexpr std::string_view digits = "0123456789abcdef";
      const char c = position_ < text_.size() ? text_[position_] : ' ';
      const std::size_t digit = digits.find(c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c);
      if (digit == std::string_view::npos) wrong("four hexadecimal digits", found());
      value = value * 16 + static_cast<char32_t>(digit);
      ++position_;
    }
    return value;
  }

  void skip_spaces() {
    while (position_ < text_.size() && std::string_view(" \t\r\n").find(text_[position_]) != std::string_view::npos)
      ++position_;
  }
  bool accept(char wanted) {
    skip_spaces();
    if (position_ == text_.size() || text_[position_] != wanted) return false;
    ++position_;
    return true;
  }
  void take(char wanted) {
    if (!accept(wanted)) wrong(std::string("'") + wanted + "'", found());
  }
  std::string found() const {
    return position_ < text_.size() ? in_quotes(text_.substr(position_, 1)) : "the end of the header";
  }
  [[noreturn]] void wrong(const std::string& expected, const std::string& got) const {
    wrong_at(position_, expected, got);
  }

  std::string_view text_;
  std::string file_;
  std::size_t position_ = 0;
};

}  // namespace bicameral::safetensors_detail
