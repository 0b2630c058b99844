#pragma once
// Mean over the whole picture.

#include "bicameral/core/instruction_set.hpp"
#include "bicameral/kernels/pool.hpp"
#include "bicameral/layers/layer.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// y[c] = mean of channel c over all pixels: a picture becomes a vector.
struct GlobalAvgPool : LayerDefaults {
  static constexpr std::string_view kind = "gap";
  static constexpr MemoryTraits memory(Mode) { return {.gradient_over_input = true}; }
  static constexpr Shape output(Shape in) { return {in.channels, 1, 1}; }

  template <Mode M, class T>
  static void forward(const Site<T>& site, const T* x, T* y) {
    global_avg_pool_forward(*site.pool, site.batch, site.in, x, y);
  }

  /// dx = dy / pixels.
  template <Mode M, class T>
  static void backward(const Site<T>& site, const T* dy, T* dx) {
    if (dx != nullptr) global_avg_pool_backward(*site.pool, site.batch, site.in, dy, dx);
  }
};

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
