#pragma once
// Probabilities from scores without overflow, in double whatever the scores' type.

#include <cmath>
#include <limits>
#include <span>

#include "bicameral/core/instruction_set.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// What turns the scores x of one row into probabilities: p_k = exp(x_k - largest) / sum.
struct SoftmaxScale {
  double largest = 0;  ///< the largest score
  double sum = 0;      ///< sum over k of exp(x_k - largest): from 1 to the number of classes

  double probability(double score) const { return std::exp(score - largest) / sum; }
  /// -log p of a score, exact to rounding even where p itself would be 0.
  double negative_log(double score) const { return (largest - score) + std::log(sum); }
};

/// The scale of one row.
/// Requires a row that is not empty.
/// Ensures: sum is NaN when a score is NaN or +infinity, or all are -infinity; a -infinity beside finite scores has
/// probability 0.
template <class T>
SoftmaxScale softmax_scale(std::span<const T> scores) {
  SoftmaxScale scale{-std::numeric_limits<double>::infinity(), 0};
  for (const T score : scores)
    if (static_cast<double>(score) > scale.largest) scale.largest = static_cast<double>(score);
  for (const T score : scores) scale.sum += std::exp(static_cast<double>(score) - scale.largest);
  return scale;
}

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
