#pragma once
// Convolution without patches: the product reads the picture itself through one pointer per pixel and tap.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "bicameral/core/instruction_set.hpp"
#include "bicameral/kernels/conv2d/direct/few_channels.hpp"
#include "bicameral/kernels/conv2d/direct/pass.hpp"
#include "bicameral/kernels/conv2d/direct/weight_gradient.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// Direct sums in registers, for every shape. Weights are packed [columns / 64][taps][depth][64] first. Where channels
/// are few, a whole row of a window takes the place of a tap: pictures are padded in the first cache, so that it is one
/// run of values.
/// Source of the pointers: Dukhan, "The indirect convolution algorithm", arXiv 1907.02129.
struct DirectConvolution {
  static constexpr std::string_view name = "direct";
  static constexpr double largest_float_error = 1e-5;
  static constexpr double mean_float_error = 2e-6;
  static constexpr bool applies(const ConvolutionProblem&) { return true; }

  template <class T>
  static std::size_t scratch_bytes(const ConvolutionProblem& p, const ConvolutionSettings&, int workers) {
    const Factor backward = Factor::backward_input(p);
    return std::max({packed_bytes<T>(Factor::forward(p)) + forward_bytes<T>(p, workers),
                     packed_bytes<T>(backward) + simd_detail::DirectPass<T>::bytes(backward, workers),
                     simd_detail::DirectWeightPass<T>(p).bytes(workers)});
  }

  template <class T>
  static void forward(const ConvolutionCall& call, const T* x, const T* w, const T* bias, T* y) {
    T* packed = reinterpret_cast<T*>(call.scratch);
    prepare(call, w, packed);
    run_forward(call, x, static_cast<const T*>(packed), ConvolutionFinish<T>{.bias = bias}, y,
                call.scratch + packed_bytes<T>(Factor::forward(call.problem)));
  }

  template <class T>
  static void backward_input(const ConvolutionCall& call, const T* dy, const T* w, T* dx) {
    T* packed = reinterpret_cast<T*>(call.scratch);
    simd_detail::pack_direct_backward(*call.pool, call.problem, w, packed);
    simd_detail::run_direct_backward(*call.pool, call.problem, dy, static_cast<const T*>(packed), dx,
                                     call.scratch + packed_bytes<T>(Factor::backward_input(call.problem)));
  }

  template <class T>
  static void backward_weight(const ConvolutionCall& call, const T* x, const T* dy, T* dw) {
    simd_detail::run_direct_weight(*call.pool, call.problem, x, dy, dw, call.scratch);
  }

  /// Weights in blocks, for any number of forward_prepared calls.
  static constexpr std::int64_t prepared_values(const ConvolutionProblem& p) { return Factor::forward(p).values(); }
  template <class T>
  static void prepare(const ConvolutionCall& call, const T* w, T* prepared) {
    simd_detail::pack_direct_forward(*call.pool, call.problem, w, prepared);
  }
  static constexpr bool pools(int pool) { return pool == 1; }
  template <class T>
  static void forward_prepared(const ConvolutionCall& call, const T* x, const T* prepared,
                               const ConvolutionFinish<T>& finish, T* y) {
    run_forward(call, x, prepared, finish, y, call.scratch);
  }

 private:
  using Factor = simd_detail::DirectFactor;

  template <class T>
  static std::size_t packed_bytes(const Factor& factor) {
    return aligned_bytes(static_cast<std::size_t>(factor.values()) * sizeof(T));
  }
  template <class T>
  static std::size_t forward_bytes(const ConvolutionProblem& p, int workers) {
    return detail::WindowRows<T>::pays(p) ? simd_detail::FewChannelsPass<T>(p).bytes(workers)
                                          : simd_detail::DirectPass<T>::bytes(Factor::forward(p), workers);
  }
  template <class T>
  static void run_forward(const ConvolutionCall& call, const T* x, const T* packed, const ConvolutionFinish<T>& finish,
                          T* y, std::byte* scratch) {
    if (detail::WindowRows<T>::pays(call.problem))
      simd_detail::run_few_channels(*call.pool, call.problem, x, packed, finish, y, scratch);
    else
      simd_detail::run_direct(*call.pool, call.problem, x, packed, finish, y, scratch);
  }
};

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
