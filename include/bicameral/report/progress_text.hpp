#pragma once
// One line that says how far a run is.

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "bicameral/core/numbers.hpp"
#include "bicameral/core/utf8.hpp"
#include "bicameral/report/duration.hpp"

namespace bicameral {

/// How far a run is. What is absent is left out of the line.
struct Progress {
  std::string stage{};     // "left"
  std::int64_t epoch = 0;  // from 1
  std::int64_t epochs = 0;
  std::int64_t step = 0;  // done in this epoch
  std::int64_t steps = 0;
  std::optional<double> images_per_second{};
  std::optional<double> loss{};
  std::optional<double> fine_loss{};
  std::optional<double> coarse_loss{};
  std::optional<double> fine_accuracy{};  // shares of 1
  std::optional<double> coarse_accuracy{};
  std::optional<double> learning_rate{};
  double elapsed = 0;                 // seconds
  std::optional<double> remaining{};  // seconds
};

/// At most three significant digits: "0.0831", "3e-04".
inline std::string rate_text(double value) {
  if (value == 0 || !std::isfinite(value)) return number_text(value);
  char digits[32];
  const auto scientific = std::to_chars(digits, digits + sizeof(digits), value, std::chars_format::scientific, 2);
  std::string text(digits, scientific.ptr);
  const std::size_t e = text.find('e');
  const auto exponent = parse_integer(std::string_view(text).substr(text[e + 1] == '+' ? e + 2 : e + 1));
  const bool plain = exponent && *exponent >= -3 && *exponent <= 5;
  if (plain) text = fixed_text(value, *exponent > 2 ? 0 : static_cast<int>(2 - *exponent));
  std::string power = plain ? std::string() : text.substr(e);
  if (!plain) text.resize(e);
  if (text.find('.') != std::string::npos) {
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
  }
  return text + power;
}

/// The line: stage, epoch, step, images/s, losses, accuracies, learning rate, elapsed and remaining time, never wider
/// than `columns`. What matters least goes first when it is too narrow: the sum of two losses, the losses themselves,
/// learning rate, images/s and alignment, stage, accuracies; at last the line is cut.
inline std::string progress_text(const Progress& p, std::size_t columns = 120) {
  const auto percent = [](double share) { return fixed_text(100 * share, 1) + "%"; };
  const auto count = [](std::int64_t value, std::int64_t of, bool aligned) {
    const std::string all = std::to_string(of);
    const std::string text = std::to_string(value);
    const std::size_t padding = aligned ? all.size() - std::min(all.size(), text.size()) : 0;
    return std::string(padding, ' ') + text + "/" + all;
  };
  const bool two_losses = p.fine_loss && p.coarse_loss;
  const auto label = [&](const char* name, std::optional<double> loss, std::optional<double> accuracy, bool losses) {
    std::string text;
    if (loss && losses && (two_losses || !p.loss)) text += " " + fixed_text(*loss, 3);
    if (accuracy) text += " " + percent(*accuracy);
    return text.empty() ? text : name + text;
  };
  const auto line = [&](int level) {
    std::string text;
    const auto add = [&](const std::string& item) {
      if (!item.empty()) text += (text.empty() ? "" : "  ") + item;
    };
    if (level < 5) add(p.stage);
    add("epoch " + count(p.epoch, p.epochs, level < 4) + " step " + count(p.step, p.steps, level < 4));
    if (p.images_per_second && level < 4) add(fixed_text(*p.images_per_second, 0) + " img/s");
    if (p.loss && (two_losses ? level < 1 : level < 2)) add("loss " + fixed_text(*p.loss, 3));
    if (level < 6) add(label("fine", p.fine_loss, p.fine_accuracy, level < 2));
    if (level < 6) add(label("coarse", p.coarse_loss, p.coarse_accuracy, level < 2));
    if (p.learning_rate && level < 3) add("lr " + rate_text(*p.learning_rate));
    add(duration_text(p.elapsed) + (p.remaining ? " ETA " + duration_text(*p.remaining) : ""));
    return text;
  };
  std::string text = line(0);
  for (int level = 1; level <= 6 && display_width(text) > columns; ++level) text = line(level);
  return std::string(first_columns(text, columns));
}

}  // namespace bicameral
