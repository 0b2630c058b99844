#pragma once
// What a random change of a picture has to be: a rule that says from where each pixel comes.

#include <concepts>
#include <cstdint>

#include "bicameral/core/instruction_set.hpp"
#include "bicameral/core/shape.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// What the random numbers of one image depend on: never on threads or on its place in a batch.
struct ImageKey {
  std::uint64_t seed = 0;
  std::uint32_t epoch = 0;
  std::uint32_t image = 0;  // its index in the dataset
};

/// A step draws its numbers for one image; the result names the row and the column that each pixel is copied from.
/// Requires: for 0 <= y < height, row(y) is within [0, height); the same for columns; check(shape) throws Error when
/// the step cannot serve pictures of that shape. Rows and columns are chosen apart from each other.
template <class Step>
concept AugmentationStep = requires(const Shape& shape, const ImageKey& key, const typename Step::Drawn& drawn,
                                    int position) {
  Step::check(shape);
  { Step::draw(shape, key) } -> std::same_as<typename Step::Drawn>;
  { drawn.row(position) } -> std::same_as<int>;
  { drawn.column(position) } -> std::same_as<int>;
};

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
