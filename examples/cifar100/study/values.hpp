#pragma once
// Numbers of one row over the seeds, as the statistics want them.

#include <string>
#include <vector>

#include "examples/cifar100/study/comparison.hpp"

namespace cifar100 {

/// The row that all others are compared with, seed by seed.
inline constexpr const char* reference_row = "specialised";

/// One score of a row, of the best or the last epoch, a value for each seed that has it.
inline std::vector<double> values_of(const Comparison& comparison, const std::string& row,
                                     const Scores RowResult::*when, Score score) {
  std::vector<double> values;
  for (const RowResult& result : comparison.results)
    if (result.row == row)
      if (const auto& value = result.*when.*score) values.push_back(*value);
  return values;
}

/// The same score of a row and of the reference, for the seeds that have both.
struct PairedValues {
  std::vector<double> row;
  std::vector<double> reference;
};
inline PairedValues paired_with_reference(const Comparison& comparison, const std::string& row, Score score) {
  PairedValues pairs;
  for (const RowResult& one : comparison.results)
    for (const RowResult& other : comparison.results)
      if (one.row == row && other.row == reference_row && one.seed == other.seed && one.best.*score &&
          other.best.*score) {
        pairs.row.push_back(*(one.best.*score));
        pairs.reference.push_back(*(other.best.*score));
      }
  return pairs;
}

}  // namespace cifar100
