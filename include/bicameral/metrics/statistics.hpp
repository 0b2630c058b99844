#pragma once
// What several seeds say together, and what one method gains over another seed by seed.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "bicameral/core/error.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/metrics/student_t.hpp"

namespace bicameral {

/// An interval that holds the true mean with a stated probability.
struct Interval {
  double low = 0;
  double high = 0;
  bool operator==(const Interval&) const = default;
};

/// Mean and spread of a few measurements, in their own unit.
struct Statistics {
  std::int64_t count = 0;
  double mean = std::numeric_limits<double>::quiet_NaN();
  double minimum = std::numeric_limits<double>::quiet_NaN();
  double maximum = std::numeric_limits<double>::quiet_NaN();
  /// sqrt(sum (x - mean)^2 / (count - 1)); a single measurement has none.
  std::optional<double> deviation{};
  /// mean -+ t(0.975, count - 1) deviation / sqrt(count); a single measurement has none.
  std::optional<Interval> interval95{};
};

inline namespace BICAMERAL_SIMD {

/// The statistics of one measurement per seed. Ensures: with none, count is 0 and the numbers are NaN; a NaN
/// measurement gives NaN numbers.
inline Statistics statistics_of(std::span<const double> values) {
  Statistics result;
  result.count = static_cast<std::int64_t>(values.size());
  if (values.empty()) return result;
  const auto count = static_cast<double>(values.size());
  double sum = 0;
  bool undefined = false;
  for (const double value : values) {
    sum += value;
    undefined = undefined || std::isnan(value);
  }
  if (!undefined) {
    result.minimum = *std::min_element(values.begin(), values.end());
    result.maximum = *std::max_element(values.begin(), values.end());
  }
  // Rounding must not put the mean of equal measurements beside them.
  result.mean = result.minimum == result.maximum ? result.minimum : sum / count;
  if (values.size() < 2) return result;
  double squares = 0;
  for (const double value : values) squares += (value - result.mean) * (value - result.mean);
  result.deviation = std::sqrt(squares / (count - 1));
  const double reach = student_t_quantile(0.975, result.count - 1) * *result.deviation / std::sqrt(count);
  result.interval95 = Interval{result.mean - reach, result.mean + reach};
  return result;
}

}  // namespace BICAMERAL_SIMD

/// What the first of two methods gains over the second when both ran with the same seeds.
struct PairedComparison {
  Statistics difference{};  ///< of first[i] - second[i]
  std::int64_t higher = 0;  ///< seeds with first > second
  std::int64_t lower = 0;   ///< seeds with first < second
  /// mean / (deviation / sqrt(count)) and its two-sided p-value (good to about 1e-14); absent with fewer than two pairs
  /// or no spread at all.
  std::optional<double> t{};
  std::optional<double> p_value{};
};

inline namespace BICAMERAL_SIMD {

/// Compares two methods seed by seed (paired t-test).
/// Requires first[i] and second[i] to come from the same seed. Errors: a different number of measurements.
inline PairedComparison compare_paired(std::span<const double> first, std::span<const double> second) {
  if (first.size() != second.size())
    fail("compare_paired", std::to_string(first.size()) + " measurements of the second method",
         std::to_string(second.size()));
  PairedComparison comparison;
  std::vector<double> differences(first.size());
  double largest = 0;
  for (std::size_t i = 0; i < first.size(); ++i) {
    differences[i] = first[i] - second[i];
    largest = std::max({largest, std::abs(first[i]), std::abs(second[i])});
    if (first[i] > second[i]) ++comparison.higher;
    if (first[i] < second[i]) ++comparison.lower;
  }
  comparison.difference = statistics_of(differences);
  const auto& deviation = comparison.difference.deviation;
  // Differences that are equal but for rounding show no spread.
  if (deviation && *deviation > 1e-14 * largest) {
    const double t = comparison.difference.mean / (*deviation / std::sqrt(static_cast<double>(first.size())));
    comparison.t = t;
    comparison.p_value = std::max(0.0, 1.0 - student_t_within(t, comparison.difference.count - 1));
  }
  return comparison;
}

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
