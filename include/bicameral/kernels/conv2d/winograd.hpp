#pragma once
// Winograd's minimal filtering for 3x3 convolutions with stride 1: fewer multiplications for a few more additions.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "bicameral/core/instruction_set.hpp"
#include "bicameral/kernels/conv2d/winograd/pass.hpp"
#include "bicameral/kernels/conv2d/winograd/weight_gradient.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// F(m x m, 3 x 3): (m + 2)^2 matrix products over tiles of m x m pixels instead of 9 m^2 over pixels.
/// Forward: V = B^T d B of the input tiles, U = G g G^T of the filters, y = A^T (V U) A. The input gradient is the same
/// with dy in place of x and the filters turned by half a turn. Weight gradient: dU = V^T (A dy A^T), dg = G^T dU G.
/// Source: Lavin, Gray, "Fast algorithms for convolutional neural networks", CVPR 2016.
template <int OutputTile>
struct WinogradConvolution {
  using Maps = WinogradMaps<OutputTile>;
  static constexpr std::string_view name = OutputTile == 4 ? "winograd4" : "winograd2";
  static constexpr double largest_float_error = OutputTile == 4 ? 2e-5 : 1e-5;
  static constexpr double mean_float_error = OutputTile == 4 ? 4e-6 : 2e-6;

  static constexpr bool applies(const ConvolutionProblem& p) {
    return p.kernel == 3 && p.stride == 1 && p.padding <= 2;
  }

  template <class T>
  static std::size_t scratch_bytes(const ConvolutionProblem& p, const ConvolutionSettings&, int workers) {
    const auto pass = [&](const ConvolutionProblem& problem) {
      return Pass<T>(problem).filter_bytes(workers) + Pass<T>(problem).bytes(workers);
    };
    return std::max({pass(p), pass(turned(p)), simd_detail::WinogradWeightPass<Maps, T>(p).bytes()});
  }

  template <class T>
  static void forward(const ConvolutionCall& call, const T* x, const T* w, const T* bias, T* y) {
    run(call, call.problem, simd_detail::Turned::no, x, w, bias, y);
  }

  template <class T>
  static void backward_input(const ConvolutionCall& call, const T* dy, const T* w, T* dx) {
    run(call, turned(call.problem), simd_detail::Turned::yes, dy, w, static_cast<const T*>(nullptr), dx);
  }

  template <class T>
  static void backward_weight(const ConvolutionCall& call, const T* x, const T* dy, T* dw) {
    simd_detail::run_winograd_weight<Maps>(*call.pool, call.problem, x, dy, dw, call.scratch);
  }

  /// forward, and the moments of its results over all pixels, each piece measured while it is in registers.
  template <class T>
  static std::size_t moment_bytes(const ConvolutionProblem& p) {
    return MomentParts<T>::bytes(Pass<T>(p).pieces.tasks(), padded_to_panels(p.filters));
  }
  template <class T>
  static void forward_with_moments(const ConvolutionCall& call, const T* x, const T* w, const T* bias, T* y,
                                   const ChannelMoments& all, std::byte* moment_scratch) {
    const ConvolutionProblem& p = call.problem;
    const Pass<T> pass(p);
    const MomentParts<T> parts{reinterpret_cast<T*>(moment_scratch), padded_to_panels(p.filters)};
    run(call, p, simd_detail::Turned::no, x, w, bias, y, &parts);
    // The last chunk may have fewer blocks; parts that nobody wrote have no pixels.
    join_moments(
        parts, pass.pieces.tasks(), [&](std::int64_t piece) { return pass.piece_pixels(piece); }, p.filters, all);
  }

  /// Filters mapped to matrices, for any number of forward_prepared calls.
  static constexpr std::int64_t prepared_values(const ConvolutionProblem& p) { return Pass<float>::filter_values(p); }
  template <class T>
  static void prepare(const ConvolutionCall& call, const T* w, T* prepared) {
    simd_detail::map_all_filters<Maps>(*call.pool, call.problem, simd_detail::Turned::no, w, prepared);
  }
  static constexpr bool pools(int pool) { return pool == 1 || pool == 2; }
  template <class T>
  static void forward_prepared(const ConvolutionCall& call, const T* x, const T* prepared,
                               const ConvolutionFinish<T>& finish, T* y) {
    simd_detail::run_winograd<Maps>(*call.pool, call.problem, x, simd_detail::WinogradFilters<T>{.mapped = prepared},
                                    finish, y, call.scratch);
  }

 private:
  template <class T>
  using Pass = simd_detail::WinogradPass<Maps, T>;

  /// From weights as they are; mapped filters lie in front of the rest of the scratch.
  template <class T>
  static void run(const ConvolutionCall& call, const ConvolutionProblem& p, simd_detail::Turned turned, const T* x,
                  const T* w, const T* bias, T* y, const MomentParts<T>* moments = nullptr) {
    const simd_detail::WinogradFilters<T> filters{
        .weights = w, .turned = turned, .memory = reinterpret_cast<T*>(call.scratch)};
    simd_detail::run_winograd<Maps>(*call.pool, p, x, filters, ConvolutionFinish<T>{.bias = bias}, y,
                                    call.scratch + Pass<T>(p).filter_bytes(call.pool->threads()), moments);
  }
  /// The convolution of dy that gives dx.
  static constexpr ConvolutionProblem turned(const ConvolutionProblem& p) {
    return {p.batch, p.out(), p.in.channels, p.kernel, 1, 2 - p.padding};
  }
};

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
