#pragma once
// Which class is taken for which.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "bicameral/core/error.hpp"
#include "bicameral/metrics/accuracy.hpp"

namespace bicameral {

/// A square table of counts: row = the true class, column = the predicted one.
class ConfusionMatrix {
 public:
  /// Requires classes >= 1.
  explicit ConfusionMatrix(int classes) : classes_(checked(classes)), counts_(size(classes) * size(classes)) {}

  /// One more row of class `label` that was taken for `predicted`. Errors: either is not a class.
  void add(std::int32_t label, std::int32_t predicted) { ++counts_[index(label, predicted)]; }

  int classes() const { return classes_; }
  std::int64_t count(int label, int predicted) const { return counts_[index(label, predicted)]; }
  /// All counts, row-major [true class, predicted class].
  const std::vector<std::int64_t>& counts() const { return counts_; }

  std::int64_t total() const {
    std::int64_t sum = 0;
    for (const auto count : counts_) sum += count;
    return sum;
  }
  /// The sum of the diagonal.
  std::int64_t correct() const {
    std::int64_t sum = 0;
    for (int k = 0; k < classes_; ++k) sum += count(k, k);
    return sum;
  }
  /// Of the rows of this class, the share that was recognised; NaN when there are none.
  double recall(int label) const {
    std::int64_t rows = 0;
    for (int k = 0; k < classes_; ++k) rows += count(label, k);
    return share(count(label, label), rows);
  }
  /// Of the rows taken for this class, the share that belongs to it; NaN when there are none.
  double precision(int label) const {
    std::int64_t rows = 0;
    for (int k = 0; k < classes_; ++k) rows += count(k, label);
    return share(count(label, label), rows);
  }

  bool operator==(const ConfusionMatrix&) const = default;

 private:
  static int checked(int classes) {
    if (classes < 1) fail("ConfusionMatrix", "at least one class", std::to_string(classes));
    return classes;
  }
  static std::size_t size(int classes) { return static_cast<std::size_t>(classes); }
  std::size_t index(int label, int predicted) const {
    if (label < 0 || label >= classes_ || predicted < 0 || predicted >= classes_)
      fail("ConfusionMatrix", "classes from 0 to " + std::to_string(classes_ - 1),
           std::to_string(label) + " taken for " + std::to_string(predicted));
    return size(label) * size(classes_) + size(predicted);
  }

  int classes_;
  std::vector<std::int64_t> counts_;
};

}  // namespace bicameral
