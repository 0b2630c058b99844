#pragma once
// Rectified linear unit.

#include "bicameral/core/instruction_set.hpp"
#include "bicameral/kernels/elementwise.hpp"
#include "bicameral/layers/layer.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// y = max(x, 0).
struct ReLU : LayerDefaults {
  static constexpr std::string_view kind = "relu";
  static constexpr MemoryTraits memory(Mode mode) {
    return {.in_place = true,
            .gradient_in_place = true,
            .reads_output = keeps_activations(mode),
            .gradient_over_input = true};
  }
  static constexpr Shape output(Shape in) { return in; }

  template <Mode M, class T>
  static void forward(const Site<T>& site, const T* x, T* y) {
    relu_forward(*site.pool, site.in_values(), x, y);
  }

  /// dx = dy where y > 0, else 0.
  template <Mode M, class T>
  static void backward(const Site<T>& site, const T* dy, T* dx) {
    if (dx != nullptr) relu_backward(*site.pool, site.in_values(), site.y, dy, dx);
  }
};

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
