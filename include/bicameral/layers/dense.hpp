#pragma once
// Fully connected layer with bias.

#include <array>
#include <cstddef>

#include "bicameral/core/instruction_set.hpp"
#include "bicameral/kernels/channel_stats.hpp"
#include "bicameral/kernels/dense.hpp"
#include "bicameral/layers/layer.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

namespace detail {

/// What Dense and the heads share: the number of outputs is a run-time value here.
struct DenseParts {
  static constexpr auto parameters(std::int64_t inputs, std::int64_t outputs) {
    const double spread = inverse_sqrt(inputs);
    return std::array{ParameterFact{.name = "weight", .dims = Dims(outputs, inputs), .spread = spread},
                      ParameterFact{.name = "bias", .dims = Dims(outputs), .spread = spread}};
  }
  static constexpr Work work(std::int64_t inputs, std::int64_t outputs) {
    return {inputs * outputs, inputs * outputs, inputs * outputs};
  }
  template <class T>
  static std::size_t scratch_bytes(std::int64_t outputs, int batch, const ComputeSettings& settings, int workers) {
    return dense_scratch_bytes<T>(settings.convolution.gemm, workers) +
           2 * aligned_bytes(static_cast<std::size_t>(outputs) * sizeof(double)) +
           channel_stats_scratch_bytes<T>(batch, static_cast<int>(outputs));
  }
  template <class T>
  static void forward(const Site<T>& site, const T* x, T* y) {
    dense_forward(*site.pool, problem(site), site.settings->convolution.gemm, x, site.value(0), site.value(1), y,
                  site.scratch);
  }
  template <Mode M, class T>
  static void backward(const Site<T>& site, const T* dy, T* dx) {
    const DenseProblem p = problem(site);
    const GemmBlocking& blocking = site.settings->convolution.gemm;
    if constexpr (M == Mode::training) {
      dense_backward_weight(*site.pool, p, blocking, site.x, dy, site.gradient(0), site.scratch);
      const std::size_t row = aligned_bytes(static_cast<std::size_t>(p.outputs) * sizeof(double));
      auto* sums = reinterpret_cast<double*>(site.scratch);
      channel_sums(*site.pool, site.batch, static_cast<int>(p.outputs), dy, sums, site.scratch + row);
      T* bias_gradient = site.gradient(1);
      for (std::int64_t o = 0; o < p.outputs; ++o) bias_gradient[o] = static_cast<T>(sums[o]);
    }
    if (dx != nullptr) dense_backward_input(*site.pool, p, blocking, dy, site.value(0), dx, site.scratch);
  }

 private:
  template <class T>
  static DenseProblem problem(const Site<T>& site) {
    return {site.batch, site.in.size(), site.out.size()};
  }
};

}  // namespace detail

/// y = x W^T + b. Requires a vector as input (after GlobalAvgPool or Flatten).
/// Parameters: weight [Outputs, inputs], bias [Outputs]; both start uniform within 1/sqrt(inputs), PyTorch's default.
template <int Outputs>
struct Dense : LayerDefaults {
  static_assert(Outputs > 0, "Dense: expected a positive number of outputs");
  static constexpr std::string_view kind = "dense";
  static constexpr MemoryTraits memory(Mode mode) {
    return {.reads_input = mode == Mode::training, .gradient_over_input = true};  // weights' gradient first
  }
  static constexpr ShapeProblem problem(Shape in) {
    if (in.pixels() != 1)
      return {"the input is a picture, not a vector (Flatten or GlobalAvgPool first)", 1, in.pixels()};
    return {};
  }
  static constexpr Shape output(Shape) { return {Outputs, 1, 1}; }
  static constexpr auto parameters(Shape in) { return detail::DenseParts::parameters(in.size(), Outputs); }
  static constexpr Work work(Shape in) { return detail::DenseParts::work(in.size(), Outputs); }
  template <class T>
  static std::size_t scratch_bytes(Shape, int batch, const ComputeSettings& settings, int workers) {
    return detail::DenseParts::scratch_bytes<T>(Outputs, batch, settings, workers);
  }

  template <Mode M, class T>
  static void forward(const Site<T>& site, const T* x, T* y) {
    detail::DenseParts::forward(site, x, y);
  }

  /// dx = dy W; dW = dy^T x; db = sum of dy over the batch.
  template <Mode M, class T>
  static void backward(const Site<T>& site, const T* dy, T* dx) {
    detail::DenseParts::backward<M>(site, dy, dx);
  }
};

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
