#pragma once
// Filters to their Winograd matrices and back.

#include <algorithm>
#include <cstdint>

#include "bicameral/core/instruction_set.hpp"
#include "bicameral/kernels/conv2d/winograd/tiles.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {
namespace simd_detail {

/// U = G g G^T for the rows (input channels of the product) of a range and one block of 32 columns:
/// u[block][matrix][depth][32]. Weights are HWIO, w[9][depth][columns]; turned, w[9][columns][depth] by half a turn.
template <class Maps, class T>
void map_filters(bool turned, int depth, int columns, RowRange rows, int block, const T* w, T* u) {
  constexpr int lanes = Vec<T>::lanes;
  constexpr int matrices = Maps::input * Maps::input;
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
  T* block_start = u + std::int64_t{block} * matrices * depth * block_width;
  for (std::int64_t k = rows.begin; k < rows.end; ++k)
    for (int c = 0; c < block_width; c += lanes) {
      Vec<T> g[3][3];
      for (int tap = 0; tap < 9; ++tap) g[tap / 3][tap % 3] = Vec<T>::load(taps[tap][k - rows.begin] + c);
      Vec<T> mapped[Maps::input][Maps::input];
      map_both_ways<3, Maps::input>(g, mapped, [](const auto& from, auto& to) { Maps::filter_map(from, to); });
      for (int q = 0; q < matrices; ++q)
        mapped[q / Maps::input][q % Maps::input].store(block_start + (q * std::int64_t{depth} + k) * block_width + c);
    }
}

/// dg = G^T dU G for one input channel: sums[q sums_matrix + filter] to dw[tap dw_tap + filter].
template <class Maps, class T>
void filter_gradient(const T* sums, std::int64_t sums_matrix, int filters, T* dw, std::int64_t dw_tap) {
  constexpr int lanes = Vec<T>::lanes;
  for (int f = 0; f < filters; f += lanes) {
    Vec<T> u[Maps::input][Maps::input];
    for (int r = 0; r < Maps::input; ++r)
      for (int c = 0; c < Maps::input; ++c) u[r][c] = Vec<T>::load(sums + (r * Maps::input + c) * sums_matrix + f);
    Vec<T> g[3][3];
    map_both_ways<Maps::input, 3>(u, g, [](const auto& from, auto& to) { Maps::filter_gradient_map(from, to); });
    for (int tap = 0; tap < 9; ++tap) store_channels(g[tap / 3][tap % 3], dw + tap * dw_tap, f, filters);
  }
}

}  // namespace simd_detail
}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
