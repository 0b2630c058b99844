#pragma once
// The inner loops of direct convolution of few channels: the pixels of a band times a few registers of columns.

#include <algorithm>
#include <cstdint>

#include "bicameral/core/aligned_buffer.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/core/simd.hpp"
#include "bicameral/kernels/conv2d/direct/sums.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {
namespace simd_detail {

/// What one call sums: to[pixel stride + v] = start[v] + sum over taps t and values k of
/// band[windows[pixel] + t line + k] weights[64 (t depth + k) + v], and at least zero if `relu`.
template <class T>
struct WindowSums {
  int taps = 0;
  std::int64_t depth = 0;                 // values of a tap
  std::int64_t line = 0;                  // values from one tap to the next
  const T* band = nullptr;                // padded
  const std::int64_t* windows = nullptr;  // [pixel], where its window begins in the band
  std::int64_t count = 0;                 // pixels, at least direct_rows
  const T* weights = nullptr;             // [taps][depth][64]
  const T* start = nullptr;
  bool relu = false;
  T* to = nullptr;
  std::int64_t stride = 0;  // values from the result of one pixel to that of the next
};

/// All pixels of a band: taps are so few that a call for each group of pixels would cost as much as several of them.
/// The last group takes pixels of the one before again, so that every group is whole.
template <class T, int Vectors>
[[gnu::flatten]] void sum_windows(const WindowSums<T>& call) {
  using V = Vec<T>;
  constexpr int rows = direct_rows;
  // Copied, because values that are stored might change what lies behind a reference.
  const WindowSums<T> c = call;
  const std::int64_t last = c.count - rows;
  for (std::int64_t place = 0;; place = std::min(place + rows, last)) {
    V sums[rows][Vectors];
    const auto each_sum = [&](const auto& body) {
      unrolled<rows>([&](int r) { unrolled<Vectors>([&](int v) { body(sums[r][v], r, v * V::lanes); }); });
    };
    each_sum([&](V& sum, int, int v) { sum = V::load(c.start + v); });
    const T* pixels[rows];
    unrolled<rows>([&](int r) { pixels[r] = c.band + c.windows[place + r]; });
    // Results are written faster than the hardware foresees, and faster than all of them can be asked for at once.
    const T* next = c.to + std::min(place + rows, last) * c.stride;
    const T* w = c.weights;
    int term = 0;
    std::int64_t k = 0;
    for (int t = 0; t < c.taps; ++t, k += c.line - c.depth)
      for (const std::int64_t end = k + c.depth; k < end; ++k, ++term, w += direct_block) {
        prefetch(next + std::min(term / Vectors, rows - 1) * c.stride + term % Vectors * V::lanes);
        if constexpr (Vectors > 2) {
          // There are 32 registers: each of the weights is needed only while it meets all pixels.
          V left[rows];
          unrolled<rows>([&](int r) { left[r] = V::broadcast(pixels[r][k]); });
          unrolled<Vectors>([&](int v) {
            const V right = V::load(w + v * V::lanes);
            unrolled<rows>([&](int r) { sums[r][v] = multiply_add(left[r], right, sums[r][v]); });
          });
        } else {
          V right[Vectors];
          unrolled<Vectors>([&](int v) { right[v] = V::load(w + v * V::lanes); });
          unrolled<rows>([&](int r) {
            const V left = V::broadcast(pixels[r][k]);
            unrolled<Vectors>([&](int v) { sums[r][v] = multiply_add(left, right[v], sums[r][v]); });
          });
        }
      }
    // NaN is not at most zero, so it stays.
    if (c.relu) each_sum([](V& sum, int, int) { sum = where_at_most(sum, V::zero(), V::zero(), sum); });
    T* to = c.to + place * c.stride;
    each_sum([&](const V& sum, int r, int v) { sum.store(to + r * c.stride + v); });
    if (place == last) break;
  }
}

/// The columns [first, last) of one block, for any number of pixels. `band` says what sum_windows says for column 0 of
/// all blocks; its weights are those of the block.
template <class T>
void sum_windows_of_block(const WindowSums<T>& band, int first, int last) {
  for (int column = first; column < last;) {
    const int vectors = direct_vectors_for<T>(last - column);
    const int width = vectors * Vec<T>::lanes;
    const auto sum = vectors == 1   ? &sum_windows<T, 1>
                     : vectors == 2 ? &sum_windows<T, 2>
                                    : &sum_windows<T, direct_vectors>;
    WindowSums<T> part = band;
    part.weights += column % direct_block;
    part.start += column;
    part.to += column;
    if (column + width <= last && band.count >= direct_rows) {
      sum(part);
    } else {
      // Too few columns or pixels: whole registers of whole groups are kept here, and what is asked for is copied.
      alignas(alignment) T kept[direct_rows * direct_block];
      std::int64_t windows[direct_rows];
      part.windows = windows;
      part.count = direct_rows;
      part.to = kept;
      part.stride = direct_block;
      for (std::int64_t place = 0; place < band.count; place += direct_rows) {
        for (int r = 0; r < direct_rows; ++r) windows[r] = band.windows[std::min(place + r, band.count - 1)];
        sum(part);
        const std::int64_t rows = std::min<std::int64_t>(direct_rows, band.count - place);
        for (std::int64_t r = 0; r < rows; ++r)
          std::copy_n(kept + r * direct_block, std::min(width, last - column),
                      band.to + (place + r) * band.stride + column);
      }
    }
    column += width;
  }
}

}  // namespace simd_detail
}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
