#pragma once
// The interval over seeds, where they show one.

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

}  // namespace cifar100
