#pragma once
// Batch normalisation over images and pixels, per channel.

#include <array>
#include <cmath>
#include <cstddef>

#include "bicameral/core/instruction_set.hpp"
#include "bicameral/kernels/channel_stats.hpp"
#include "bicameral/kernels/elementwise.hpp"
#include "bicameral/layers/layer.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// What batch normalisation does to the values of a channel.
template <class T>
struct NormalizationRow {
  const T* mean = nullptr;
  const T* scale = nullptr;
  const T* bias = nullptr;
  T value(T x, int channel) const { return (x - mean[channel]) * scale[channel] + bias[channel]; }
};

/// y = (x - mean) / sqrt(variance + 1e-5) * weight + bias, with the batch's moments in training, the running ones else.
/// The running values move MomentumPercent % towards the newest batch (PyTorch's momentum times 100); the running
/// variance takes the unbiased one. Source: Ioffe, Szegedy, "Batch normalization", ICML 2015.
/// Parameters: weight, bias, running_mean, running_var [channels], num_batches_tracked.
template <int MomentumPercent>
struct BatchNormMomentum : LayerDefaults {
  static_assert(MomentumPercent >= 0 && MomentumPercent <= 100, "BatchNormMomentum: expected a percentage");
  static constexpr double epsilon = 1e-5;
  static constexpr bool needs_moments = true;  // in training, of its input
  static constexpr std::string_view kind = "bn";
  static constexpr MemoryTraits memory(Mode mode) {
    const bool training = mode == Mode::training;
    return {.in_place = !training, .gradient_in_place = true, .reads_input = training, .gradient_over_input = true};
  }
  static constexpr Shape output(Shape in) { return in; }
  static constexpr auto parameters(Shape in) {
    const Dims each(in.channels);
    return std::array{ParameterFact{.name = "weight", .dims = each, .offset = 1},
                      ParameterFact{.name = "bias", .dims = each},
                      ParameterFact{.name = "running_mean", .dims = each, .role = Role::statistic},
                      ParameterFact{.name = "running_var", .dims = each, .role = Role::statistic, .offset = 1},
                      ParameterFact{.name = "num_batches_tracked", .role = Role::counter}};
  }
  /// The batch's mean and 1 / sqrt(variance + epsilon).
  template <class T>
  static constexpr std::size_t saved_bytes(Mode mode, Shape in, int) {
    return mode == Mode::training ? 2 * row_bytes<T>(in) : 0;
  }
  template <class T>
  static std::size_t scratch_bytes(Shape in, int batch, const ComputeSettings&, int) {
    return rows_of_scratch * row_bytes<double>(in) + channel_stats_scratch_bytes<T>(batch * in.pixels(), in.channels);
  }

  template <Mode M, class T>
  static void forward(const Site<T>& site, const T* x, T* y) {
    const NormalizationRow<T> n = normalization<M>(site, x);
    const int channels = site.in.channels;
    for_each_row(site, [=](std::int64_t row) {
      const T* from = x + row * channels;
      T* to = y + row * channels;
      for (int c = 0; c < channels; ++c) to[c] = n.value(from[c], c);
    });
  }

  /// Training, with n rows, xhat = (x - mean) / deviation:
  ///   d bias = sum dy, d weight = sum dy xhat, dx = weight / deviation (dy - d bias / n - xhat d weight / n).
  /// Otherwise the statistics are constants: dx = dy weight / sqrt(running_var + epsilon).
  template <Mode M, class T>
  static void backward(const Site<T>& site, const T* dy, T* dx) {
    const int channels = site.in.channels;
    if constexpr (M == Mode::attribution) {
      if (dx == nullptr) return;
      const T* scale = multiply_by_weight(site, running_inverse_deviation(site));
      for_each_row(site, [=](std::int64_t row) {
        for (int c = 0; c < channels; ++c) dx[row * channels + c] = dy[row * channels + c] * scale[c];
      });
    } else {
      backward_from(
          site, [=](std::int64_t row, T*) { return dy + row * channels; }, dx);
    }
  }

  /// The affine map of one pass, per channel: the batch's in training, after its moments were measured and the running
  /// ones moved; else that of the running moments.
  template <Mode M, class T>
  static NormalizationRow<T> normalization(const Site<T>& site, const T* x) {
    if constexpr (M == Mode::training) {
      measure(site, x);
      return saved_normalization(site);
    } else {
      return {site.value(2), multiply_by_weight(site, running_inverse_deviation(site)), site.value(1)};
    }
  }
  /// With the running moments, y = x scale + shift: writes scale[channels], and turns the bias in front of the
  /// normalisation into the one behind it, shift = (shift - mean) scale + bias.
  template <class T>
  static void fold(const Site<T>& site, T* scale, T* shift) {
    for (int c = 0; c < site.in.channels; ++c) {
      const double factor =
          static_cast<double>(site.value(0)[c]) / std::sqrt(static_cast<double>(site.value(3)[c]) + epsilon);
      scale[c] = static_cast<T>(factor);
      shift[c] = static_cast<T>((static_cast<double>(shift[c]) - static_cast<double>(site.value(2)[c])) * factor +
                                static_cast<double>(site.value(1)[c]));
    }
  }
  /// That of the training_forward before.
  template <class T>
  static NormalizationRow<T> saved_normalization(const Site<T>& site) {
    return {site.template saved_as<T>(), multiply_by_weight(site, inverse_deviation(site)), site.value(1)};
  }

