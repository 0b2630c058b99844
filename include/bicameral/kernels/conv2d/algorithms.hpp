#pragma once
// The list of convolution algorithms and the door through which layers reach them by name.
// A new algorithm is one file with one struct, and one entry in ConvolutionAlgorithms below.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>

#include "bicameral/core/error.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/core/utf8.hpp"
#include "bicameral/kernels/conv2d/automatic.hpp"
#include "bicameral/kernels/conv2d/check.hpp"
#include "bicameral/kernels/conv2d/direct.hpp"
#include "bicameral/kernels/conv2d/im2col.hpp"
#include "bicameral/kernels/conv2d/im2col_blocked.hpp"
#include "bicameral/kernels/conv2d/pointwise.hpp"
#include "bicameral/kernels/conv2d/problem.hpp"
#include "bicameral/kernels/conv2d/reference.hpp"
#include "bicameral/kernels/conv2d/winograd.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// Every algorithm: a name, the shapes it applies to, its largest error in float, its scratch, and the three passes.
using ConvolutionAlgorithms =
    std::tuple<ReferenceConvolution, Im2colConvolution, BlockedIm2colConvolution, DirectConvolution,
               PointwiseConvolution, WinogradConvolution<2>, WinogradConvolution<4>>;

/// "automatic" and the names of all algorithms, separated by commas.
inline std::string convolution_algorithm_names() {
  std::string names(automatic_convolution);
  std::apply([&](auto... algorithm) { ((names += ", " + std::string(algorithm.name)), ...); }, ConvolutionAlgorithms{});
  return names;
}

namespace detail {

[[noreturn, gnu::cold]] inline void fail_to_apply(std::string_view name, const ConvolutionProblem& problem) {
  const std::string kernel = std::to_string(problem.kernel);
  fail("convolution algorithm " + in_quotes(name), "a shape it applies to",
       kernel + "x" + kernel + " stride " + std::to_string(problem.stride) + " padding " +
           std::to_string(problem.padding) + " on " + to_string(problem.in));
}

[[noreturn, gnu::cold]] inline void fail_to_find(std::string_view name) {
  fail("convolution algorithm", "one of " + convolution_algorithm_names(), in_quotes(name));
}

/// Calls use(algorithm) for the one called `name`; throws if there is none or it does not apply to the problem.
template <class Use>
void with_convolution(std::string_view name, const ConvolutionProblem& problem, const Use& use) {
  const auto consider = [&](auto candidate) {
    if (candidate.name != name) return false;
    if (!candidate.applies(problem)) fail_to_apply(name, problem);
    use(candidate);
    return true;
  };
  const bool found =
      std::apply([&](auto... algorithm) { return (consider(algorithm) || ...); }, ConvolutionAlgorithms{});
  if (!found) fail_to_find(name);
}

}  // namespace detail

/// Throws unless `name` is automatic or one of the algorithms.
inline void check_convolution_algorithm(std::string_view name) {
  bool known = name == automatic_convolution;
  std::apply([&](auto... algorithm) { ((known = known || algorithm.name == name), ...); }, ConvolutionAlgorithms{});
  if (!known) detail::fail_to_find(name);
}

/// Scratch bytes that are enough for all passes of a problem, also with fewer images. Throws Error for a problem that
/// is none, for block sizes that cannot be used, and for an algorithm that is unknown or does not apply.
template <class T>
std::size_t convolution_scratch_bytes(const ConvolutionProblem& problem, const ConvolutionSettings& settings,
                                      int workers) {
  constexpr const char* function = "convolution_scratch_bytes";
  check_convolution_problem(function, problem);
  check_convolution_blocks(function, settings);
  detail::expect_size(function, "workers", workers, 1, most_threads);
  std::size_t bytes = 0;
  const auto consider = [&](std::string_view name) {
    detail::with_convolution(name, problem, [&](auto algorithm) {
      bytes = std::max(bytes, algorithm.template scratch_bytes<T>(problem, settings, workers));
    });
  };
  for (const ConvolutionPass pass : convolution_passes) for_each_possible_algorithm(settings, problem, pass, consider);
  return bytes;
}

namespace detail {

/// Calls use(algorithm) for the one of the pass, once the call and its scratch were looked at.
template <class T, class Use>
void with_checked_call(const char* function, const ConvolutionCall& call, ConvolutionPass pass, const Use& use) {
  with_convolution(convolution_algorithm(*call.settings, call.problem, pass), call.problem, [&](auto algorithm) {
    check_convolution_scratch<T>(function, algorithm, call);
    use(algorithm);
  });
}

}  // namespace detail

/// y = convolution of x with w, plus bias where it is not null. Formula: reference.hpp.
/// All three passes throw Error before they write anything: for a problem that is none (check.hpp), for settings, pool
/// or arrays that are null, for arrays that are not aligned as their elements must be, and for scratch that is not on a
/// cache line or missing where the algorithm needs it.
template <class T>
void convolution_forward(const ConvolutionCall& call, const T* x, const T* w, const T* bias, T* y) {
  constexpr const char* function = "convolution_forward";
  check_convolution_call(function, call);
  detail::expect_pointer(function, "x", x, alignof(T));
  detail::expect_pointer(function, "w", w, alignof(T));
  if (bias != nullptr) detail::expect_pointer(function, "bias", bias, alignof(T));
  detail::expect_pointer(function, "y", y, alignof(T));
  detail::with_checked_call<T>(function, call, ConvolutionPass::forward,
                               [&](auto algorithm) { algorithm.forward(call, x, w, bias, y); });
}

/// dx from dy and w. Formula: reference.hpp.
template <class T>
void convolution_backward_input(const ConvolutionCall& call, const T* dy, const T* w, T* dx) {
  constexpr const char* function = "convolution_backward_input";
  check_convolution_call(function, call);
  detail::expect_pointer(function, "dy", dy, alignof(T));
  detail::expect_pointer(function, "w", w, alignof(T));
  detail::expect_pointer(function, "dx", dx, alignof(T));
  detail::with_checked_call<T>(function, call, ConvolutionPass::backward_input,
                               [&](auto algorithm) { algorithm.backward_input(call, dy, w, dx); });
}

/// dw from x and dy. Formula: reference.hpp.
template <class T>
void convolution_backward_weight(const ConvolutionCall& call, const T* x, const T* dy, T* dw) {
  constexpr const char* function = "convolution_backward_weight";
  check_convolution_call(function, call);
  detail::expect_pointer(function, "x", x, alignof(T));
  detail::expect_pointer(function, "dy", dy, alignof(T));
  detail::expect_pointer(function, "dw", dw, alignof(T));
  detail::with_checked_call<T>(function, call, ConvolutionPass::backward_weight,
                               [&](auto algorithm) { algorithm.backward_weight(call, x, dy, dw); });
}

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
