#pragma once
// What remains of p-values when many were looked at.

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <span>
#include <vector>

#include "bicameral/core/error.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/core/numbers.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// The p-values of m tests looked at together, in the order given: with p(1) <= ... <= p(m), the adjusted p(i) is the
/// largest of min(1, (m - j + 1) p(j)) for j = 1 to i. Whoever believes in a difference where the adjusted value is at
/// most a is wrong about any of them with a probability of at most a, however the tests hang together.
/// (Holm 1979, A simple sequentially rejective multiple test procedure, Scandinavian Journal of Statistics 6.)
/// Ensures: no value is below its p-value or above 1; equal p-values have equal values. Errors: what is not from 0
/// to 1.
inline std::vector<double> holm_adjusted(std::span<const double> p_values) {
  for (const double p : p_values)
    if (!(p >= 0 && p <= 1)) fail("holm_adjusted", "p-values from 0 to 1", number_text(p));
  std::vector<std::size_t> ascending(p_values.size());
  std::iota(ascending.begin(), ascending.end(), std::size_t{0});
  std::stable_sort(ascending.begin(), ascending.end(),
                   [&](std::size_t a, std::size_t b) { return p_values[a] < p_values[b]; });
  std::vector<double> adjusted(p_values.size());
  double largest = 0;
  for (std::size_t i = 0; i < ascending.size(); ++i) {
    const auto left = static_cast<double>(ascending.size() - i);
    largest = std::max(largest, std::min(1.0, left * p_values[ascending[i]]));
    adjusted[ascending[i]] = largest;
  }
  return adjusted;
}

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
