#pragma once
// A picture of any size becomes one of a given size, by means.

#include "bicameral/core/instruction_set.hpp"
#include "bicameral/kernels/adaptive_pool.hpp"
#include "bicameral/layers/layer.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// y[i, j] = mean over rows floor(i H / Size) to ceil((i + 1) H / Size) and the columns likewise, per channel:
/// PyTorch's AdaptiveAvgPool2d(Size). A single pixel is repeated Size x Size times.
template <int Size>
struct AdaptiveAvgPool : LayerDefaults {
  static_assert(Size > 0, "AdaptiveAvgPool: expected a positive size");
  static constexpr std::string_view kind = "adaptiveavgpool";
  static constexpr MemoryTraits memory(Mode) { return {.gradient_over_input = true}; }
  static constexpr Shape output(Shape in) { return {in.channels, Size, Size}; }

  template <Mode M, class T>
  static void forward(const Site<T>& site, const T* x, T* y) {
    adaptive_avg_pool_forward(*site.pool, site.batch, site.in, Size, x, y);
  }

  /// dx = dy / pixels of the window, summed over the windows that hold the value.
  template <Mode M, class T>
  static void backward(const Site<T>& site, const T* dy, T* dx) {
    if (dx != nullptr) adaptive_avg_pool_backward(*site.pool, site.batch, site.in, Size, dy, dx);
  }
};

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
