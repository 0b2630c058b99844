#pragma once
// The interval over seeds, where they show one.

#include <algorithm>
#include <optional>
#include <vector>

#include "bicameral/metrics/statistics.hpp"

namespace cifar100 {

/// The 95 % interval of the mean difference. Seeds that all gave the same, as few test images can, do not show by how
/// much others would differ, and have none.
inline std::optional<bicameral::Interval> known_interval(const bicameral::PairedComparison& paired) {
  if (!paired.t) return std::nullopt;
  return paired.difference.interval95;
}

/// The same of the mean of one value for each seed.
inline std::optional<bicameral::Interval> known_interval(const std::vector<double>& values) {
  return known_interval(bicameral::compare_paired(values, std::vector<double>(values.size())));
}

/// The same of shares of 1, which lie between 0 and 1.
inline std::optional<bicameral::Interval> known_share_interval(const std::vector<double>& values) {
  std::optional<bicameral::Interval> interval = known_interval(values);
  if (interval) *interval = {std::max(0.0, interval->low), std::min(1.0, interval->high)};
  return interval;
}

}  // namespace cifar100
