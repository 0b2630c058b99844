#pragma once
// Round numbers along an axis, and short texts for them.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <initializer_list>
#include <span>
#include <string>
#include <vector>

#include "bicameral/core/error.hpp"
#include "bicameral/core/numbers.hpp"

namespace bicameral::svg {

enum class Scale { linear, logarithmic };

/// From where to where an axis goes.
struct Range {
  double low = 0;
  double high = 1;

  bool operator==(const Range&) const = default;
};

/// A place on an axis and what is written there.
struct Tick {
  double value = 0;
  std::string text;

  bool operator==(const Tick&) const = default;
};

/// The largest number that an axis shows, the smallest on a logarithmic one, and the smallest step between ticks:
/// beyond them widths and powers of ten leave the range of a double.
inline constexpr double largest_plottable = 1e100;
inline constexpr double smallest_logarithmic = 1e-100;
inline constexpr double smallest_step = 1e-300;

/// Throws Error unless `value` is a number that an axis can show: finite and from -10^100 to 10^100.
inline void check_plottable(const std::string& where, double value) {
  if (!std::isfinite(value)) fail(where, "a finite number", number_text(value));
  if (std::abs(value) > largest_plottable) fail(where, "a number from -1e100 to 1e100", number_text(value));
}

/// The smallest of 1, 2, 5 times a power of ten that is at least `least`. Requires least >= smallest_step.
inline double round_step(double least) {
  const double power = std::pow(10.0, std::floor(std::log10(least)));
  for (const double factor : {1.0, 2.0, 5.0})
    if (factor * power >= least * (1 - 1e-9)) return factor * power;
  return 10 * power;
}

namespace svg_detail {

/// "1.50" as "1.5", with a true minus sign.
inline std::string trimmed(std::string text) {
  if (text.find('.') != std::string::npos) {
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
  }
  if (text.front() == '-') text.replace(0, 1, "\xE2\x88\x92");
  return text;
}

struct Unit {
  double size;
  std::string text;
};

/// What numbers up to `largest` are written in: 12 k, 3 M; tiny ones with their power of ten, from 10^-300 on.
inline Unit unit_of(double largest) {
  for (const Unit& unit : {Unit{1e12, " T"}, Unit{1e9, " G"}, Unit{1e6, " M"}, Unit{1e3, " k"}})
    if (largest >= unit.size * (unit.size == 1e3 ? 10 : 1) && largest < 1e15) return unit;
  if (largest >= 1e-3 && largest < 1e15) return {1, ""};
  if (largest <= 0) return {1, ""};
  const int power = std::max(static_cast<int>(std::floor(std::log10(largest) + 1e-9)), -300);
  return {std::pow(10.0, power), "e" + std::to_string(power)};
}

}  // namespace svg_detail

/// A number for people, of at most `digits` digits that count: "0.05", "71.7", "12.9 k", "6.57 M", "2e-5"; "0" for one
/// nearer to zero than smallest_step. Errors: as check_plottable.
inline std::string short_text(double value, int digits = 3) {
  check_plottable("short_text", value);
  if (std::abs(value) < smallest_step) return "0";
  const svg_detail::Unit unit = svg_detail::unit_of(std::abs(value));
  const double scaled = value / unit.size;
  const int before = static_cast<int>(std::floor(std::log10(std::abs(scaled)))) + 1;
  return svg_detail::trimmed(fixed_text(scaled, std::clamp(digits - before, 0, 12))) + unit.text;
}

/// At most `most` multiples of 1, 2 or 5 times a power of ten within the range, all in the same unit with as many
/// decimals as they need, so that no two look alike; none closer together than smallest_step, so that a narrower range
/// has one at zero or none. Requires most >= 2; errors: as check_plottable, low >= high.
inline std::vector<Tick> linear_ticks(Range range, std::size_t most) {
  check_plottable("linear_ticks", range.low);
  check_plottable("linear_ticks", range.high);
  if (range.low >= range.high) fail("linear_ticks", "an end above " + number_text(range.low), number_text(range.high));
  const double span = range.high - range.low;
  const double slack = 1e-9 * span;  // a tick at the end of the range belongs to it
  double step = round_step(std::max(span / static_cast<double>(most), smallest_step));
  double first = 0;
  double count = 0;
  for (;; step = round_step(step * 1.5)) {
    first = std::ceil((range.low - slack) / step);
    count = std::floor((range.high + slack) / step) - first + 1;
    if (count <= static_cast<double>(most)) break;
  }
  const svg_detail::Unit unit = svg_detail::unit_of(std::max(std::abs(range.low), std::abs(range.high)));
  const int decimals = std::max(0, -static_cast<int>(std::floor(std::log10(step / unit.size) + 1e-9)));
  std::vector<Tick> ticks;
  for (double i = 0; i < count; ++i) {
    const double value = (first + i) * step;
    std::string text = fixed_text(value / unit.size, decimals);
    if (text.front() == '-') text.replace(0, 1, "\xE2\x88\x92");
    ticks.push_back({value, first + i == 0 ? "0" : text + unit.text});
  }
  return ticks;
}

/// At most `most` round numbers for a logarithmic axis: 1, 2 and 5 times powers of ten, or powers of ten alone, or
/// every so many of these; in a range of less than a decade those of linear_ticks. Requires most >= 2; errors: as
/// there, low <= 0.
inline std::vector<Tick> log_ticks(Range range, std::size_t most) {
  if (!(range.low > 0)) fail("log_ticks", "a range above zero", number_text(range.low));
  std::vector<Tick> ticks = linear_ticks(range, most);  // checks the range
  const double low = std::log10(range.low);
  const double high = std::log10(range.high);
  if (high - low < 1) return ticks;
  const auto collect = [&](std::initializer_list<double> factors, int stride) {
    ticks.clear();
    for (int power = static_cast<int>(std::floor(low)); power <= static_cast<int>(std::floor(high + 1e-9)); ++power) {
      if (power % stride != 0) continue;
      for (const double factor : factors) {
        const double value = factor * std::pow(10.0, power);
        if (value >= range.low * (1 - 1e-9) && value <= range.high * (1 + 1e-9))
          ticks.push_back({value, short_text(value)});
      }
    }
    return ticks.size() <= most;
  };
  if (collect({1, 2, 5}, 1)) return ticks;
  for (int stride = 1;; ++stride)
    if (collect({1}, stride)) return ticks;
}

/// The range of all values, a little wider so that none lies on its end unless that is largest_plottable; values that
/// are all the same lie in its middle. Errors: as check_plottable, a value below smallest_logarithmic on a logarithmic
/// scale, no value at all.
inline Range range_of(const std::string& where, std::span<const double> values, Scale scale) {
  if (values.empty()) fail(where, "at least one number", "none");
  Range range{values[0], values[0]};
  for (const double value : values) {
    check_plottable(where, value);
    if (scale == Scale::logarithmic && value < smallest_logarithmic)
      fail(where, value > 0 ? "numbers of at least 1e-100" : "numbers above zero", number_text(value));
    range = {std::min(range.low, value), std::max(range.high, value)};
  }
  if (scale == Scale::logarithmic) {
    const double ratio = std::max(std::pow(range.high / range.low, 0.06), 1.1);
    return {range.low / ratio, std::min(range.high * ratio, largest_plottable)};
  }
  const double size = std::max(std::abs(range.low), std::abs(range.high));
  const double span = range.high - range.low;
  // Below this the texts of the ticks would be long, and below 10^-16 all the same.
  const double wanted = span > 1e-6 * size ? 0.04 * span : size == 0 ? 0.5 : std::max(0.1 * size, span);
  const double margin = std::max(wanted, 10 * smallest_step);
  return {std::max(range.low - margin, -largest_plottable), std::min(range.high + margin, largest_plottable)};
}

}  // namespace bicameral::svg
