#pragma once
// Convolution, batch norm, ReLU and max pooling as one in inference: what a chain makes of these layers in a row.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "bicameral/blocks/norm_relu.hpp"
#include "bicameral/blocks/part.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/kernels/conv2d/prepared.hpp"
#include "bicameral/layers/conv2d.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

namespace detail {

/// scaled = weights, every filter times its scale.
template <class T>
void scale_filters(ThreadPool& pool, const ConvolutionProblem& p, const T* weights, const T* scale, T* scaled) {
  const Partition rows{p.patch(), 64};
  pool.for_each_task(rows.tasks(), [&](std::int64_t task, int) {
    for (std::int64_t row = rows.range(task).begin; row < rows.range(task).end; ++row)
      for (int f = 0; f < p.filters; ++f) scaled[row * p.filters + f] = weights[row * p.filters + f] * scale[f];
  });
}

}  // namespace detail

/// No batch norm behind the convolution.
struct NoNorm {};
/// No ReLU behind it.
struct NoReLU {};

/// y = Pool(Act(Norm(Conv(x)))) with the running statistics: batch norm goes into the weights, w' = w scale and
/// b' = (b - mean) scale + shift; bias, ReLU and pooling happen before a result is written. The weights come prepared
/// from pass.folded, or are folded anew in every call. In inference only; elsewhere chains run other steps.
template <class Conv, class Norm = NoNorm, class Act = NoReLU, class Pool = NoPooling>
struct FoldedConv {
  static constexpr bool is_block = true;
  static constexpr bool norms = !std::is_same_v<Norm, NoNorm>;
  static constexpr bool rectifies = !std::is_same_v<Act, NoReLU>;
  static constexpr bool pools = !std::is_same_v<Pool, NoPooling>;
  static constexpr std::string_view kind = "folded_conv";
  static constexpr Cursor norm_at = detail::slots_of<Conv>();
  static constexpr Cursor slots = [] {
    Cursor end = norm_at;
    if constexpr (norms) end = end + detail::slots_of<Norm>();
    if constexpr (rectifies) end = end + detail::slots_of<Act>();
    if constexpr (pools) end = end + detail::slots_of<Pool>();
    return end;
  }();

  static constexpr MemoryTraits memory(Mode) { return {}; }
  static constexpr ShapeProblem problem(Shape in) {
    if (const ShapeProblem misfit = Conv::problem(in)) return misfit;
    if constexpr (pools) return Pool::problem(Conv::output(in));
    return {};
  }
  static constexpr Shape output(Shape in) {
    if constexpr (pools) return Pool::output(Conv::output(in));
    return Conv::output(in);
  }
  template <class T>
  static constexpr std::size_t kept_bytes(Mode, Shape, int) {
    return 0;
  }
  template <class T>
  static std::size_t scratch_bytes(Mode, Shape in, int batch, const ComputeSettings& settings, int workers) {
    return folded_bytes<T>(in, batch, settings) + folding_bytes<T>(in) +
           (pools_apart(in, batch, settings) ? detail::activation_bytes<T>(Conv::output(in), batch) : 0) +
           aligned_bytes(convolution_scratch_bytes<T>(problem_of(in, batch), settings.convolution, workers));
  }

  /// Bytes of prepared weights and bias.
  template <class T>
  static std::size_t folded_bytes(Shape in, int batch, const ComputeSettings& settings) {
    return weight_bytes<T>(in, batch, settings) + row_bytes<T>(in);
  }
  /// Folds and prepares the weights for up to pass.planned_batch images into the next pieces of `memory`.
  template <Shape In, class T>
  static void fold(Pass<T>& pass, Cursor at, Arena& memory) {
    T* weights = take_weights<In, T>(pass, memory);
    T* bias = memory.template take<T>(static_cast<std::size_t>(filters(In)));
    fold_into<In>(pass, at, weights, bias);
  }

