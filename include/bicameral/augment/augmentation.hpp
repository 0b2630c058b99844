#pragma once
// A chain of random changes as a type: Augmentation<RandomCrop<4>, RandomFlip>.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <tuple>

#include "bicameral/augment/normalize.hpp"
#include "bicameral/augment/random_crop.hpp"
#include "bicameral/augment/random_flip.hpp"
#include "bicameral/augment/step.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/core/shape.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// The given steps, the first one first, then normalisation. Augmentation<> only normalises, as at test time.
template <AugmentationStep... Steps>
struct Augmentation {
  /// Throws Error when a step cannot serve pictures of this shape.
  static void check([[maybe_unused]] const Shape& shape) { (Steps::check(shape), ...); }

  /// Reads one picture as bytes [C, H, W] and writes it augmented and normalised as [H, W, C].
  /// Requires shape.size() values at either end, check(shape) passed and a table for shape.channels. Allocates nothing.
  template <class T>
  static void apply(const Shape& shape, const std::uint8_t* bytes, const PixelTable<T>& table,
                    [[maybe_unused]] const ImageKey& key, T* output) {
    const std::tuple<typename Steps::Drawn...> drawn{Steps::draw(shape, key)...};
    // The column map of a stretch of a row is worked out once and used for all rows.
    std::array<int, stretch> columns{};
    for (int first = 0; first < shape.width; first += stretch) {
      const int count = std::min(stretch, shape.width - first);
      for (int i = 0; i < count; ++i) columns[static_cast<std::size_t>(i)] = source_column(drawn, first + i);
      for (int y = 0; y < shape.height; ++y) {
        const std::uint8_t* row = bytes + static_cast<std::ptrdiff_t>(source_row(drawn, y)) * shape.width;
        T* to = output + (static_cast<std::ptrdiff_t>(y) * shape.width + first) * shape.channels;
        gather(shape, row, columns.data(), count, table, to);
      }
    }
  }

 private:
  static constexpr int stretch = 64;

  // A pixel is followed from the output back to the input, so the last step is asked first.
  template <std::size_t Undone = sizeof...(Steps)>
  static int source_row([[maybe_unused]] const std::tuple<typename Steps::Drawn...>& drawn, int y) {
    if constexpr (Undone == 0)
      return y;
    else
      return source_row<Undone - 1>(drawn, std::get<Undone - 1>(drawn).row(y));
  }
  template <std::size_t Undone = sizeof...(Steps)>
  static int source_column([[maybe_unused]] const std::tuple<typename Steps::Drawn...>& drawn, int x) {
    if constexpr (Undone == 0)
      return x;
    else
      return source_column<Undone - 1>(drawn, std::get<Undone - 1>(drawn).column(x));
  }

  template <class T>
  static void gather(const Shape& shape, const std::uint8_t* row, const int* columns, int count,
                     const PixelTable<T>& table, T* to) {
    const auto plane = static_cast<std::ptrdiff_t>(shape.pixels());
    if (shape.channels == 3) {  // colour pictures: all three values in one go
      const T* const red = table.channel(0);
      const T* const green = table.channel(1);
      const T* const blue = table.channel(2);
      for (int i = 0; i < count; ++i, to += 3) {
        const std::uint8_t* pixel = row + columns[i];
        to[0] = red[pixel[0]];
        to[1] = green[pixel[plane]];
        to[2] = blue[pixel[2 * plane]];
      }
      return;
    }
    for (int i = 0; i < count; ++i)
      for (int c = 0; c < shape.channels; ++c) *to++ = table.channel(c)[row[c * plane + columns[i]]];
  }
};

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
