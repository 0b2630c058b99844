#pragma once
// Sums over lists of doubles, in order.

#include <cmath>
#include <cstddef>
#include <span>

#include "bicameral/core/instruction_set.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {
namespace detail {

/// sum a_i b_i. Requires as many values in b.
inline double dot(std::span<const double> a, std::span<const double> b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}
/// sum a_i.
inline double total(std::span<const double> values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum;
}
/// sqrt(sum a_i^2).
inline double length(std::span<const double> values) { return std::sqrt(dot(values, values)); }

}  // namespace detail
}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
