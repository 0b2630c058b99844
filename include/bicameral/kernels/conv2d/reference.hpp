#pragma once
// The definition of a convolution, written as loops: slow, and the truth that every other algorithm is held to.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "bicameral/core/instruction_set.hpp"
#include "bicameral/kernels/conv2d/problem.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// Direct sums in double, for every shape and any element type.
struct ReferenceConvolution {
  static constexpr std::string_view name = "reference";
  static constexpr double largest_float_error = 1e-5;
  static constexpr double mean_float_error = 1e-7;
  static constexpr bool applies(const ConvolutionProblem&) { return true; }

  template <class T>
  static std::size_t scratch_bytes(const ConvolutionProblem&, const ConvolutionSettings&, int) {
    return 0;
  }

  /// y[n, r, c, f] = bias[f] + sum over i, j, k of x[n, r s + i - p, c s + j - p, k] w[i, j, k, f]; bias may be null.
  template <class T>
  static void forward(const ConvolutionCall& call, const T* x, const T* w, const T* bias, T* y) {
    const ConvolutionProblem& p = call.problem;
    call.pool->for_each_task(p.batch, [&](std::int64_t n, int) {
      for (int r = 0; r < p.out_height(); ++r)
        for (int c = 0; c < p.out_width(); ++c)
          for (int f = 0; f < p.filters; ++f) {
            double sum = bias == nullptr ? 0.0 : static_cast<double>(bias[f]);
            for_each_tap(p, r, c, [&](int tap, int row, int column) {
              for (int k = 0; k < p.in.channels; ++k)
                sum += static_cast<double>(x[pixel(p.in, n, row, column) + k]) *
                       static_cast<double>(w[weight(p, tap, k, f)]);
            });
            y[pixel(p.out(), n, r, c) + f] = static_cast<T>(sum);
          }
    });
  }

  /// dx[n, h, w, k] = sum of dy[n, r, c, f] w[i, j, k, f] over all r, c, f, i, j with h = r s + i - p, w = c s + j - p.
  template <class T>
  static void backward_input(const ConvolutionCall& call, const T* dy, const T* w, T* dx) {
    const ConvolutionProblem& p = call.problem;
    call.pool->for_each_task(p.batch, [&](std::int64_t n, int) {
      for (int row = 0; row < p.in.height; ++row)
        for (int column = 0; column < p.in.width; ++column)
          for (int k = 0; k < p.in.channels; ++k) {
            double sum = 0;
            for (int tap = 0; tap < p.kernel * p.kernel; ++tap) {
              const int above = row + p.padding - tap / p.kernel;
              const int left = column + p.padding - tap % p.kernel;
              if (above < 0 || left < 0 || above % p.stride != 0 || left % p.stride != 0) continue;
              const int r = above / p.stride;
              const int c = left / p.stride;
              if (r >= p.out_height() || c >= p.out_width()) continue;
              for (int f = 0; f < p.filters; ++f)
                sum +=
                    static_cast<double>(dy[pixel(p.out(), n, r, c) + f]) * static_cast<double>(w[weight(p, tap, k, f)]);
            }
            dx[pixel(p.in, n, row, column) + k] = static_cast<T>(sum);
          }
    });
  }

  /// dw[i, j, k, f] = sum over n, r, c of x[n, r s + i - p, c s + j - p, k] dy[n, r, c, f].
  template <class T>
  static void backward_weight(const ConvolutionCall& call, const T* x, const T* dy, T* dw) {
    const ConvolutionProblem& p = call.problem;
    call.pool->for_each_task(p.filters, [&](std::int64_t filter, int) {
      const int f = static_cast<int>(filter);
      for (int tap = 0; tap < p.kernel * p.kernel; ++tap)
        for (int k = 0; k < p.in.channels; ++k) {
          double sum = 0;
          for (std::int64_t n = 0; n < p.batch; ++n)
            for (int r = 0; r < p.out_height(); ++r)
              for (int c = 0; c < p.out_width(); ++c) {
                const int row = r * p.stride + tap / p.kernel - p.padding;
                const int column = c * p.stride + tap % p.kernel - p.padding;
                if (row < 0 || row >= p.in.height || column < 0 || column >= p.in.width) continue;
                sum += static_cast<double>(x[pixel(p.in, n, row, column) + k]) *
                       static_cast<double>(dy[pixel(p.out(), n, r, c) + f]);
              }
          dw[weight(p, tap, k, f)] = static_cast<T>(sum);
        }
    });
  }

 private:
  static std::int64_t pixel(const Shape& shape, std::int64_t n, int row, int column) {
    return ((n * shape.height + row) * shape.width + column) * shape.channels;
  }
  static std::int64_t weight(const ConvolutionProblem& p, int tap, int k, int f) {
    return (std::int64_t{tap} * p.in.channels + k) * p.filters + f;
  }
  template <class Visit>
  static void for_each_tap(const ConvolutionProblem& p, int r, int c, const Visit& visit) {
    for (int tap = 0; tap < p.kernel * p.kernel; ++tap) {
      const int row = r * p.stride + tap / p.kernel - p.padding;
      const int column = c * p.stride + tap % p.kernel - p.padding;
      if (row >= 0 && row < p.in.height && column >= 0 && column < p.in.width) visit(tap, row, column);
    }
  }
};

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
