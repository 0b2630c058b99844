#pragma once
// The one place where a layer that does not fit its input is reported: one error that names position, layer, incoming
// shape and both numbers in the template arguments of layer_at.

#include "bicameral/core/shape.hpp"

namespace bicameral {

template <int Number>
struct Expected {};
template <int Number>
struct Got {};

/// Instantiated only for a mistake, so that the compiler prints where it is: layer number Position (from 0), the layer,
/// the shape that reaches it, and what it needed.
template <int Position, class Layer, class Incoming, class Expectation, class Actual>
struct layer_at {
  /// In a function, so that the types around the mistake stay whole and complain no further.
  static constexpr bool fits() {
    static_assert(
        Position < 0,
        "bicameral: this layer does not fit its input: layer_at<position, layer, incoming image, expected, got>");
    return true;
  }
};

}  // namespace bicameral
