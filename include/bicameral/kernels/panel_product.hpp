#pragma once
// The matrix product of the convolutions: operands lie in panels already, sums stay in registers.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "bicameral/core/simd.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// Channels per panel: a cache line of float. A matrix [rows, channels] in panels is [channels / 16][rows][16], with
/// zeros behind the last channel. The same for every instruction set, so that sizes never depend on it.
inline constexpr int panel_width = 16;
constexpr int panels_of(int channels) { return (channels + panel_width - 1) / panel_width; }
constexpr int padded_to_panels(int channels) { return panels_of(channels) * panel_width; }

/// Columns of the result per block of the right factor, which is stored [columns / 32][depth][32].
inline constexpr int block_width = 2 * panel_width;
constexpr int blocks_of(int channels) { return (channels + block_width - 1) / block_width; }

namespace simd_detail {

/// Registers for sums: what the instruction set has, less the ones for factors.
#if defined(__AVX512F__) || defined(__ARM_NEON) || defined(_M_ARM64)
inline constexpr int most_rows = 14;
#else
inline constexpr int most_rows = 6;
#endif

/// c[Rows, Vectors registers] = (or +=) sum over depth of a(row, k) b[k, ...], where
/// a(row, k) = a[(k / 16) a_jump + row RowStride + (k % 16) DepthStride].
template <class T, int Rows, int Vectors, int RowStride, int DepthStride>
[[gnu::flatten]] void product_kernel(std::int64_t depth, const T* a, std::int64_t a_jump, const T* b,
                                     std::int64_t b_stride, std::int64_t b_vector, T* c, std::int64_t c_stride,
                                     std::int64_t c_vector, bool accumulate) {
  using V = Vec<T>;
  V sums[Rows][Vectors];
  const auto each_sum = [&](const auto& body) {
    unrolled<Rows * Vectors>(
        [&](int i) { body(sums[i / Vectors][i % Vectors], c + i / Vectors * c_stride + i % Vectors * c_vector); });
  };
  if (accumulate)
    each_sum([](V& sum, const T* at) { sum = V::load(at); });
  else
    each_sum([](V& sum, const T*) { sum = V::zero(); });
  const auto step = [&](const T* column) {
    V right[Vectors];
    unrolled<Vectors>([&](int v) { right[v] = V::load(b + v * b_vector); });
    unrolled<Rows>([&](int r) {
      const V left = V::broadcast(column[r * RowStride]);
      unrolled<Vectors>([&](int v) { sums[r][v] = multiply_add(left, right[v], sums[r][v]); });
    });
    b += b_stride;
  };
  // A count that the compiler does not know: sixteen steps one after the other would be no faster.
  for (; depth > 0; depth -= panel_width, a += a_jump)
    for (std::int64_t k = 0; k < std::min<std::int64_t>(depth, panel_width); ++k) step(a + k * DepthStride);
  each_sum([](const V& sum, T* at) { sum.store(at); });
}

template <class T>
using ProductKernel = void (*)(std::int64_t, const T*, std::int64_t, const T*, std::int64_t, std::int64_t, T*,
                               std::int64_t, std::int64_t, bool);

/// The kernels for 1, 2, 4, 6, ... most_rows rows, found by half their height.
template <class T, int Vectors>
inline constexpr auto row_kernels = []<int... Half>(std::integer_sequence<int, Half...>) {
  return std::array<ProductKernel<T>, sizeof...(Half)>{
      &product_kernel<T, std::max(1, 2 * Half), Vectors, panel_width, 1>...};
}
(std::make_integer_sequence<int, most_rows / 2 + 1>{});

/// Rows of an outer product at a time, which divide a panel, and its kernels for 1 to outer_rows rows.
inline constexpr int outer_rows = most_rows >= 8 ? 8 : 4;
template <class T, int Vectors>
inline constexpr auto outer_kernels = []<int... Rows>(std::integer_sequence<int, Rows...>) {
  return std::array<ProductKernel<T>, sizeof...(Rows)>{&product_kernel<T, Rows + 1, Vectors, 1, panel_width>...};
}
(std::make_integer_sequence<int, outer_rows>{});

}  // namespace simd_detail

/// c[rows, columns] = a[rows, depth] b: a in panels at distance a_panel, b one block [depth][32], c rows of c_stride.
/// Columns up to the next register are written. Requires columns <= 32.
template <class T>
void panel_product(std::int64_t rows, int columns, std::int64_t depth, const T* a, std::int64_t a_panel, const T* b,
                   T* c, std::int64_t c_stride) {
  constexpr int lanes = Vec<T>::lanes;
  // Pieces of nearly the same height, because one small rest would run at a fraction of the speed. There are kernels
  // for even heights: of an odd number of rows, one is computed by two pieces, with the same result.
  const std::int64_t halves = (rows + 1) / 2;
  const bool odd_piece = rows % 2 == 1 && rows > 1 && rows < simd_detail::most_rows;
  const std::int64_t pieces = odd_piece ? 2 : (rows + simd_detail::most_rows - 1) / simd_detail::most_rows;
  for (std::int64_t piece = 0; piece < pieces; ++piece) {
    const std::int64_t last = std::min(2 * (halves * (piece + 1) / pieces), rows);
    const std::int64_t height = std::min(2 * (halves * (piece + 1) / pieces - halves * piece / pieces), rows);
    const auto kernel = static_cast<std::size_t>(height / 2);
    const T* left = a + (last - height) * panel_width;
    T* to = c + (last - height) * c_stride;
    int column = 0;
    for (; column + lanes < columns; column += 2 * lanes)
      simd_detail::row_kernels<T, 2>[kernel](depth, left, a_panel, b + column, block_width, lanes, to + column,
                                             c_stride, lanes, false);
    for (; column < columns; column += lanes)
      simd_detail::row_kernels<T, 1>[kernel](depth, left, a_panel, b + column, block_width, lanes, to + column,
                                             c_stride, lanes, false);
  }
}

/// c[rows, columns] (+)= a^T b over `depth` rows of both: a and b in panels [channels / 16][stride rows][16], c
/// row-major with c_stride >= columns rounded up to panels.
template <class T>
void panel_outer_product(int rows, int columns, std::int64_t depth, const T* a, std::int64_t a_panel, const T* b,
                         std::int64_t b_panel, T* c, std::int64_t c_stride, bool accumulate) {
  constexpr int lanes = Vec<T>::lanes;
  constexpr int per_panel = panel_width / lanes > 0 ? panel_width / lanes : 1;
  constexpr int step = simd_detail::outer_rows;
  static_assert(panel_width % lanes == 0, "a panel is made of whole registers");
  const int vectors = panels_of(columns) * per_panel;
  const auto b_at = [&](int vector) { return b + (vector / per_panel) * b_panel + (vector % per_panel) * lanes; };
  int vector = 0;
  while (vector < vectors) {
    // Two registers side by side where they are at one distance from each other.
    const bool pair = vector + 1 < vectors;
    const std::int64_t distance = pair ? b_at(vector + 1) - b_at(vector) : 0;
    for (int row = 0; row < rows; row += step) {
      const auto kernel = static_cast<std::size_t>(std::min(step, rows - row) - 1);
      const T* left = a + (row / panel_width) * a_panel + row % panel_width;
      T* to = c + row * c_stride + vector * lanes;
      const auto& kernels = pair ? simd_detail::outer_kernels<T, 2> : simd_detail::outer_kernels<T, 1>;
      kernels[kernel](depth, left, panel_width * panel_width, b_at(vector), panel_width, distance, to, c_stride, lanes,
                      accumulate);
    }
    vector += pair ? 2 : 1;
  }
}

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
