#pragma once
// Choices of algorithms as text, for files: one line per shape.

#include <array>
#include <charconv>
#include <string>
#include <string_view>
#include <vector>

#include "bicameral/core/error.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/core/utf8.hpp"
#include "bicameral/kernels/conv2d/algorithms.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// "64x32x32 128 3 1 1": input channels, height and width; filters, kernel, stride, padding.
inline std::string shape_text(const ConvolutionChoice& choice) {
  std::string text = to_string(choice.in);
  for (const int number : {choice.filters, choice.kernel, choice.stride, choice.padding})
    text += " " + std::to_string(number);
  return text;
}

/// "64x32x32 128 3 1 1 winograd4 winograd4 direct": the shape and the algorithms of forward, input gradient and weight
/// gradient.
inline std::string to_text(const ConvolutionChoice& choice) {
  std::string text = shape_text(choice);
  for (const std::string& algorithm : choice.algorithms) text += " " + algorithm;
  return text;
}

namespace detail {

/// Takes what lies before the next `separator`, or all.
inline std::string_view take_word(std::string_view& text, char separator) {
  const std::size_t end = text.find(separator);
  const std::string_view word = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return word;
}

inline bool parse_number(std::string_view word, int lowest, int& number) {
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
  return error == std::errc() && end == word.data() + word.size() && number >= lowest;
}

}  // namespace detail

/// The choice that to_text wrote; throws Error, naming `where`, for anything else, for an unknown algorithm, and for
/// one that does not apply to the shape.
inline ConvolutionChoice parse_convolution_choice(std::string_view text, const std::string& where) {
  ConvolutionChoice choice;
  std::string_view rest = text;
  std::string_view shape = detail::take_word(rest, ' ');
  bool good = detail::parse_number(detail::take_word(shape, 'x'), 1, choice.in.channels) &&
              detail::parse_number(detail::take_word(shape, 'x'), 1, choice.in.height) &&
              detail::parse_number(shape, 1, choice.in.width) &&
              detail::parse_number(detail::take_word(rest, ' '), 1, choice.filters) &&
              detail::parse_number(detail::take_word(rest, ' '), 1, choice.kernel) &&
              detail::parse_number(detail::take_word(rest, ' '), 1, choice.stride) &&
              detail::parse_number(detail::take_word(rest, ' '), 0, choice.padding);
  for (std::string& algorithm : choice.algorithms) algorithm = detail::take_word(rest, ' ');
  good = good && rest.empty() && !choice.algorithms.back().empty();
  if (!good)
    fail(where, "a convolution and its algorithms, as in '64x32x32 128 3 1 1 direct direct direct'", in_quotes(text));
  const ConvolutionProblem problem{1, choice.in, choice.filters, choice.kernel, choice.stride, choice.padding};
  for (const std::string& algorithm : choice.algorithms) detail::with_convolution(algorithm, problem, [](auto) {});
  return choice;
}

/// All choices in one text, separated by "; ".
inline std::string to_text(const std::vector<ConvolutionChoice>& choices) {
  std::string text;
  for (const ConvolutionChoice& choice : choices) text += (text.empty() ? "" : "; ") + to_text(choice);
  return text;
}

/// The choices that to_text joined; none for an empty text.
inline std::vector<ConvolutionChoice> parse_convolution_choices(std::string_view text, const std::string& where) {
  std::vector<ConvolutionChoice> choices;
  while (!text.empty()) {
    choices.push_back(parse_convolution_choice(detail::take_word(text, ';'), where));
    while (text.starts_with(' ')) text.remove_prefix(1);
  }
  return choices;
}

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
