#pragma once
// What every other row has more or less than the specialised network, seed by seed.

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "bicameral/metrics/statistics.hpp"
#include "examples/cifar100/study/comparison.hpp"

namespace cifar100 {

/// A score of a row minus that of the specialised network, over the seeds that have both.
struct Difference {
  std::string row;
  std::string description;
  std::string label;  // "fine" or "coarse", of which the share of right answers is compared
  bicameral::PairedComparison paired{};
  std::optional<double> holm{};  // the p-value, corrected for all tests of the list
};

/// Those that have a seed: row by row, fine before coarse.
std::vector<Difference> differences_of(const Comparison& comparison);
/// How many of them have a p-value.
std::size_t tests_among(const std::vector<Difference>& differences);

/// "-2.83 to -0.92" in percentage points; "-" where the seeds show no interval.
std::string points_interval(const bicameral::PairedComparison& paired);
/// "0.035", "<0.001"; "-" where there is none.
std::string p_text(const std::optional<double>& p);

}  // namespace cifar100
