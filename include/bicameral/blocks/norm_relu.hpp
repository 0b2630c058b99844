#pragma once
// Batch norm, ReLU and, behind them, max pooling in one pass over memory: what a chain makes of these layers in a row.

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "bicameral/blocks/part.hpp"
#include "bicameral/layers/batch_norm.hpp"
#include "bicameral/layers/max_pool.hpp"
#include "bicameral/layers/relu.hpp"

namespace bicameral {

/// No pooling behind the ReLU.
struct NoPooling {};

/// The layers Norm, ReLU and Pool as one, with their names, parameters and numbers. What lies between them is never
/// written to memory: the backward pass computes it again, or keeps one byte per pooled value. In Mode::attribution
/// chains run the layers one by one.
template <class Norm, class Pool = NoPooling>
struct NormReLU {
  static constexpr bool is_block = true;
  static constexpr bool pools = !std::is_same_v<Pool, NoPooling>;
  static constexpr std::string_view kind = "norm_relu";
  static constexpr Cursor relu_at = detail::slots_of<Norm>();
  static constexpr Cursor pool_at = relu_at + detail::slots_of<ReLU>();
  static constexpr Cursor slots = pools ? pool_at + Cursor{1, 0} : pool_at;

  static constexpr MemoryTraits memory(Mode mode) {
    return {.in_place = mode == Mode::inference && !pools,
            .gradient_in_place = !pools,
            .reads_input = mode == Mode::training};
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
      normalize_pool(pass, In, n, x, y, winners);
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
    const int channels = In.channels;
    if constexpr (pools) {
      const auto* winners = reinterpret_cast<const std::uint8_t*>(pass.record(last(at)).saved);
      Norm::backward_from(site, PooledGradient<T>{dy, winners, In, output(In)}, dx);
    } else {
      const NormalizationRow<T> n = Norm::saved_normalization(site);
      const T* x = site.x;
      Norm::backward_from(
          site,
          [=](std::int64_t row, int c) {
            const T passed = dy[row * channels + c];  // read always: a conditional read would keep the loop scalar
            return n.value(x[row * channels + c], c) > T(0) ? passed : T(0);
          },
          dx);
    }
  }

 private:
  /// The place of no value: all of the window were 0 after the ReLU.
  static constexpr std::uint8_t nobody = 255;

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

  /// y = max over each window of relu(normalised x); winners (may be null) = who it was, the first of equals.
  template <class T>
  static void normalize_pool(const Pass<T>& pass, Shape in, const NormalizationRow<T>& n, const T* x, T* y,
                             std::uint8_t* winners) {
    const Shape out = output(in);
    const int channels = in.channels;
    pass.pool->for_each_task(std::int64_t{pass.batch} * out.height, [&](std::int64_t task, int) {
      const NormalizationRow<T> row_n = n;
      const std::int64_t image = task / out.height;
      const std::int64_t row = task % out.height;
      for (std::int64_t column = 0; column < out.width; ++column) {
        const std::int64_t to = ((image * out.height + row) * out.width + column) * channels;
        T* best = y + to;
        for (int place = 0; place < size * size; ++place) {
          const T* from =
              x +
              ((image * in.height + row * size + place / size) * in.width + column * size + place % size) * channels;
          if (winners == nullptr) {
            for (int c = 0; c < channels; ++c) {
              const T value = row_n.value(from[c], c);
              const T least = place == 0 ? T(0) : best[c];
              best[c] = value < least ? least : value;
            }
          } else {
            std::uint8_t* who = winners + to;
            const auto number = static_cast<std::uint8_t>(place);
            for (int c = 0; c < channels; ++c) {
              const T value = row_n.value(from[c], c);
              const T least = place == 0 ? T(0) : best[c];
              const std::uint8_t before = place == 0 ? nobody : who[c];
              const bool wins = !(value <= least);  // NaN too
              best[c] = wins ? value : least;
              who[c] = wins ? number : before;
            }
          }
        }
      }
    });
  }

  /// The gradient of a value before the pooling: that of its window if it won, else 0.
  template <class T>
  struct PooledGradient {
    const T* dy;
    const std::uint8_t* winners;
    Shape in;
    Shape out;
    T operator()(std::int64_t row, int c) const {
      const std::int64_t column = row % in.width;
      const std::int64_t line = row / in.width % in.height;
      const std::int64_t image = row / in.width / in.height;
      const std::int64_t window_row = line / size;
      const std::int64_t window_column = column / size;
      if (window_row >= out.height || window_column >= out.width) return T(0);
      const std::int64_t window = ((image * out.height + window_row) * out.width + window_column) * in.channels;
      const auto place = static_cast<std::uint8_t>(line % size * size + column % size);
      const T passed = dy[window + c];
      return winners[window + c] == place ? passed : T(0);
    }
  };

  static constexpr int size = [] {
    if constexpr (pools)
      return Pool::kernel;
    else
      return 1;
  }();
};

}  // namespace bicameral
