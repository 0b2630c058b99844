#pragma once
// Square convolution with zero padding.

#include <array>
#include <cstddef>

#include "bicameral/core/instruction_set.hpp"
#include "bicameral/kernels/channel_stats.hpp"
#include "bicameral/kernels/conv2d/algorithms.hpp"
#include "bicameral/kernels/conv2d/moments.hpp"
#include "bicameral/layers/layer.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

enum class Bias { no, yes };

/// y = x * w (+ b): Filters filters of Kernel x Kernel; by default the picture keeps its size and there is no bias.
/// Parameters: weight [Filters, channels, Kernel, Kernel], bias [Filters]; both start uniform within
/// 1/sqrt(channels Kernel^2), PyTorch's default. The algorithm is chosen by ComputeSettings::convolution.
template <int Filters, int Kernel = 3, int Stride = 1, int Padding = Kernel / 2, Bias WithBias = Bias::no>
struct Conv2d : LayerDefaults {
  static_assert(Filters > 0 && Kernel > 0 && Stride > 0 && Padding >= 0,
                "Conv2d: expected positive filters, kernel and stride, and padding not negative");
  static constexpr std::string_view kind = "conv";
  static constexpr bool has_bias = WithBias == Bias::yes;
  static constexpr MemoryTraits memory(Mode mode) {
    return {.reads_input = mode == Mode::training, .gradient_over_input = true};  // weights' gradient first
  }

  static constexpr ShapeProblem problem(Shape in) {
    const int smaller = in.height < in.width ? in.height : in.width;
    if (smaller + 2 * Padding < Kernel)
      return {"the padded picture is smaller than the kernel", Kernel, smaller + 2 * Padding};
    return {};
  }
  static constexpr Shape output(Shape in) { return shape_of(in, 1).out(); }
  static constexpr auto parameters(Shape in) {
    const double spread = detail::inverse_sqrt(std::int64_t{in.channels} * Kernel * Kernel);
    const ParameterFact weight{.name = "weight",
                               .dims = Dims(Filters, in.channels, Kernel, Kernel),
                               .order = StorageOrder::hwio,
                               .spread = spread};
    if constexpr (WithBias == Bias::yes)
      return std::array{weight, ParameterFact{.name = "bias", .dims = Dims(Filters), .spread = spread}};
    else
      return std::array{weight};
  }
  /// Measures its results when asked to, in so many bytes.
  template <class T>
  static std::size_t moment_bytes(Shape in, int batch, const ComputeSettings& settings) {
    return convolution_moment_bytes<T>(shape_of(in, batch), settings.convolution);
  }
  static constexpr ConvolutionProblem convolution(Shape in) { return shape_of(in, 1); }
  static constexpr Work work(Shape in) {
    const std::int64_t products = shape_of(in, 1).multiply_adds();
    return {products, products, products};
  }
  template <class T>
  static std::size_t scratch_bytes(Shape in, int batch, const ComputeSettings& settings, int workers) {
    const ConvolutionProblem problem = shape_of(in, batch);
    return aligned_bytes(convolution_scratch_bytes<T>(problem, settings.convolution, workers)) + bias_bytes<T>(problem);
  }

  template <Mode M, class T>
  static void forward(const Site<T>& site, const T* x, T* y) {
    const T* bias = nullptr;
    if constexpr (WithBias == Bias::yes) bias = site.value(1);
    if constexpr (M == Mode::training) {
      if (site.moments != nullptr)
        return convolution_forward_with_moments(call(site), x, site.value(0), bias, y, site.moments->moments,
                                                site.moments->scratch);
    }
    convolution_forward(call(site), x, site.value(0), bias, y);
  }

  /// dx = dy * w transposed; dw = x * dy; db[f] = sum over images and pixels of dy. Formulas:
  /// kernels/conv2d/reference.hpp.
  template <Mode M, class T>
  static void backward(const Site<T>& site, const T* dy, T* dx) {
    if constexpr (M == Mode::training) {
      convolution_backward_weight(call(site), site.x, dy, site.gradient(0));
      if constexpr (WithBias == Bias::yes) sum_bias(site, dy);
    }
    if (dx != nullptr) convolution_backward_input(call(site), dy, site.value(0), dx);
  }

 private:
  static constexpr ConvolutionProblem shape_of(Shape in, int batch) {
    return {batch, in, Filters, Kernel, Stride, Padding};
  }
  template <class T>
  static ConvolutionCall call(const Site<T>& site) {
    return {shape_of(site.in, site.batch), &site.settings->convolution, site.pool, site.scratch};
  }
  template <class T>
  static std::size_t bias_bytes(const ConvolutionProblem& problem) {
    if constexpr (WithBias == Bias::no) return 0;
    return aligned_bytes(Filters * sizeof(double)) + channel_stats_scratch_bytes<T>(problem.rows(), Filters);
  }
  template <class T>
  static void sum_bias(const Site<T>& site, const T* dy) {
    // The products' scratch is free again by now.
    auto* sums = reinterpret_cast<double*>(site.scratch);
    channel_sums(*site.pool, shape_of(site.in, site.batch).rows(), Filters, dy, sums,
                 site.scratch + aligned_bytes(Filters * sizeof(double)));
    T* gradient = site.gradient(1);
    for (int f = 0; f < Filters; ++f) gradient[f] = static_cast<T>(sums[f]);
  }
};

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
