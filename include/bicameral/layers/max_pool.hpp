#pragma once
// Largest value of each window.

#include "bicameral/core/instruction_set.hpp"
#include "bicameral/kernels/pool.hpp"
#include "bicameral/layers/layer.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// y = max over Kernel x Kernel windows at distance Stride; rows and columns that fill no window are dropped.
template <int Kernel, int Stride = Kernel>
struct MaxPool : LayerDefaults {
  static_assert(Kernel > 0 && Kernel <= 15 && Stride > 0,
                "MaxPool: expected a kernel of 1 to 15 and a positive stride");
  static constexpr std::string_view kind = "maxpool";
  static constexpr int kernel = Kernel;
  static constexpr MemoryTraits memory(Mode) { return {.gradient_over_input = true}; }
  static constexpr ShapeProblem problem(Shape in) {
    const int smaller = in.height < in.width ? in.height : in.width;
    if (smaller < Kernel) return {"the picture is smaller than the window", Kernel, smaller};
    return {};
  }
  static constexpr Shape output(Shape in) {
    return {in.channels, (in.height - Kernel) / Stride + 1, (in.width - Kernel) / Stride + 1};
  }
  /// One byte per output: which value of its window won.
  template <class T>
  static constexpr std::size_t saved_bytes(Mode mode, Shape in, int batch) {
    return keeps_activations(mode) ? static_cast<std::size_t>(output(in).size() * batch) : 0;
  }

  template <Mode M, class T>
  static void forward(const Site<T>& site, const T* x, T* y) {
    max_pool_forward(*site.pool, problem_of(site), x, y,
                     keeps_activations(M) ? site.template saved_as<std::uint8_t>() : nullptr);
  }

  /// dx = sum of dy over the windows the value won.
  template <Mode M, class T>
  static void backward(const Site<T>& site, const T* dy, T* dx) {
    if (dx != nullptr) max_pool_backward(*site.pool, problem_of(site), site.template saved_as<std::uint8_t>(), dy, dx);
  }

 private:
  template <class T>
  static PoolProblem problem_of(const Site<T>& site) {
    return {site.batch, site.in, Kernel, Stride};
  }
};

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