  /// backward in training, for an upstream gradient whose rows dy(row, buffer) gives: where they lie, or computed into
  /// the buffer. dx may lie over x or over the upstream gradient.
  template <class T, class Gradient>
  static void backward_from(const Site<T>& site, const Gradient& dy, T* dx) {
    const int channels = site.in.channels;
    const T* x = site.x;
    const T* mean = site.template saved_as<T>();
    const T* inverse = inverse_deviation(site);
    auto* sums = scratch_row<double>(site, 0);
    auto* products = scratch_row<double>(site, 1);
    channel_gradient_sums(*site.pool, rows(site), channels, dy, x, mean, inverse, sums, products,
                          scratch_row<std::byte>(site, rows_of_scratch));
    T* weight_gradient = site.gradient(0);
    T* bias_gradient = site.gradient(1);
    for (int c = 0; c < channels; ++c) {
      weight_gradient[c] = static_cast<T>(products[c]);
      bias_gradient[c] = static_cast<T>(sums[c]);
    }
    if (dx == nullptr) return;
    const T* scale = multiply_by_weight(site, inverse);
    const auto n = static_cast<double>(rows(site));
    T* mean_dy = scratch_row<T>(site, 4);
    T* slope = scratch_row<T>(site, 5);
    for (int c = 0; c < channels; ++c) {
      mean_dy[c] = static_cast<T>(sums[c] / n);
      slope[c] = static_cast<T>(products[c] / n) * inverse[c];
    }
    const Partition partition = partition_of(site);  // that of the sums, whose rows are free again
    site.pool->for_each_task(partition.tasks(), [&, dy](std::int64_t task, int) {
      T* buffer = detail::channel_task_row<T>(scratch_row<std::byte>(site, rows_of_scratch), channels, task);
      const RowRange range = partition.range(task);
      for (std::int64_t row = range.begin; row < range.end; ++row) {
        const T* from = x + row * channels;
        T* to = dx + row * channels;
        const T* up = dy(row, buffer);
        for (int c = 0; c < channels; ++c) to[c] = scale[c] * (up[c] - mean_dy[c] - (from[c] - mean[c]) * slope[c]);
      }
    });
  }

 private:
  /// Rows of one value per channel: two sums, inverse deviation, scale, two slopes; behind them channel_stats' own.
  static constexpr std::size_t rows_of_scratch = 6;

  template <class U, class T>
  static U* scratch_row(const Site<T>& site, std::size_t row) {
    return reinterpret_cast<U*>(site.scratch + row * row_bytes<double>(site.in));
  }
  template <class U>
  static constexpr std::size_t row_bytes(Shape in) {
    return aligned_bytes(static_cast<std::size_t>(in.channels) * sizeof(U));
  }
  template <class T>
  static std::int64_t rows(const Site<T>& site) {
    return site.batch * site.in.pixels();
  }
  template <class T>
  static T* inverse_deviation(const Site<T>& site) {
    return reinterpret_cast<T*>(site.saved + row_bytes<T>(site.in));
  }
  template <class T>
  static Partition partition_of(const Site<T>& site) {
    return detail::channel_partition<T>(rows(site), site.in.channels);
  }
  template <class T, class Body>
  static void for_each_row(const Site<T>& site, const Body& body) {
    const Partition partition = partition_of(site);
    site.pool->for_each_task(partition.tasks(), [&](std::int64_t task, int) {
      const RowRange range = partition.range(task);
      for (std::int64_t row = range.begin; row < range.end; ++row) body(row);
    });
  }

  /// Saves the batch's mean and inverse deviation and moves the running statistics.
  template <class T>
  static void measure(const Site<T>& site, const T* x) {
    const std::int64_t n = rows(site);
    if (n < 2)
      fail("batch norm '" + std::string(site.name) + "'", "at least 2 values per channel in training",
           std::to_string(n));
    ChannelMoments moments{scratch_row<double>(site, 0), scratch_row<double>(site, 1)};
    if (site.moments != nullptr)
      moments = site.moments->moments;
    else
      channel_moments(*site.pool, n, site.in.channels, x, moments.mean, moments.squares,
                      scratch_row<std::byte>(site, rows_of_scratch));
    const double* mean = moments.mean;
    const double* squares = moments.squares;
    T* saved_mean = site.template saved_as<T>();
    T* saved_inverse = inverse_deviation(site);
    T* running_mean = site.statistic(2);
    T* running_variance = site.statistic(3);
    constexpr double momentum = MomentumPercent / 100.0;
    for (int c = 0; c < site.in.channels; ++c) {
      saved_mean[c] = static_cast<T>(mean[c]);
      saved_inverse[c] = static_cast<T>(1.0 / std::sqrt(squares[c] / static_cast<double>(n) + epsilon));
      running_mean[c] = static_cast<T>((1 - momentum) * static_cast<double>(running_mean[c]) + momentum * mean[c]);
      running_variance[c] = static_cast<T>((1 - momentum) * static_cast<double>(running_variance[c]) +
                                           momentum * squares[c] / static_cast<double>(n - 1));
    }
    ++site.counter(4);
  }

  template <class T>
  static const T* running_inverse_deviation(const Site<T>& site) {
    T* inverse = scratch_row<T>(site, 2);
    const T* variance = site.value(3);
    for (int c = 0; c < site.in.channels; ++c)
      inverse[c] = static_cast<T>(1.0 / std::sqrt(static_cast<double>(variance[c]) + epsilon));
    return inverse;
  }

  template <class T>
  static const T* multiply_by_weight(const Site<T>& site, const T* inverse) {
    T* scale = scratch_row<T>(site, 3);
    const T* weight = site.value(0);
    for (int c = 0; c < site.in.channels; ++c) scale[c] = inverse[c] * weight[c];
    return scale;
  }
};

/// Batch norm as PyTorch's default: momentum 0.1.
using BatchNorm = BatchNormMomentum<10>;

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
