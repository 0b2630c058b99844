#pragma once
// Moves a picture by a few pixels; what comes in at the border mirrors what is inside.

#include <string>

#include "bicameral/augment/step.hpp"
#include "bicameral/core/error.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/core/random.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// The index that reflection without repeating the edge assigns to `position`: -1 becomes 1, `size` becomes size - 2.
/// Requires -size < position < 2 size - 1.
constexpr int reflected(int position, int size) {
  if (position < 0) return -position;
  return position < size ? position : 2 * (size - 1) - position;
}

/// Pads by reflection on all sides and cuts out a window of the original size at a random place.
/// Output (y, x) = input (reflected(y + dy), reflected(x + dx)), dy and dx uniform in {-Padding, ..., Padding}.
/// The same as torchvision's RandomCrop(size, Padding, padding_mode="reflect").
template <int Padding = 4>
struct RandomCrop {
  static_assert(Padding >= 0, "RandomCrop: expected a padding of 0 or more");

  struct Drawn {
    Shape shape;
    int down = 0;
    int right = 0;
    int row(int y) const { return reflected(y + down, shape.height); }
    int column(int x) const { return reflected(x + right, shape.width); }
  };

  /// Throws Error unless the picture is larger than the padding.
  static void check(const Shape& shape) {
    if (shape.height <= Padding || shape.width <= Padding)
      fail("RandomCrop", "pictures higher and wider than the padding of " + std::to_string(Padding), to_string(shape));
  }

  static Drawn draw(const Shape& shape, const ImageKey& key) {
    RandomStream stream(key.seed, Purpose::crop, {}, key.epoch, key.image);
    const int down = static_cast<int>(stream.below(2 * Padding + 1)) - Padding;
    const int right = static_cast<int>(stream.below(2 * Padding + 1)) - Padding;
    return {shape, down, right};
  }
};

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
