#pragma once
// Exchanges left and right in every other picture.

#include "bicameral/augment/step.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/core/random.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// Mirrors the picture with probability 1/2: output (y, x) = input (y, width - 1 - x).
struct RandomFlip {
  struct Drawn {
    int last_column = 0;
    bool flipped = false;
    int row(int y) const { return y; }
    int column(int x) const { return flipped ? last_column - x : x; }
  };

  static void check(const Shape&) {}

  static Drawn draw(const Shape& shape, const ImageKey& key) {
    RandomStream stream(key.seed, Purpose::flip, {}, key.epoch, key.image);
    return {shape.width - 1, stream.below(2) == 1};
  }
};

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
