#pragma once
// Pixels that are given as pointers, times packed weights: the columns block by block.

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "bicameral/core/aligned_buffer.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/kernels/conv2d/direct/sums.hpp"
#include "bicameral/kernels/conv2d/direct/weights.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {
namespace simd_detail {

/// Pixels that one task takes: many, so that weights are read seldom, for few pixels all at once.
inline constexpr int direct_pixels = 48;
inline constexpr int most_direct_pixels = 96;

/// What a worker needs for the pixels of a task.
template <class T>
struct DirectTable {
  DirectTable(std::byte* memory, int taps)
      : targets(reinterpret_cast<T**>(memory)),
        pixels(reinterpret_cast<const T**>(memory + most_direct_pixels * sizeof(T*))),
        weights(pixels + std::int64_t{taps} * most_direct_pixels),
        sums(reinterpret_cast<T*>(memory + pointer_bytes(taps))) {}
  static constexpr std::size_t pointer_bytes(int taps) {
    const auto count = static_cast<std::size_t>(taps);
    return aligned_bytes((count * (most_direct_pixels + 1) + most_direct_pixels) * sizeof(T*));
  }
  static constexpr std::size_t bytes(int taps) {
    return pointer_bytes(taps) + std::size_t{most_direct_pixels} * direct_block * sizeof(T);
  }
  /// The pointer of a pixel for a tap: [group of pixels][tap][pixel of the group].
  const T*& pixel(int taps, std::int64_t place, int tap) const {
    return pixels[(place / direct_rows * taps + tap) * direct_rows + place % direct_rows];
  }

  T** targets;  // [pixel]
  const T** pixels;
  const T** weights;  // [tap]
  T* sums;            // [pixel][64]
};

/// The pixels of one product, their taps and where the results go.
template <class T>
struct DirectPixels {
  int taps = 0;                      // of these pixels
  std::int64_t depth = 0;            // values of a tap
  std::int64_t count = 0;            // pixels, at most most_direct_pixels
  const T* const* pixels = nullptr;  // see DirectSums
  std::int64_t group_step = 0;       // pointers from one group of direct_rows pixels to the next
  std::int64_t tap_step = 0;
  T* const* targets = nullptr;  // [pixel]
};

/// Sums for the columns [first, last) of one block; weights(tap) gives the matrix of a tap within the block. Taps are
/// taken a few at a time, so that the weights come from memory once and from the second-level cache for all other
/// pixels; what is between is kept in table.sums.
template <class T, class Weights>
void multiply_block(const DirectPixels<T>& pixels, int first, int last, const Weights& weights, const T* start,
                    bool relu, const DirectTable<T>& table) {
  constexpr std::int64_t weight_bytes = 256 * 1024;
  const std::int64_t tap_bytes = std::max<std::int64_t>(pixels.depth, 1) * direct_block * std::int64_t{sizeof(T)};
  const auto fitting =
      static_cast<int>(std::clamp<std::int64_t>(weight_bytes / tap_bytes, 1, std::max(pixels.taps, 1)));
  for (int column = first; column < last;) {
    const int within = column % direct_block;
    const int vectors = direct_vectors_for<T>(last - column);
    const int width = vectors * Vec<T>::lanes;
    const bool whole = column + width <= last;
    for (int tap = 0; tap < pixels.taps; ++tap) table.weights[tap] = weights(tap) + within;
    int tap = 0;
    do {
      const int taps = std::min(fitting, pixels.taps - tap);
      const bool ends = tap + taps == pixels.taps;
      for (std::int64_t place = 0; place < pixels.count; place += direct_rows) {
        const auto rows = static_cast<int>(std::min<std::int64_t>(direct_rows, pixels.count - place));
        T* kept = table.sums + place * direct_block;
        T* keep[direct_rows];
        for (int r = 0; r < direct_rows; ++r) keep[r] = kept + r * direct_block;
        const bool stays = !ends || !whole;
        direct_kernel<T>(
            rows, vectors)({.taps = taps,
                            .depth = pixels.depth,
                            .pixels = pixels.pixels + place / direct_rows * pixels.group_step + tap * pixels.tap_step,
                            .tap_step = pixels.tap_step,
                            .weights = table.weights + tap,
                            .start = tap == 0 ? start + column : kept,
                            .start_stride = tap == 0 ? 0 : direct_block,
                            .relu = relu && ends,
                            .to = stays ? keep : pixels.targets + place,
                            .column = stays ? 0 : column});
        if (ends && !whole)
          for (int r = 0; r < rows; ++r) std::copy_n(keep[r], last - column, pixels.targets[place + r] + column);
      }
      tap += taps;
    } while (tap < pixels.taps);
    column += width;
  }
}

}  // namespace simd_detail
}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
