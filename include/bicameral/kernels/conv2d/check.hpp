#pragma once
// What a convolution refuses before it computes anything: sizes, settings and pointers that cannot be meant.

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "bicameral/core/aligned_buffer.hpp"
#include "bicameral/core/error.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/kernels/arguments.hpp"
#include "bicameral/kernels/conv2d/problem.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// Throws unless the problem is one: positive sizes, a window that fits the padded picture, and no array of more than
/// most_values. The message names `function` and the size.
inline void check_convolution_problem(std::string_view function, const ConvolutionProblem& p) {
  constexpr std::int64_t any = std::numeric_limits<int>::max();
  detail::expect_size(function, "batch", p.batch, 1, any);
  detail::expect_size(function, "channels", p.in.channels, 1, any);
  detail::expect_size(function, "height", p.in.height, 1, any);
  detail::expect_size(function, "width", p.in.width, 1, any);
  detail::expect_size(function, "filters", p.filters, 1, any);
  detail::expect_size(function, "kernel", p.kernel, 1, 32767);  // its square is an int
  detail::expect_size(function, "stride", p.stride, 1, any);
  detail::expect_size(function, "padding", p.padding, 0, any);
  const std::int64_t height = p.in.height + 2 * std::int64_t{p.padding};
  const std::int64_t width = p.in.width + 2 * std::int64_t{p.padding};
  detail::expect_size(function, "height with padding", height, p.kernel, any);
  detail::expect_size(function, "width with padding", width, p.kernel, any);
  detail::expect_product(function, "x", p.batch, p.in.height, p.in.width, p.in.channels);
  detail::expect_product(function, "w", p.kernel, p.kernel, p.in.channels, p.filters);
  detail::expect_product(function, "y", p.batch, p.out_height(), p.out_width(), p.filters);
}

/// Throws unless the block sizes can be used; names of algorithms are checked where they are looked up.
inline void check_convolution_blocks(std::string_view function, const ConvolutionSettings& settings) {
  detail::expect_size(function, "patch_bytes", settings.patch_bytes, 1, most_values);
  check_gemm_blocking(function, settings.gemm);
}

/// Throws unless there are settings that can be used, a pool, and a problem; scratch is looked at where the algorithm
/// is known.
inline void check_convolution_call(std::string_view function, const ConvolutionCall& call) {
  if (call.settings == nullptr) fail(std::string(function) + ": settings", "settings", "a null pointer");
  if (call.pool == nullptr) fail(std::string(function) + ": pool", "a thread pool", "a null pointer");
  check_convolution_problem(function, call.problem);
  check_convolution_blocks(function, *call.settings);
}

namespace detail {

/// Throws unless there is scratch, on a cache line, if the algorithm needs any.
template <class T, class Algorithm>
void check_convolution_scratch(std::string_view function, Algorithm algorithm, const ConvolutionCall& call) {
  const bool needed = call.scratch != nullptr ||
                      algorithm.template scratch_bytes<T>(call.problem, *call.settings, call.pool->threads()) > 0;
  if (needed) expect_pointer(function, "scratch", call.scratch, alignment);
}

}  // namespace detail

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
