#pragma once
// A convolution that measures its results while they are at hand, for the batch norm behind it.

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "bicameral/core/instruction_set.hpp"
#include "bicameral/kernels/channel_stats.hpp"
#include "bicameral/kernels/conv2d/algorithms.hpp"
#include "bicameral/kernels/moments.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

namespace detail {

/// Does the algorithm measure what it writes, piece by piece?
template <class Algorithm, class T>
concept MeasuresMoments = requires(const ConvolutionProblem& p) {
  Algorithm::template moment_bytes<T>(p);
};

}  // namespace detail

/// Bytes of scratch for the moments of up to problem.batch images.
template <class T>
std::size_t convolution_moment_bytes(const ConvolutionProblem& problem, const ConvolutionSettings& settings) {
  std::size_t bytes = channel_stats_scratch_bytes<T>(problem.rows(), problem.filters);
  for_each_possible_algorithm(settings, problem, ConvolutionPass::forward, [&](std::string_view name) {
    detail::with_convolution(name, problem, [&](auto algorithm) {
      if constexpr (detail::MeasuresMoments<decltype(algorithm), T>)
        bytes = std::max(bytes, algorithm.template moment_bytes<T>(problem));
    });
  });
  return aligned_bytes(bytes);
}

/// convolution_forward, and the moments of y per filter over all its pixels. Algorithms that cannot measure what they
/// write are followed by a pass over y.
template <class T>
void convolution_forward_with_moments(const ConvolutionCall& call, const T* x, const T* w, const T* bias, T* y,
                                      const ChannelMoments& moments, std::byte* moment_scratch) {
  check_convolution_call("convolution_forward_with_moments", call);
  detail::expect_pointer("convolution_forward_with_moments", "x", x, alignof(T));
  detail::expect_pointer("convolution_forward_with_moments", "w", w, alignof(T));
  detail::expect_pointer("convolution_forward_with_moments", "y", y, alignof(T));
  detail::expect_pointer("convolution_forward_with_moments", "moments", moments.mean, alignof(double));
  detail::expect_pointer("convolution_forward_with_moments", "moments", moments.squares, alignof(double));
  detail::expect_pointer("convolution_forward_with_moments", "scratch", moment_scratch, alignment);
  bool measured = false;
  detail::with_convolution(convolution_algorithm(*call.settings, call.problem, ConvolutionPass::forward), call.problem,
                           [&](auto algorithm) {
                             if constexpr (detail::MeasuresMoments<decltype(algorithm), T>) {
                               algorithm.forward_with_moments(call, x, w, bias, y, moments, moment_scratch);
                               measured = true;
                             }
                           });
  if (measured) return;
  convolution_forward(call, x, w, bias, y);
  channel_moments(*call.pool, call.problem.rows(), call.problem.filters, static_cast<const T*>(y), moments.mean,
                  moments.squares, moment_scratch);
}

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
