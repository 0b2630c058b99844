#pragma once
// The list of convolution algorithms and the door through which layers reach them by name.
// A new algorithm is one file with one struct, and one entry in ConvolutionAlgorithms below.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>

#include "bicameral/core/error.hpp"
#include "bicameral/kernels/conv2d/im2col.hpp"
#include "bicameral/kernels/conv2d/problem.hpp"
#include "bicameral/kernels/conv2d/reference.hpp"

namespace bicameral {

/// Every algorithm: a name, the shapes it applies to, its scratch, and the three passes.
using ConvolutionAlgorithms = std::tuple<ReferenceConvolution, Im2colConvolution>;

/// The names of all algorithms, separated by commas.
inline std::string convolution_algorithm_names() {
  std::string names;
  std::apply([&](auto... algorithm) { ((names += (names.empty() ? "" : ", ") + std::string(algorithm.name)), ...); },
             ConvolutionAlgorithms{});
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

/// Scratch bytes of one call with `workers` workers.
template <class T>
std::size_t convolution_scratch_bytes(const ConvolutionProblem& problem, const ConvolutionSettings& settings,
                                      int workers) {
  std::size_t bytes = 0;
  detail::with_convolution(settings.algorithm, problem, [&](auto algorithm) {
    bytes = algorithm.template scratch_bytes<T>(problem, settings, workers);
  });
  return bytes;
}

/// y = convolution of x with w, plus bias where it is not null. Formula: reference.hpp.
template <class T>
void convolution_forward(const ConvolutionCall& call, const T* x, const T* w, const T* bias, T* y) {
  detail::with_convolution(call.settings->algorithm, call.problem,
                           [&](auto algorithm) { algorithm.forward(call, x, w, bias, y); });
}

/// dx from dy and w. Formula: reference.hpp.
template <class T>
void convolution_backward_input(const ConvolutionCall& call, const T* dy, const T* w, T* dx) {
  detail::with_convolution(call.settings->algorithm, call.problem,
                           [&](auto algorithm) { algorithm.backward_input(call, dy, w, dx); });
}

/// dw from x and dy. Formula: reference.hpp.
template <class T>
void convolution_backward_weight(const ConvolutionCall& call, const T* x, const T* dy, T* dw) {
  detail::with_convolution(call.settings->algorithm, call.problem,
                           [&](auto algorithm) { algorithm.backward_weight(call, x, dy, dw); });
}

}  // namespace bicameral
