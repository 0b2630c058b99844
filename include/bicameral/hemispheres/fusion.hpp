#pragma once
// How the features of two hemispheres become one vector.

#include <algorithm>
#include <cstdint>

#include "bicameral/core/instruction_set.hpp"
#include "bicameral/core/shape.hpp"
#include "bicameral/layers/layer.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// fused = [left, right].
struct Concatenate {
  static constexpr ShapeProblem problem(Shape, Shape) { return {}; }
  static constexpr Shape output(Shape left, Shape right) { return {left.channels + right.channels, 1, 1}; }

  template <class T>
  static void forward(int batch, Shape left, Shape right, const T* l, const T* r, T* fused) {
    for (std::int64_t n = 0; n < batch; ++n) {
      fused = std::copy_n(l + n * left.channels, left.channels, fused);
      fused = std::copy_n(r + n * right.channels, right.channels, fused);
    }
  }
  /// dl and dr are the two pieces of d; either may be null.
  template <class T>
  static void backward(int batch, Shape left, Shape right, const T* d, T* dl, T* dr) {
    for (std::int64_t n = 0; n < batch; ++n) {
      if (dl != nullptr) std::copy_n(d, left.channels, dl + n * left.channels);
      if (dr != nullptr) std::copy_n(d + left.channels, right.channels, dr + n * right.channels);
      d += left.channels + right.channels;
    }
  }
};

/// fused = (left + right) / 2; both must have as many features.
struct Average {
  static constexpr ShapeProblem problem(Shape left, Shape right) {
    if (left.channels != right.channels) return {"left and right differ in features", left.channels, right.channels};
    return {};
  }
  static constexpr Shape output(Shape left, Shape) { return left; }

  template <class T>
  static void forward(int batch, Shape left, Shape, const T* l, const T* r, T* fused) {
    for (std::int64_t i = 0; i < batch * left.size(); ++i) fused[i] = (l[i] + r[i]) / T(2);
  }
  /// dl = dr = d / 2; either may be null.
  template <class T>
  static void backward(int batch, Shape left, Shape, const T* d, T* dl, T* dr) {
    for (std::int64_t i = 0; i < batch * left.size(); ++i) {
      if (dl != nullptr) dl[i] = d[i] / T(2);
      if (dr != nullptr) dr[i] = d[i] / T(2);
    }
  }
};

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
