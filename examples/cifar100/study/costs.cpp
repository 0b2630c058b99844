#include "examples/cifar100/study/costs.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "bicameral/core/numbers.hpp"
#include "examples/cifar100/study/values.hpp"

namespace cifar100 {

std::vector<EpochRange> epochs_of(const Comparison& comparison, const std::string& row) {
  std::vector<EpochRange> all;
  for (const RowResult* result : results_of(comparison, row)) {
    all.resize(std::max(all.size(), result->epochs.size()));
    for (std::size_t stage = 0; stage < result->epochs.size(); ++stage) all[stage].add(result->epochs[stage]);
  }
  return all;
}

std::vector<std::string> epochs_notes(const Comparison& comparison) {
  std::size_t stages = 0;
  bool ranges = false;
  for (const Row& row : finished_rows(comparison)) {
    const std::vector<EpochRange> epochs = epochs_of(comparison, row.name);
    stages = std::max(stages, epochs.size());
    for (const EpochRange& stage : epochs) ranges = ranges || stage.fewest != stage.most;
  }
  std::vector<std::string> notes;
  if (stages > 1)
    notes.push_back("Epochs \"8 + 4\" are eight for the halves, four for the heads" +
                    std::string(stages > 2 ? "; a third number is of the fine-tuning." : "."));
  if (ranges)
    notes.push_back(
        "\"5-8\" is from the fewest to the most of its parts and seeds, which were not all trained for as long.");
  return notes;
}

namespace {

/// The results of two rows, seed by seed where both are there.
using ResultPairs = std::vector<std::pair<const RowResult*, const RowResult*>>;
ResultPairs pairs_of(const Comparison& comparison, const std::string& row, const std::string& other) {
  ResultPairs pairs;
  for (const RowResult* one : results_of(comparison, row))
    for (const RowResult* beside : results_of(comparison, other))
      if (one->seed == beside->seed) pairs.emplace_back(one, beside);
  return pairs;
}

/// What one epoch of the last stage took; a matched network has no other.
double one_epoch(const RowResult& result) {
  return result.epochs.empty() ? 0 : result.multiply_adds / static_cast<double>(result.epochs.back().most);
}

}  // namespace

std::optional<double> compute_ratio(const Comparison& comparison, const std::string& row, const std::string& other) {
  double own = 0;
  double others = 0;
  for (const auto& [one, beside] : pairs_of(comparison, row, other)) {
    own += one->multiply_adds;
    others += beside->multiply_adds;
  }
  if (!(own > 0 && others > 0)) return std::nullopt;
  return own / others;
}

std::optional<bool> has_compute_of_reference(const Comparison& comparison, const std::string& row) {
  const ResultPairs pairs = pairs_of(comparison, row, reference_row);
  if (pairs.empty()) return std::nullopt;
  return std::all_of(pairs.begin(), pairs.end(), [](const auto& pair) {
    return std::abs(pair.first->multiply_adds - pair.second->multiply_adds) <= one_epoch(*pair.first);
  });
}

std::string matched_note(const Comparison& comparison) {
  const std::string begin = "\"Compute of specialised\"";
  bool any = false;
  bool known = false;
  std::string others;
  for (const Row& row : finished_rows(comparison)) {
    if (row.arm != "matched") continue;
    any = true;
    const std::optional<bool> as_meant = has_compute_of_reference(comparison, row.name);
    known = known || as_meant.has_value();
    if (as_meant.value_or(true)) continue;
    const std::optional<double> ratio = compute_ratio(comparison, row.name, reference_row);
    others += (others.empty() ? "" : ", ") + row.name;
    if (ratio) others += " (" + bicameral::fixed_text(*ratio, 2) + " times as many)";
  }
  if (!any) return "";
  if (!others.empty())
    return begin + " was the aim; more than an epoch away from its training multiply-adds: " + others + ".";
  if (known) return begin + ": its training multiply-adds, to the nearest epoch.";
  return begin + ": its planned training multiply-adds, to the nearest epoch; no seed has both to compare.";
}

}  // namespace cifar100
