#pragma once
// Filters to their Winograd matrices and back.

#include <algorithm>
#include <cstdint>

#include "bicameral/core/instruction_set.hpp"
#include "bicameral/kernels/conv2d/winograd/tiles.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {
namespace simd_detail {

/// Values from one matrix of a block of mapped filters, [depth][32], to the next: an odd number of cache lines, so that
/// stores to all matrices go to different cache sets.
constexpr std::int64_t filter_matrix(std::int64_t depth) { return (2 * depth | 1) * panel_width; }

/// U = G g G^T for the rows (input channels of the product) of a range and one block of 32 columns, of which u has
/// u[matrix][depth][32]. Weights are HWIO, w[9][depth][columns]; turned, w[9][columns][depth] by half a turn.
template <class Maps, class T>
void map_filters(bool turned, int depth, int columns, RowRange rows, int block, const T* w, T* u) {
  constexpr int lanes = Vec<T>::lanes;
  const int first = block * block_width;
  const int count = std::min(block_width, columns - first);
  T taps[9][panel_width][block_width] = {};
  for (int tap = 0; tap < 9; ++tap)
    for (std::int64_t k = rows.begin; k < rows.end; ++k) {
      T* to = taps[tap][k - rows.begin];
      if (!turned) {
        std::copy_n(w + (tap * std::int64_t{depth} + k) * columns + first, count, to);
      } else {
        const T* from = w + (std::int64_t{8 - tap} * columns + first) * depth + k;
        for (int c = 0; c < count; ++c) to[c] = from[std::int64_t{c} * depth];
      }
    }
  for (std::int64_t k = rows.begin; k < rows.end; ++k)
    for (int c = 0; c < block_width; c += lanes) {
      T* to = u + k * block_width + c;
      map_square<Vec<T>, 3, Maps::input>(
          [&](int row, int column) { return Vec<T>::load(taps[row * 3 + column][k - rows.begin] + c); },
          [](const auto& g, auto& mapped) { Maps::filter_map(g, mapped); },
          [&](int row, int column, Vec<T> value) {
            value.store(to + (row * Maps::input + column) * filter_matrix(depth));
          });
    }
}

/// dg = G^T dU G for one input channel: sums[q sums_matrix + filter] to dw[tap dw_tap + filter].
template <class Maps, class T>
void filter_gradient(const T* sums, std::int64_t sums_matrix, int filters, T* dw, std::int64_t dw_tap) {
  constexpr int lanes = Vec<T>::lanes;
  for (int f = 0; f < filters; f += lanes)
    map_square<Vec<T>, Maps::input, 3>(
        [&](int row, int column) { return Vec<T>::load(sums + (row * Maps::input + column) * sums_matrix + f); },
        [](const auto& u, auto& g) { Maps::filter_gradient_map(u, g); },
        [&](int row, int column, Vec<T> g) { store_channels(g, dw + (row * 3 + column) * dw_tap, f, filters); });
}

}  // namespace simd_detail
}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
