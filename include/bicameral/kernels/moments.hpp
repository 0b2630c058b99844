#pragma once
// Means and squared differences of pieces of a set of rows, and those of the whole.

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "bicameral/core/aligned_buffer.hpp"
#include "bicameral/core/instruction_set.hpp"

namespace bicameral {

/// The moments of a batch per channel: the mean, and the sum of squared differences from it.
struct ChannelMoments {
  double* mean = nullptr;
  double* squares = nullptr;
};

inline namespace BICAMERAL_SIMD {

/// Moments of numbered parts of the rows, two lines of `stride` values for each part; every part has one writer.
template <class T>
struct MomentParts {
  T* first = nullptr;
  std::int64_t stride = 0;

  T* mean(std::int64_t part) const { return first + 2 * part * stride; }
  T* squares(std::int64_t part) const { return first + (2 * part + 1) * stride; }
  static std::size_t bytes(std::int64_t parts, std::int64_t stride) {
    return aligned_bytes(static_cast<std::size_t>(2 * parts * stride) * sizeof(T));
  }
};

/// The moments of all rows: part after part, rows_of(part) rows each (none: nobody wrote it), by the pairwise formula
/// of Chan, Golub, LeVeque (1979): M2 = M2a + M2b + d^2 na nb / (na + nb).
template <class T, class RowsOf>
void join_moments(const MomentParts<T>& parts, std::int64_t count, const RowsOf& rows_of, int channels,
                  const ChannelMoments& all) {
  std::fill_n(all.mean, channels, 0.0);
  std::fill_n(all.squares, channels, 0.0);
  double seen = 0;
  for (std::int64_t part = 0; part < count; ++part) {
    const auto added = static_cast<double>(rows_of(part));
    if (added == 0) continue;
    const T* mean = parts.mean(part);
    const T* squares = parts.squares(part);
    const double towards = added / (seen + added);
    for (int c = 0; c < channels; ++c) {
      const double difference = static_cast<double>(mean[c]) - all.mean[c];
      all.mean[c] += difference * towards;
      all.squares[c] += static_cast<double>(squares[c]) + difference * difference * seen * towards;
    }
    seen += added;
  }
}

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