  template <Shape In, Mode M, class T>
  static void forward(Pass<T>& pass, Cursor at, const T* x, T* y) {
    static_assert(M == Mode::inference, "chains run other steps in this mode");
    const Arena::Scope scope(*pass.scratch);
    const T* weights = nullptr;
    const T* bias = nullptr;
    if (pass.folded != nullptr) {
      weights = pass.folded->template take<T>(weight_bytes<T>(In, pass.planned_batch, *pass.settings));
      bias = pass.folded->template take<T>(row_bytes<T>(In));
    } else {
      T* own_weights = take_weights<In, T>(pass, *pass.scratch);
      T* own_bias = pass.scratch->template take<T>(static_cast<std::size_t>(filters(In)));
      fold_into<In>(pass, at, own_weights, own_bias);
      weights = own_weights;
      bias = own_bias;
    }
    ConvolutionFinish<T> finish{.bias = bias, .relu = rectifies};
    const bool apart = pools_apart(In, pass.planned_batch, *pass.settings);
    if (!apart) finish.pool = window;
    T* to = apart ? pass.scratch->template take<T>(static_cast<std::size_t>(Conv::output(In).size() * pass.batch)) : y;
    convolution_forward_prepared(call<In>(pass, take_scratch<In>(pass)), x, weights, finish, to);
    if constexpr (pools)
      if (apart)
        max_pool_forward(*pass.pool, PoolProblem{pass.batch, Conv::output(In), window, window},
                         static_cast<const T*>(to), y, nullptr);
    if (pass.observer != nullptr) pass.observer->forward(at.layer + slots.layer - 1, y, output(In).size() * pass.batch);
  }

 private:
  static constexpr int window = [] {
    if constexpr (pools)
      return Pool::kernel;
    else
      return 1;
  }();
  static constexpr int filters(Shape in) { return Conv::output(in).channels; }
  static constexpr ConvolutionProblem problem_of(Shape in, int batch) {
    ConvolutionProblem p = Conv::convolution(in);
    p.batch = batch;
    return p;
  }
  /// Must the pooling be a pass of its own?
  static bool pools_apart(Shape in, int batch, const ComputeSettings& settings) {
    return pools && !convolution_pools(problem_of(in, batch), settings.convolution, window);
  }
  template <class T>
  static std::size_t weight_bytes(Shape in, int batch, const ComputeSettings& settings) {
    const std::int64_t values = convolution_prepared_values(problem_of(in, batch), settings.convolution);
    return aligned_bytes(static_cast<std::size_t>(values) * sizeof(T));
  }
  template <class T>
  static std::size_t row_bytes(Shape in) {
    return aligned_bytes(static_cast<std::size_t>(filters(in)) * sizeof(T));
  }
  /// Scaled weights on their way, and a scale for each filter.
  template <class T>
  static std::size_t folding_bytes(Shape in) {
    return aligned_bytes(static_cast<std::size_t>(Conv::convolution(in).weights()) * sizeof(T)) + row_bytes<T>(in);
  }
  template <Shape In, class T>
  static T* take_weights(const Pass<T>& pass, Arena& memory) {
    return memory.template take<T>(weight_bytes<T>(In, pass.planned_batch, *pass.settings) / sizeof(T));
  }
  template <Shape In, class T>
  static std::byte* take_scratch(const Pass<T>& pass) {
    return pass.scratch->template take<std::byte>(convolution_scratch_bytes<T>(
        problem_of(In, pass.planned_batch), pass.settings->convolution, pass.pool->threads()));
  }
  template <Shape In, class T>
  static ConvolutionCall call(const Pass<T>& pass, std::byte* scratch) {
    return {problem_of(In, pass.batch), &pass.settings->convolution, pass.pool, scratch, pass.planned_batch};
  }

  template <Shape In, class T>
  static void fold_into(Pass<T>& pass, Cursor at, T* prepared, T* bias) {
    const Arena::Scope scope(*pass.scratch);
    const ConvolutionProblem p = problem_of(In, pass.batch);
    const Site<T> conv = detail::site_of<Conv>(pass, at, In);
    const T* weights = conv.value(0);
    if constexpr (Conv::has_bias)
      std::copy_n(conv.value(1), p.filters, bias);
    else
      std::fill_n(bias, p.filters, T(0));
    if constexpr (norms) {
      const Site<T> norm = detail::site_of<Norm>(pass, at + norm_at, Conv::output(In));
      T* scaled = pass.scratch->template take<T>(static_cast<std::size_t>(p.weights()));
      T* scale = pass.scratch->template take<T>(static_cast<std::size_t>(p.filters));
      Norm::fold(norm, scale, bias);
      detail::scale_filters(*pass.pool, p, weights, static_cast<const T*>(scale), scaled);
      weights = scaled;
    }
    convolution_prepare(call<In>(pass, take_scratch<In>(pass)), weights, prepared);
  }
};

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
