#pragma once
// The inner loops of direct convolution: a few pixels times a few registers of columns, sums in registers.

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "bicameral/core/instruction_set.hpp"
#include "bicameral/core/simd.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {
namespace simd_detail {

inline constexpr int direct_rows = 6;  // pixels whose sums stay in registers
#if defined(__AVX512F__) || defined(__ARM_NEON) || defined(_M_ARM64)
inline constexpr int direct_vectors = 4;
#else
inline constexpr int direct_vectors = 2;
#endif

/// Columns per block of packed weights, for every instruction set, so that sizes never depend on it.
inline constexpr int direct_block = 64;

/// What one call sums: to[r][column + v] = start[r start_stride + v] + sum over taps t and channels k of
/// pixel(t, r)[k] weights[t][64 k + v], and at least zero if `relu`. Pixel (t, r) lies at
/// pixels[t tap_step + r].
template <class T>
struct DirectSums {
  int taps = 0;
  std::int64_t depth = 0;
  const T* const* pixels = nullptr;
  std::int64_t tap_step = direct_rows;
  const T* const* weights = nullptr;
  const T* start = nullptr;
  std::int64_t start_stride = 0;
  bool relu = false;
  T* const* to = nullptr;
  std::int64_t column = 0;
};

template <class T, int Rows, int Vectors>
[[gnu::flatten]] void sum_directly(const DirectSums<T>& call) {
  using V = Vec<T>;
  V sums[Rows][Vectors];
  const auto each_sum = [&](const auto& body) {
    unrolled<Rows>([&](int r) { unrolled<Vectors>([&](int v) { body(sums[r][v], r, v * V::lanes); }); });
  };
  each_sum([&](V& sum, auto r, int v) { sum = V::load(call.start + r * call.start_stride + v); });
  const T* const* pixels = call.pixels;
  for (int t = 0; t < call.taps; ++t, pixels += call.tap_step) {
    const T* rows[Rows];
    unrolled<Rows>([&](int r) { rows[r] = pixels[r]; });
    const T* w = call.weights[t];
    for (std::int64_t k = 0; k < call.depth; ++k, w += direct_block) {
      V right[Vectors];
      unrolled<Vectors>([&](int v) { right[v] = V::load(w + v * V::lanes); });
      unrolled<Rows>([&](int r) {
        const V left = V::broadcast(rows[r][k]);
        unrolled<Vectors>([&](int v) { sums[r][v] = multiply_add(left, right[v], sums[r][v]); });
      });
    }
  }
  // NaN is not at most zero, so it stays.
  if (call.relu) each_sum([](V& sum, auto, int) { sum = where_at_most(sum, V::zero(), V::zero(), sum); });
  T* to[Rows];
  unrolled<Rows>([&](int r) { to[r] = call.to[r] + call.column; });
  each_sum([&](const V& sum, auto r, int v) { sum.store(to[r] + v); });
}

template <class T>
using DirectKernel = void (*)(const DirectSums<T>&);

/// The kernels for 1 to direct_rows pixels.
template <class T, int Vectors>
inline constexpr auto direct_kernels = []<int... Rows>(std::integer_sequence<int, Rows...>) {
  return std::array<DirectKernel<T>, sizeof...(Rows)>{&sum_directly<T, Rows + 1, Vectors>...};
}
(std::make_integer_sequence<int, direct_rows>{});

/// Registers of columns that one call takes when `rest` columns are left: 1, 2, or 4 where there are that many.
template <class T>
constexpr int direct_vectors_for(int rest) {
  return rest <= Vec<T>::lanes ? 1 : rest <= 2 * Vec<T>::lanes ? 2 : direct_vectors;
}
template <class T>
DirectKernel<T> direct_kernel(int rows, int vectors) {
  const auto& kernels = vectors == 1   ? direct_kernels<T, 1>
                        : vectors == 2 ? direct_kernels<T, 2>
                                       : direct_kernels<T, direct_vectors>;
  return kernels[static_cast<std::size_t>(rows - 1)];
}

}  // namespace simd_detail
}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
