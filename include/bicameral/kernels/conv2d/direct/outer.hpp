#pragma once
// The weight gradient's product: channels of some pixels times columns of others, summed over pairs of pixels.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "bicameral/core/instruction_set.hpp"
#include "bicameral/kernels/panel_product.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {
namespace simd_detail {

/// A pixel of the input and the output pixel that saw it, as distances from where their pictures begin.
struct PixelPair {
  std::int64_t x = 0;
  std::int64_t dy = 0;
};

/// to[Rows][Vectors registers] += sum over the pairs of x[pair.x + r] dy[pair.dy + v].
template <class T, int Rows, int Vectors>
[[gnu::flatten]] void sum_pairs(const PixelPair* pair, std::int64_t count, const T* x, const T* dy, T* to,
                                std::int64_t to_stride) {
  using V = Vec<T>;
  V sums[Rows][Vectors];
  const auto each_sum = [&](const auto& body) {
    unrolled<Rows * Vectors>(
        [&](int i) { body(sums[i / Vectors][i % Vectors], to + i / Vectors * to_stride + i % Vectors * V::lanes); });
  };
  each_sum([](V& sum, const T* at) { sum = V::load(at); });
  for (const PixelPair* end = pair + count; pair != end; ++pair) {
    const T* left = x + pair->x;
    const T* right = dy + pair->dy;
    V columns[Vectors];
    unrolled<Vectors>([&](int v) { columns[v] = V::load(right + v * V::lanes); });
    unrolled<Rows>([&](int r) {
      const V value = V::broadcast(left[r]);
      unrolled<Vectors>([&](int v) { sums[r][v] = multiply_add(value, columns[v], sums[r][v]); });
    });
  }
  each_sum([](const V& sum, T* at) { sum.store(at); });
}

template <class T>
using PairsKernel = void (*)(const PixelPair*, std::int64_t, const T*, const T*, T*, std::int64_t);

/// The kernels for 1 to most_rows channels.
template <class T, int Vectors>
inline constexpr auto pairs_kernels = []<int... Rows>(std::integer_sequence<int, Rows...>) {
  return std::array<PairsKernel<T>, sizeof...(Rows)>{&sum_pairs<T, Rows + 1, Vectors>...};
}
(std::make_integer_sequence<int, most_rows>{});

/// to[channels, columns] += sum over the pairs of x[pair.x + c] dy[pair.dy + f]; columns up to the next register are
/// read and written.
template <class T>
void add_outer_products(const PixelPair* pairs, std::int64_t count, const T* x, const T* dy, int channels, int columns,
                        T* to, std::int64_t to_stride) {
  constexpr int lanes = Vec<T>::lanes;
  const int pieces = (channels + most_rows - 1) / most_rows;
  for (int column = 0; column < columns;) {
    const int vectors = column + lanes < columns ? 2 : 1;
    const auto& kernels = vectors == 2 ? pairs_kernels<T, 2> : pairs_kernels<T, 1>;
    for (int piece = 0; piece < pieces; ++piece) {
      // Pieces of nearly the same height: one small rest would run at a fraction of the speed.
      const int first = channels * piece / pieces;
      const int last = channels * (piece + 1) / pieces;
      kernels[static_cast<std::size_t>(last - first - 1)](pairs, count, x + first, dy + column,
                                                          to + first * to_stride + column, to_stride);
    }
    column += vectors * lanes;
  }
}

}  // namespace simd_detail
}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
