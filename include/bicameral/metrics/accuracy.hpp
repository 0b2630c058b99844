#pragma once
// How often the right class comes first, or among the first five, over all rows and for each class.

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "bicameral/core/error.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/metrics/check_logits.hpp"
#include "bicameral/metrics/ranking.hpp"

namespace bicameral {

/// hits / rows; NaN when there are no rows, because a share of nothing is not 0.
inline double share(std::int64_t hits, std::int64_t rows) {
  return rows == 0 ? std::numeric_limits<double>::quiet_NaN() : static_cast<double>(hits) / static_cast<double>(rows);
}

/// Counts of right answers, gathered over any number of batches.
/// Ensures: equal scores are ordered by index; a row with a NaN score counts as wrong and as undefined.
class AccuracyCounter {
 public:
  /// Requires classes >= 1.
  explicit AccuracyCounter(int classes)
      : rows_of_(checked(classes)), top1_of_(rows_of_.size()), top5_of_(rows_of_.size()) {}

  /// One row whose right class has this rank (see `rank_of`). Requires 0 <= label < classes().
  void add(std::int32_t label, int rank) {
    if (label < 0 || label >= classes()) fail("AccuracyCounter::add", "a known class", std::to_string(label));
    const auto k = static_cast<std::size_t>(label);
    ++rows_of_[k];
    if (rank < 1) ++top1_of_[k];
    if (rank < 5) ++top5_of_[k];
    if (rank == no_rank) ++undefined_;
  }

  /// labels.size() rows of classes() scores. Errors: sizes that disagree, a label out of range; nothing is counted
  /// then.
  template <class T, class = InstructionSet>
  void add(std::span<const T> logits, std::span<const std::int32_t> labels) {
    check_logits("AccuracyCounter::add", logits.size(), classes(), labels);
    for (std::size_t row = 0; row < labels.size(); ++row)
      add(labels[row], rank_of(logits_row(logits, classes(), row), labels[row]));
  }

  int classes() const { return static_cast<int>(rows_of_.size()); }
  std::int64_t rows() const { return sum(rows_of_); }
  std::int64_t top1_hits() const { return sum(top1_of_); }
  std::int64_t top5_hits() const { return sum(top5_of_); }
  /// Rows with a NaN score.
  std::int64_t undefined() const { return undefined_; }
  /// Shares from 0 to 1; NaN before the first row.
  double top1() const { return share(top1_hits(), rows()); }
  double top5() const { return share(top5_hits(), rows()); }
  /// For one class, among the rows with that label; NaN when there are none.
  std::int64_t rows_of(int label) const { return rows_of_.at(static_cast<std::size_t>(label)); }
  double top1_of(int label) const { return share(top1_of_.at(static_cast<std::size_t>(label)), rows_of(label)); }
  double top5_of(int label) const { return share(top5_of_.at(static_cast<std::size_t>(label)), rows_of(label)); }

  bool operator==(const AccuracyCounter&) const = default;

 private:
  static std::size_t checked(int classes) {
    if (classes < 1) fail("AccuracyCounter", "at least one class", std::to_string(classes));
    return static_cast<std::size_t>(classes);
  }
  static std::int64_t sum(const std::vector<std::int64_t>& counts) {
    std::int64_t total = 0;
    for (const auto count : counts) total += count;
    return total;
  }

  std::vector<std::int64_t> rows_of_;
  std::vector<std::int64_t> top1_of_;
  std::vector<std::int64_t> top5_of_;
  std::int64_t undefined_ = 0;
};

}  // namespace bicameral
