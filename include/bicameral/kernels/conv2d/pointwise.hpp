#pragma once
// A 1x1 convolution with stride 1 is a matrix product of pixels with weights.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "bicameral/core/instruction_set.hpp"
#include "bicameral/kernels/conv2d/problem.hpp"
#include "bicameral/kernels/elementwise.hpp"
#include "bicameral/kernels/gemm.hpp"
#include "bicameral/kernels/partition.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// Forward Y = X W, input gradient dX = dY W^T, weight gradient dW = X^T dY, with one row per pixel.
struct PointwiseConvolution {
  static constexpr std::string_view name = "pointwise";
  static constexpr double largest_float_error = 1e-5;
  static constexpr double mean_float_error = 1e-6;
  static constexpr bool applies(const ConvolutionProblem& p) {
    return p.kernel == 1 && p.stride == 1 && p.padding == 0;
  }

  template <class T>
  static std::size_t scratch_bytes(const ConvolutionProblem& p, const ConvolutionSettings& settings, int workers) {
    return gemm_scratch_bytes<T>(settings.gemm) * size(workers) + size(groups(p)) * sum_bytes<T>(p);
  }

  template <class T>
  static void forward(const ConvolutionCall& call, const T* x, const T* w, const T* bias, T* y) {
    const ConvolutionProblem& p = call.problem;
    for_each_block<T>(call, [&](RowRange rows, std::byte* scratch) {
      T* to = y + rows.begin * p.filters;
      if (bias != nullptr)
        for (std::int64_t row = 0; row < rows.count(); ++row) std::copy_n(bias, p.filters, to + row * p.filters);
      gemm(Layout::plain, rows.count(), p.filters, p.in.channels, x + rows.begin * p.in.channels, p.in.channels, w,
           p.filters, to, p.filters, bias != nullptr, call.settings->gemm, scratch);
    });
  }

  template <class T>
  static void backward_input(const ConvolutionCall& call, const T* dy, const T* w, T* dx) {
    const ConvolutionProblem& p = call.problem;
    for_each_block<T>(call, [&](RowRange rows, std::byte* scratch) {
      gemm(Layout::b_transposed, rows.count(), p.in.channels, p.filters, dy + rows.begin * p.filters, p.filters, w,
           p.filters, dx + rows.begin * p.in.channels, p.in.channels, false, call.settings->gemm, scratch);
    });
  }

  template <class T>
  static void backward_weight(const ConvolutionCall& call, const T* x, const T* dy, T* dw) {
    const ConvolutionProblem& p = call.problem;
    const std::size_t packing = gemm_scratch_bytes<T>(call.settings->gemm);
    auto* sums = reinterpret_cast<T*>(call.scratch + packing * size(call.pool->threads()));
    const auto stride = static_cast<std::int64_t>(sum_bytes<T>(p) / sizeof(T));
    const Partition parts{p.rows(), (p.rows() + groups(p) - 1) / groups(p)};
    call.pool->for_each_task(parts.tasks(), [&](std::int64_t group, int worker) {
      const RowRange rows = parts.range(group);
      gemm(Layout::a_transposed, p.in.channels, p.filters, rows.count(), x + rows.begin * p.in.channels, p.in.channels,
           dy + rows.begin * p.filters, p.filters, sums + group * stride, p.filters, false, call.settings->gemm,
           call.scratch + packing * size(worker));
    });
    for_each_range(*call.pool, p.weights(), [&](std::int64_t begin, std::int64_t end) {
      std::copy(sums + begin, sums + end, dw + begin);
      for (std::int64_t group = 1; group < parts.tasks(); ++group)
        for (std::int64_t i = begin; i < end; ++i) dw[i] += sums[group * stride + i];
    });
  }

 private:
  static constexpr std::size_t size(std::int64_t count) { return static_cast<std::size_t>(count); }

  template <class T>
  static std::size_t sum_bytes(const ConvolutionProblem& p) {
    return aligned_bytes(size(p.weights()) * sizeof(T));
  }
  /// Groups of pixels whose weight gradients are summed one after the other in the end.
  static std::int64_t groups(const ConvolutionProblem& p) { return std::clamp<std::int64_t>(p.rows() / 256, 1, 16); }

  template <class T, class Body>
  static void for_each_block(const ConvolutionCall& call, const Body& body) {
    const Partition blocks{call.problem.rows(), 512};
    call.pool->for_each_task(blocks.tasks(), [&](std::int64_t task, int worker) {
      body(blocks.range(task), call.scratch + gemm_scratch_bytes<T>(call.settings->gemm) * size(worker));
    });
  }
};

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
