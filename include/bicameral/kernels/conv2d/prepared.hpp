#pragma once
// Convolutions whose weights stay the same over many calls: prepared once, then only multiplied.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>

#include "bicameral/core/instruction_set.hpp"
#include "bicameral/kernels/conv2d/algorithms.hpp"
#include "bicameral/kernels/conv2d/check.hpp"
#include "bicameral/kernels/elementwise.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

namespace detail {

/// Does the algorithm lay weights out anew, rather than read them as they are?
template <class Algorithm>
concept PreparesWeights = requires(const ConvolutionProblem& p) {
  Algorithm::prepared_values(p);
};

/// Calls use(algorithm) for the forward algorithm of the problem with `images` images.
template <class Use>
void with_forward(const ConvolutionSettings& settings, ConvolutionProblem problem, int images, const Use& use) {
  problem.batch = images;
  with_convolution(convolution_algorithm(settings, problem, ConvolutionPass::forward), problem, use);
}

}  // namespace detail

/// Values of the prepared weights of a convolution that runs on up to problem.batch images.
inline std::int64_t convolution_prepared_values(const ConvolutionProblem& problem,
                                                const ConvolutionSettings& settings) {
  std::int64_t values = 0;
  detail::with_forward(settings, problem, problem.batch, [&](auto algorithm) {
    if constexpr (detail::PreparesWeights<decltype(algorithm)>)
      values = algorithm.prepared_values(problem);
    else
      values = problem.weights();
  });
  return values;
}

/// Does the forward pass pool its results before it writes them? Otherwise it must not be asked to.
inline bool convolution_pools(const ConvolutionProblem& problem, const ConvolutionSettings& settings, int pool) {
  bool pools = pool == 1;
  detail::with_forward(settings, problem, problem.batch, [&](auto algorithm) {
    if constexpr (detail::PreparesWeights<decltype(algorithm)>) pools = algorithm.pools(pool);
  });
  return pools;
}

/// prepared = the weights w as the forward algorithm for call.planned_batch images reads them.
/// Both functions throw Error before they write anything, as convolution_forward does.
template <class T>
void convolution_prepare(const ConvolutionCall& call, const T* w, T* prepared) {
  constexpr const char* function = "convolution_prepare";
  check_convolution_call(function, call);
  detail::expect_size(function, "planned_batch", call.planned_batch, call.problem.batch,
                      std::numeric_limits<int>::max());
  detail::expect_pointer(function, "w", w, alignof(T));
  detail::expect_pointer(function, "prepared", prepared, alignof(T));
  detail::with_forward(*call.settings, call.problem, call.planned_batch, [&](auto algorithm) {
    if constexpr (detail::PreparesWeights<decltype(algorithm)>)
      algorithm.prepare(call, w, prepared);
    else
      std::copy_n(w, call.problem.weights(), prepared);
  });
}

/// y = finish(convolution of x with the prepared weights). Requires convolution_pools(finish.pool) and 1 to
/// call.planned_batch images.
template <class T>
void convolution_forward_prepared(const ConvolutionCall& call, const T* x, const T* prepared,
                                  const ConvolutionFinish<T>& finish, T* y) {
  constexpr const char* function = "convolution_forward_prepared";
  check_convolution_call(function, call);
  detail::expect_size(function, "planned_batch", call.planned_batch, call.problem.batch,
                      std::numeric_limits<int>::max());
  detail::expect_pointer(function, "x", x, alignof(T));
  detail::expect_pointer(function, "prepared", prepared, alignof(T));
  detail::expect_pointer(function, "y", y, alignof(T));
  detail::expect_pointer(function, "scratch", call.scratch, alignment);
  detail::with_forward(*call.settings, call.problem, call.planned_batch, [&](auto algorithm) {
    if constexpr (detail::PreparesWeights<decltype(algorithm)>) {
      algorithm.forward_prepared(call, x, prepared, finish, y);
    } else {
      algorithm.forward(call, x, prepared, finish.bias, y);
      if (finish.relu) relu_forward(*call.pool, call.problem.out().size() * call.problem.batch, y, y);
    }
  });
}

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
