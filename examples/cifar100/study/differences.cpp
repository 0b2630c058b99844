#include "examples/cifar100/study/differences.hpp"

#include <algorithm>

#include "bicameral/core/numbers.hpp"
#include "bicameral/metrics/holm.hpp"
#include "examples/cifar100/study/known_interval.hpp"
#include "examples/cifar100/study/values.hpp"

namespace cifar100 {

using bicameral::fixed_text;

std::vector<Difference> differences_of(const Comparison& comparison) {
  std::vector<Difference> differences;
  std::vector<double> p_values;
  for (const Row& row : finished_rows(comparison)) {
    if (row.name == reference_row) continue;
    for (const auto& [label, score] : both_labels) {
      const PairedValues pairs = paired_with_reference(comparison, row.name, score);
      if (pairs.row.empty()) continue;
      differences.push_back({row.name, row.description, label, bicameral::compare_paired(pairs.row, pairs.reference)});
      if (const auto& p = differences.back().paired.p_value) p_values.push_back(*p);
    }
  }
  const std::vector<double> adjusted = bicameral::holm_adjusted(p_values);
  auto next = adjusted.begin();
  for (Difference& each : differences)
    if (each.paired.p_value) each.holm = *next++;
  return differences;
}

std::size_t tests_among(const std::vector<Difference>& differences) {
  return static_cast<std::size_t>(std::count_if(differences.begin(), differences.end(),
                                                [](const Difference& each) { return each.holm.has_value(); }));
}

std::string points_interval(const bicameral::PairedComparison& paired) {
  const std::optional<bicameral::Interval> interval = known_interval(paired);
  return interval ? fixed_text(100 * interval->low, 2) + " to " + fixed_text(100 * interval->high, 2) : "-";
}

std::string p_text(const std::optional<double>& p) { return !p ? "-" : *p < 0.0005 ? "<0.001" : fixed_text(*p, 3); }

}  // namespace cifar100
