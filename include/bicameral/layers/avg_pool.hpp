#pragma once
// Mean of each window.

#include "bicameral/core/instruction_set.hpp"
#include "bicameral/kernels/pool.hpp"
#include "bicameral/layers/layer.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// y = mean over Kernel x Kernel windows at distance Stride; rows and columns that fill no window are dropped.
template <int Kernel, int Stride = Kernel>
struct AvgPool : LayerDefaults {
  static_assert(Kernel > 0 && Stride > 0, "AvgPool: expected positive kernel and stride");
  static constexpr std::string_view kind = "avgpool";
  static constexpr MemoryTraits memory(Mode) { return {.gradient_over_input = true}; }
  static constexpr ShapeProblem problem(Shape in) {
    const int smaller = in.height < in.width ? in.height : in.width;
    if (smaller < Kernel) return {"the picture is smaller than the window", Kernel, smaller};
    return {};
  }
  static constexpr Shape output(Shape in) {
    return {in.channels, (in.height - Kernel) / Stride + 1, (in.width - Kernel) / Stride + 1};
  }

  template <Mode M, class T>
  static void forward(const Site<T>& site, const T* x, T* y) {
    avg_pool_forward(*site.pool, PoolProblem{site.batch, site.in, Kernel, Stride}, x, y);
  }

  /// dx = dy / Kernel^2, summed over the windows that hold the value.
  template <Mode M, class T>
  static void backward(const Site<T>& site, const T* dy, T* dx) {
    if (dx != nullptr) avg_pool_backward(*site.pool, PoolProblem{site.batch, site.in, Kernel, Stride}, dy, dx);
  }
};

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
