#pragma once
// Numbers as text and back, the same under every locale and bit for bit.

#include <charconv>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#ifndef __cpp_lib_to_chars
#include <locale>
#include <sstream>
#endif

namespace bicameral {

/// The shortest decimal text that reads back as the same `value`; "nan", "inf" or "-inf" for what is no number.
template <std::floating_point T>
std::string number_text(T value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
  char text[64];
  const auto end = std::to_chars(text, text + sizeof(text), value);
  return std::string(text, end.ptr);
}

/// A whole number in decimal.
template <std::integral T>
  requires(!std::same_as<T, bool>)
std::string number_text(T value) {
  char text[32];
  const auto end = std::to_chars(text, text + sizeof(text), value);
  return std::string(text, end.ptr);
}

/// `value` rounded to `digits` decimals, for people to read: fixed_text(71.68, 1) is "71.7".
/// Requires 0 <= digits <= 30. Values of no number are as in number_text; what rounds to zero has no minus sign.
inline std::string fixed_text(double value, int digits) {
  if (!std::isfinite(value)) return number_text(value);
  char text[std::numeric_limits<double>::max_exponent10 + 40];
  const auto end = std::to_chars(text, text + sizeof(text), value, std::chars_format::fixed, digits);
  const std::string_view all(text, static_cast<std::size_t>(end.ptr - text));
  const bool minus_zero = all.front() == '-' && all.find_first_not_of("-0.") == std::string_view::npos;
  return std::string(minus_zero ? all.substr(1) : all);
}

namespace core_detail {

template <std::integral T>
std::optional<T> parse_whole(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace core_detail

/// The whole number that `text` is, or nothing if it is anything else: no spaces, no plus sign, no overflow.
inline std::optional<std::int64_t> parse_integer(std::string_view text) {
  return core_detail::parse_whole<std::int64_t>(text);
}

/// The same for numbers from 0 to 2^64 - 1, for instance seeds.
inline std::optional<std::uint64_t> parse_unsigned(std::string_view text) {
  return core_detail::parse_whole<std::uint64_t>(text);
}

/// The finite number that `text` is, in decimal with a point, rounded to the nearest double; nothing if it is anything
/// else: no spaces, no plus sign, no "nan" or "inf", nothing too large or, but for zero, too small for a double.
/// Ensures parse_number(number_text(x)) has the bits of x for every finite x.
inline std::optional<double> parse_number(std::string_view text) {
  if (text.empty() || text.find_first_not_of("0123456789+-.eE") != std::string_view::npos || text.front() == '+')
    return std::nullopt;
  double value = 0;
#ifdef __cpp_lib_to_chars
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
#else  // a standard library that cannot yet read floating-point numbers with from_chars
  std::istringstream stream{std::string(text)};
  stream.imbue(std::locale::classic());
  stream >> value;
  if (stream.fail() || stream.peek() != std::istringstream::traits_type::eof()) return std::nullopt;
#endif
  if (!std::isfinite(value)) return std::nullopt;
  return value;
}

}  // namespace bicameral
