#pragma once
// Covers a square of the picture, so that a network learns not to rely on any one part.

#include <algorithm>
#include <cstddef>
#include <string>

#include "bicameral/augment/step.hpp"
#include "bicameral/core/error.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/core/random.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// Sets a square of `side` x `side` pixels to zero after normalisation, which is the mean colour, at a random place
/// that may overhang: its centre is uniform over the pixels. Rows from centre - side / 2 (rounded down), `side` of
/// them; columns likewise. A side of 0 leaves pictures as they are. Source: DeVries and Taylor, "Improved
/// regularization of convolutional neural networks with cutout", 2017. Not a step of an Augmentation, whose steps say
/// from where a pixel comes: these pixels come from nowhere.
struct Cutout {
  int side = 0;

  /// The part of the square that lies in the picture: rows [top, bottom), columns [left, right).
  struct Drawn {
    int top = 0, bottom = 0, left = 0, right = 0;
  };

  /// Throws Error unless 0 <= side <= height and width.
  void check(const Shape& shape) const {
    const int most = std::min(shape.height, shape.width);
    if (side < 0 || side > most)
      fail("Cutout", "a side from 0 to " + std::to_string(most) + " pixels", std::to_string(side));
  }

  Drawn draw(const Shape& shape, const ImageKey& key) const {
    RandomStream stream(key.seed, Purpose::cutout, {}, key.epoch, key.image);
    const int top = static_cast<int>(stream.below(static_cast<std::uint32_t>(shape.height))) - side / 2;
    const int left = static_cast<int>(stream.below(static_cast<std::uint32_t>(shape.width))) - side / 2;
    return {std::max(top, 0), std::min(top + side, shape.height), std::max(left, 0),
            std::min(left + side, shape.width)};
  }

  /// Covers the square of this key in one normalised picture [H, W, C]. Requires check(shape) passed.
  template <class T>
  void apply(const Shape& shape, const ImageKey& key, T* picture) const {
    if (side == 0) return;
    const Drawn square = draw(shape, key);
    for (int y = square.top; y < square.bottom; ++y) {
      T* row = picture + static_cast<std::ptrdiff_t>(y) * shape.width * shape.channels;
      std::fill(row + square.left * shape.channels, row + square.right * shape.channels, T{0});
    }
  }
};

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
