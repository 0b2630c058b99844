#pragma once
// What a convolution computes and what every algorithm for it is given.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bicameral/core/parallel.hpp"
#include "bicameral/core/shape.hpp"
#include "bicameral/kernels/gemm.hpp"

namespace bicameral {

/// A square convolution with zero padding of `batch` channels-last pictures.
/// Memory order: pictures [batch, height, width, channels], weights [kernel, kernel, channels, filters] (HWIO),
/// results [batch, out_height, out_width, filters].
struct ConvolutionProblem {
  int batch = 0;
  Shape in{};
  int filters = 0;
  int kernel = 3;
  int stride = 1;
  int padding = 1;

  constexpr int out_height() const { return (in.height + 2 * padding - kernel) / stride + 1; }
  constexpr int out_width() const { return (in.width + 2 * padding - kernel) / stride + 1; }
  constexpr Shape out() const { return {filters, out_height(), out_width()}; }
  /// Output pixels of the batch: rows of the patch matrix.
  constexpr std::int64_t rows() const { return std::int64_t{batch} * out_height() * out_width(); }
  /// Input values under one window: columns of the patch matrix.
  constexpr std::int64_t patch() const { return std::int64_t{kernel} * kernel * in.channels; }
  constexpr std::int64_t weights() const { return patch() * filters; }
  /// Multiplications of one pass over the batch, counted as a direct convolution.
  constexpr std::int64_t multiply_adds() const { return rows() * weights(); }
};

/// The three computations of a convolution.
enum class ConvolutionPass { forward, backward_input, backward_weight };

inline constexpr std::array convolution_passes{ConvolutionPass::forward, ConvolutionPass::backward_input,
                                               ConvolutionPass::backward_weight};

/// "forward", "input_gradient", "weight_gradient": for files and tables.
constexpr std::string_view name_of(ConvolutionPass pass) {
  constexpr std::array<std::string_view, 3> names{"forward", "input_gradient", "weight_gradient"};
  return names[static_cast<std::size_t>(pass)];
}

/// Algorithms, by name and pass, for convolutions of one shape, whatever the batch.
struct ConvolutionChoice {
  Shape in{};
  int filters = 0;
  int kernel = 0;
  int stride = 0;
  int padding = 0;
  std::array<std::string, 3> algorithms{};  // by ConvolutionPass
  bool operator==(const ConvolutionChoice&) const = default;
  bool is_for(const ConvolutionProblem& p) const {
    return in == p.in && filters == p.filters && kernel == p.kernel && stride == p.stride && padding == p.padding;
  }
};

/// Which algorithm to use and how it cuts the work; part of a run's settings, because it decides rounding.
struct ConvolutionSettings {
  std::string algorithm = "automatic";       // that, or a name from ConvolutionAlgorithms, see algorithms.hpp
  std::vector<ConvolutionChoice> choices{};  // shapes that have algorithms of their own
  std::int64_t patch_bytes = 1024 * 1024;    // patches that one task holds at a time
  GemmBlocking gemm{};
  bool operator==(const ConvolutionSettings&) const = default;
};

/// What becomes of a convolution's sums before they are written: y = pool(max(sum + bias, 0)), each step if asked for.
template <class T>
struct ConvolutionFinish {
  const T* bias = nullptr;  // [filters]
  bool relu = false;
  int pool = 1;  // the largest of each pool x pool values; windows lie side by side, what fills none is dropped
};

/// One call: the problem, how to cut it, who works, and scratch memory of the size that the algorithm asked for.
struct ConvolutionCall {
  ConvolutionProblem problem{};
  const ConvolutionSettings* settings = nullptr;
  ThreadPool* pool = nullptr;
  std::byte* scratch = nullptr;
  int planned_batch = 0;  // for prepared weights: the most images, for which the algorithm was chosen
};

}  // namespace bicameral
