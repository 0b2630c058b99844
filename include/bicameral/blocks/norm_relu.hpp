#pragma once
// Batch norm, ReLU and, behind them, max pooling in one pass over memory: what a chain makes of these layers in a row.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "bicameral/blocks/part.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/kernels/normalize_pool.hpp"
#include "bicameral/layers/batch_norm.hpp"
#include "bicameral/layers/max_pool.hpp"
#include "bicameral/layers/relu.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// No pooling behind the ReLU.
struct NoPooling {};

/// The layers Norm, ReLU and Pool as one, with their names, parameters and numbers. What lies between them is never
/// written to memory: the backward pass computes it again, or keeps one byte per pooled value. In Mode::attribution
/// chains run the layers one by one.
template <class Norm, class Pool = NoPooling>
struct NormReLU {
  static constexpr bool is_block = true;
  static constexpr bool pools = !std::is_same_v<Pool, NoPooling>;
  static constexpr bool needs_moments = true;
  static constexpr std::string_view kind = "norm_relu";
  static constexpr Cursor relu_at = detail::slots_of<Norm>();
  static constexpr Cursor pool_at = relu_at + detail::slots_of<ReLU>();
  static constexpr Cursor slots = pools ? pool_at + Cursor{1, 0} : pool_at;

  static constexpr MemoryTraits memory(Mode mode) {
    return {.in_place = mode == Mode::inference && !pools,
            .gradient_in_place = !pools,
            .reads_input = mode == Mode::training,
            .gradient_over_input = true};
  }
  static constexpr ShapeProblem problem(Shape in) {
    if constexpr (pools) return Pool::problem(in);
    return {};
  }
  static constexpr Shape output(Shape in) {
    if constexpr (pools) return Pool::output(in);
    return in;
  }

  template <class T>
  static constexpr std::size_t kept_bytes(Mode mode, Shape in, int batch) {
    if (mode != Mode::training) return 0;
    return aligned_bytes(Norm::template saved_bytes<T>(mode, in, batch)) + aligned_bytes(winner_bytes(in, batch));
  }
  template <class T>
  static std::size_t scratch_bytes(Mode, Shape in, int batch, const ComputeSettings& settings, int workers) {
    return aligned_bytes(Norm::template scratch_bytes<T>(in, batch, settings, workers));
  }

  template <Shape In, Mode M, class T>
  static void forward(Pass<T>& pass, Cursor at, const T* x, T* y) {
    static_assert(M != Mode::attribution, "chains run the layers one by one in this mode");
    const Arena::Scope scope(*pass.scratch);
    Site<T> site = detail::site_of<Norm>(pass, at, In);
    site.scratch = detail::take_scratch<Norm>(pass, In);
    std::uint8_t* winners = nullptr;
    if constexpr (M == Mode::training) {
      site.saved = pass.kept->template take<std::byte>(Norm::template saved_bytes<T>(M, In, pass.batch));
      if constexpr (pools) winners = pass.kept->template take<std::uint8_t>(winner_bytes(In, pass.batch));
      pass.record(at) = {x, nullptr, site.saved};
      pass.record(last(at)) = {nullptr, y, reinterpret_cast<std::byte*>(winners)};
    }
    const NormalizationRow<T> n = Norm::template normalization<M>(site, x);
    if constexpr (pools)
      normalize_relu_pool(*pass.pool, PoolProblem{pass.batch, In, size, size}, n.mean, n.scale, n.bias, x, y, winners);
    else
      normalize(pass, In, n, x, y);
    if (pass.observer != nullptr) pass.observer->forward(last(at).layer, y, output(In).size() * pass.batch);
  }

  template <Shape In, Mode M, class T>
  static void backward(Pass<T>& pass, Cursor at, const T* dy, T* dx) {
    static_assert(M == Mode::training, "chains run the layers one by one in this mode");
    const Arena::Scope scope(*pass.scratch);
    Site<T> site = detail::site_of<Norm>(pass, at, In);
    site.scratch = detail::take_scratch<Norm>(pass, In);
    site.x = pass.record(at).x;
    site.saved = pass.record(at).saved;
    if (pass.observer != nullptr) pass.observer->backward(last(at).layer, dy, output(In).size() * pass.batch);
    if constexpr (pools) {
      const auto* winners = reinterpret_cast<const std::uint8_t*>(pass.record(last(at)).saved);
      Norm::backward_from(site, PooledGradient<T>{dy, winners, In, output(In)}, dx);
    } else {
      Norm::backward_from(site, MaskedGradient<T>{dy, site.x, In.channels, Norm::saved_normalization(site)}, dx);
    }
  }

 private:
  static constexpr Cursor last(Cursor at) { return {at.layer + slots.layer - 1, at.parameter}; }
  static constexpr std::size_t winner_bytes(Shape in, int batch) {
    return pools ? static_cast<std::size_t>(output(in).size() * batch) : 0;
  }

  template <class T>
  static void normalize(const Pass<T>& pass, Shape in, const NormalizationRow<T>& n, const T* x, T* y) {
    const int channels = in.channels;
    const Partition partition =
        Partition::by_bytes(pass.batch * in.pixels(), static_cast<std::size_t>(channels) * sizeof(T));
    pass.pool->for_each_task(partition.tasks(), [&](std::int64_t task, int) {
      const NormalizationRow<T> row_n = n;
      const RowRange range = partition.range(task);
      for (std::int64_t row = range.begin; row < range.end; ++row)
        for (int c = 0; c < channels; ++c) {
          const T value = row_n.value(x[row * channels + c], c);
          y[row * channels + c] = value < T(0) ? T(0) : value;
        }
    });
  }

  /// The gradients before the ReLU. A type of its own and no lambda, which would be another one for every shape and
  /// have the kernel compiled again.
  template <class T>
  struct MaskedGradient {
    const T* dy;
    const T* x;
    int channels;
    NormalizationRow<T> n;
    const T* operator()(std::int64_t row, T* buffer) const {
      const T* up = dy + row * channels;
      const T* from = x + row * channels;
      for (int c = 0; c < channels; ++c) {
        const T passed = up[c];  // read always: a conditional read would keep the loop scalar
        buffer[c] = n.value(from[c], c) > T(0) ? passed : T(0);
      }
      return buffer;
    }
  };

  /// The gradients before the pooling: those of the window for who won it, else 0.
  template <class T>
  struct PooledGradient {
    const T* dy;
    const std::uint8_t* winners;
    Shape in;
    Shape out;
    const T* operator()(std::int64_t row, T* buffer) const {
      const std::int64_t column = row % in.width;
      const std::int64_t line = row / in.width % in.height;
      const std::int64_t image = row / in.width / in.height;
      if (line / size >= out.height || column / size >= out.width) {
        std::fill_n(buffer, in.channels, T(0));
        return buffer;
      }
      const std::int64_t window = ((image * out.height + line / size) * out.width + column / size) * in.channels;
      const auto place = static_cast<int>(line % size * size + column % size);
      const T* up = dy + window;
      const std::uint8_t* who = winners + window;
      for (int c = 0; c < in.channels; ++c) {
        const T passed = up[c];
        buffer[c] = who[c] == place ? passed : T(0);
      }
      return buffer;
    }
  };

  static constexpr int size = [] {
    if constexpr (pools)
      return Pool::kernel;
    else
      return 1;
  }();
};

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
