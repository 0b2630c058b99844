#pragma once
// Which class a row of scores names first, and at which place it names the right one.

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

#include "bicameral/core/instruction_set.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// What `top_class` says of a row that cannot be ranked.
inline constexpr std::int32_t no_class = -1;

/// What `rank_of` says of a row that cannot be ranked: beyond every k.
inline constexpr int no_rank = std::numeric_limits<int>::max();

/// The class with the largest score; of equal ones the lowest index; `no_class` when a score is NaN or none exists.
template <class T>
std::int32_t top_class(std::span<const T> scores) {
  std::int32_t best = no_class;
  for (std::size_t k = 0; k < scores.size(); ++k) {
    if (std::isnan(scores[k])) return no_class;
    if (best == no_class || scores[k] > scores[static_cast<std::size_t>(best)]) best = static_cast<std::int32_t>(k);
  }
  return best;
}

/// The place of `label` when the scores are sorted, largest first and equal ones by index: 0 is the top.
/// Requires 0 <= label < scores.size().
/// Ensures: `no_rank` when a score is NaN; rank_of(scores, label) == 0 exactly when top_class(scores) == label.
template <class T>
int rank_of(std::span<const T> scores, std::int32_t label) {
  const auto own = static_cast<std::size_t>(label);
  int rank = 0;
  for (std::size_t k = 0; k < scores.size(); ++k) {
    if (std::isnan(scores[k])) return no_rank;
    if (scores[k] > scores[own] || (scores[k] == scores[own] && k < own)) ++rank;
  }
  return rank;
}

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
