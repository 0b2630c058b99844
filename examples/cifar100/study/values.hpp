#pragma once
// Numbers of one row over the seeds, as the statistics want them.

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "bicameral/core/numbers.hpp"
#include "bicameral/metrics/statistics.hpp"
#include "examples/cifar100/study/comparison.hpp"

namespace cifar100 {

/// The row that all others are compared with, seed by seed.
inline constexpr const char* reference_row = "specialised";

/// What is right of fine and of coarse classes.
inline constexpr std::array<std::pair<const char*, Score>, 2> both_labels{std::pair{"fine", &Scores::fine},
                                                                          std::pair{"coarse", &Scores::coarse}};

/// What there is of a row, seed by seed. Requires that `comparison` outlives it.
inline std::vector<const RowResult*> results_of(const Comparison& comparison, const std::string& row) {
  std::vector<const RowResult*> results;
  for (const RowResult& result : comparison.results)
    if (result.row == row) results.push_back(&result);
  return results;
}

/// The rows that have a result.
inline std::vector<Row> finished_rows(const Comparison& comparison) {
  std::vector<Row> rows;
  for (const Row& row : comparison.rows)
    if (!results_of(comparison, row.name).empty()) rows.push_back(row);
  return rows;
}

/// Whether there are results of more than one seed.
inline bool has_several_seeds(const Comparison& comparison) {
  for (const RowResult& result : comparison.results)
    if (result.seed != comparison.results.front().seed) return true;
  return false;
}

/// One score of a row, of the best or the last epoch, a value for each seed that has it.
inline std::vector<double> values_of(const Comparison& comparison, const std::string& row,
                                     const Scores RowResult::*when, Score score) {
  std::vector<double> values;
  for (const RowResult* result : results_of(comparison, row))
    if (const auto& value = result->*when.*score) values.push_back(*value);
  return values;
}

/// The mean over the seeds of what a row cost.
inline double mean_of(const Comparison& comparison, const std::string& row, double RowResult::*field) {
  std::vector<double> values;
  for (const RowResult* result : results_of(comparison, row)) values.push_back(result->*field);
  return bicameral::statistics_of(values).mean;
}

/// "54.2", or "54.2 ± 0.4" with the deviation over several seeds; "-" where there is nothing.
inline std::string mean_text(const std::vector<double>& values, double factor, int digits) {
  if (values.empty()) return "-";
  const bicameral::Statistics s = bicameral::statistics_of(values);
  std::string text = bicameral::fixed_text(factor * s.mean, digits);
  if (s.deviation) text += " \xC2\xB1 " + bicameral::fixed_text(factor * *s.deviation, digits);
  return text;
}

/// The same score of a row and of the reference, for the seeds that have both.
struct PairedValues {
  std::vector<double> row;
  std::vector<double> reference;
};
inline PairedValues paired_with_reference(const Comparison& comparison, const std::string& row, Score score) {
  PairedValues pairs;
  for (const RowResult* one : results_of(comparison, row))
    for (const RowResult* other : results_of(comparison, reference_row))
      if (one->seed == other->seed && one->best.*score && other->best.*score) {
        pairs.row.push_back(*(one->best.*score));
        pairs.reference.push_back(*(other->best.*score));
      }
  return pairs;
}

}  // namespace cifar100
