#pragma once
// What fine answers say about coarse classes, and whether the two answers of one network agree.

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "bicameral/core/error.hpp"
#include "bicameral/metrics/accuracy.hpp"
#include "bicameral/metrics/ranking.hpp"

namespace bicameral {

/// Counts over a two-level hierarchy in which every fine class belongs to one coarse class.
/// Ensures: a row whose prediction is `no_class`, or a fine class of which no coarse class is known, counts as wrong
/// and as inconsistent.
class HierarchyCounter {
 public:
  /// Requires fine_to_coarse[k] to be the coarse class, from 0 to coarse_classes - 1, of fine class k, or `no_class`.
  HierarchyCounter(std::vector<std::int32_t> fine_to_coarse, int coarse_classes)
      : fine_to_coarse_(std::move(fine_to_coarse)), coarse_classes_(coarse_classes) {
    if (fine_to_coarse_.empty()) fail("HierarchyCounter", "at least one fine class", "0");
    for (std::size_t k = 0; k < fine_to_coarse_.size(); ++k)
      if (fine_to_coarse_[k] != no_class && (fine_to_coarse_[k] < 0 || fine_to_coarse_[k] >= coarse_classes))
        fail("HierarchyCounter",
             "a coarse class from 0 to " + std::to_string(coarse_classes - 1) + " for fine class " + std::to_string(k),
             std::to_string(fine_to_coarse_[k]));
  }

  /// The coarse class that a fine prediction implies; `no_class` for `no_class` and where none is known.
  std::int32_t coarse_of(std::int32_t fine_predicted) const {
    if (fine_predicted == no_class) return no_class;
    if (fine_predicted < 0 || static_cast<std::size_t>(fine_predicted) >= fine_to_coarse_.size())
      fail("HierarchyCounter", "a fine class from 0 to " + std::to_string(fine_to_coarse_.size() - 1),
           std::to_string(fine_predicted));
    return fine_to_coarse_[static_cast<std::size_t>(fine_predicted)];
  }

  /// One row of a network that names fine classes.
  void add_fine(std::int32_t fine_predicted, std::int32_t coarse_label) {
    const std::int32_t implied = coarse_of(fine_predicted);
    ++fine_rows_;
    if (implied != no_class && implied == coarse_label) ++coarse_from_fine_hits_;
  }

  /// The same row's second answer, of a network that names both.
  void add_pair(std::int32_t fine_predicted, std::int32_t coarse_predicted) {
    const std::int32_t implied = coarse_of(fine_predicted);
    ++pairs_;
    if (implied != no_class && implied == coarse_predicted) ++consistent_;
  }

  int coarse_classes() const { return coarse_classes_; }
  std::int64_t fine_rows() const { return fine_rows_; }
  std::int64_t coarse_from_fine_hits() const { return coarse_from_fine_hits_; }
  std::int64_t pairs() const { return pairs_; }
  std::int64_t consistent() const { return consistent_; }
  /// Share of rows whose predicted fine class lies in the right coarse class; NaN before the first row.
  double coarse_from_fine() const { return share(coarse_from_fine_hits_, fine_rows_); }
  /// Share of rows whose predicted fine class lies in the predicted coarse class; NaN before the first pair.
  double consistency() const { return share(consistent_, pairs_); }

  bool operator==(const HierarchyCounter&) const = default;

 private:
  std::vector<std::int32_t> fine_to_coarse_;
  int coarse_classes_;
  std::int64_t fine_rows_ = 0;
  std::int64_t coarse_from_fine_hits_ = 0;
  std::int64_t pairs_ = 0;
  std::int64_t consistent_ = 0;
};

}  // namespace bicameral
