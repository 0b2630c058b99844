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
#include "bicameral/kernels/conv2d/automatic.hpp"
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

[[noreturn]] inline void fail_to_apply(std::string_view name, const ConvolutionProblem& problem) {
  const std::string kernel = std::to_string(problem.kernel);
  fail("convolution algorithm '" + std::string(name) + "'", "a shape it applies to",
       kernel + "x" + kernel + " stride " + std::to_string(problem.stride) + " padding " +
           std::to_string(problem.padding) + " on " + to_string(problem.in));
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
  if (!found) fail("convolution algorithm", "one of " + convolution_algorithm_names(), "'" + std::string(name) + "'");
}

}  // namespace detail

/// Throws unless `name` is automatic or one of the algorithms.
inline void check_convolution_algorithm(std::string_view name) {
  bool known = name == automatic_convolution;
  std::apply([&](auto... algorithm) { ((known = known || algorithm.name == name), ...); }, ConvolutionAlgorithms{});
  if (!known) fail("convolution algorithm", "one of " + convolution_algorithm_names(), "'" + std::string(name) + "'");
}

/// Scratch bytes that are enough for all passes of a problem, also with fewer images.
template <class T>
std::size_t convolution_scratch_bytes(const ConvolutionProblem& problem, const ConvolutionSettings& settings,
                                      int workers) {
  std::size_t bytes = 0;
  const auto consider = [&](std::string_view name) {
    detail::with_convolution(name, problem, [&](auto algorithm) {
      bytes = std::max(bytes, algorithm.template scratch_bytes<T>(problem, settings, workers));
    });
  };
  for (const ConvolutionPass pass :
       {ConvolutionPass::forward, ConvolutionPass::backward_input, ConvolutionPass::backward_weight})
    for_each_possible_algorithm(settings, problem, pass, consider);
  return bytes;
}

/// y = convolution of x with w, plus bias where it is not null. Formula: reference.hpp.
template <class T>
void convolution_forward(const ConvolutionCall& call, const T* x, const T* w, const T* bias, T* y) {
  detail::with_convolution(convolution_algorithm(*call.settings, call.problem, ConvolutionPass::forward), call.problem,
                           [&](auto algorithm) { algorithm.forward(call, x, w, bias, y); });
}

/// dx from dy and w. Formula: reference.hpp.
template <class T>
void convolution_backward_input(const ConvolutionCall& call, const T* dy, const T* w, T* dx) {
  detail::with_convolution(convolution_algorithm(*call.settings, call.problem, ConvolutionPass::backward_input),
                           call.problem, [&](auto algorithm) { algorithm.backward_input(call, dy, w, dx); });
}

/// dw from x and dy. Formula: reference.hpp.
template <class T>
void convolution_backward_weight(const ConvolutionCall& call, const T* x, const T* dy, T* dw) {
  detail::with_convolution(convolution_algorithm(*call.settings, call.problem, ConvolutionPass::backward_weight),
                           call.problem, [&](auto algorithm) { algorithm.backward_weight(call, x, dy, dw); });
}

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
