#pragma once
// A network as a flat list of layers behind a given input.

#include "bicameral/blocks/chain.hpp"
#include "bicameral/core/instruction_set.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// Sequential<Image<3, 32, 32>, Conv2d<64>, BatchNorm, ReLU, GlobalAvgPool>: shapes are folded at compile time, and the
/// first layer that does not fit is reported once, with its position, itself, the shape that reaches it and the
/// numbers.
template <class Input, class... Parts>
  requires ImageType<Input>
struct Sequential : Chain<Parts...> {
  static constexpr Shape input = Input::shape;
  /// The output for the given input; {0, 0, 0} behind a mistake.
  static constexpr Shape features = Chain<Parts...>::output(input);
  static_assert(Chain<Parts...>::template check<input>());
};

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
