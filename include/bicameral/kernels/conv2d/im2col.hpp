#pragma once
// Convolution as a matrix product with the patch matrix, a block of patches at a time.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "bicameral/core/instruction_set.hpp"
#include "bicameral/kernels/conv2d/patches.hpp"
#include "bicameral/kernels/conv2d/problem.hpp"
#include "bicameral/kernels/elementwise.hpp"
#include "bicameral/kernels/gemm.hpp"
#include "bicameral/kernels/partition.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// Gathers blocks of patches that fit the cache, multiplies them with the weights by Eigen's product; for every shape.
/// Forward: Y = P W. Input gradient: dP = dY W^T, added back to where the patches came from. Weight gradient:
/// dW = P^T dY, cut over the rows of dW first and over groups of images, summed in order, where that gives few tasks.
struct Im2colConvolution {
  static constexpr std::string_view name = "im2col";
  static constexpr double largest_float_error = 1e-5;
  static constexpr double mean_float_error = 1e-6;
  static constexpr bool applies(const ConvolutionProblem&) { return true; }

  template <class T>
  static std::size_t scratch_bytes(const ConvolutionProblem& p, const ConvolutionSettings& settings, int workers) {
    const std::size_t per_worker = patch_buffer_bytes<T>(p, settings) + gemm_scratch_bytes<T>(settings.gemm);
    const WeightTasks tasks(p);
    const std::size_t partial =
        tasks.groups > 1 ? aligned_bytes(size(p.weights()) * sizeof(T)) * size(tasks.groups) : 0;
    return per_worker * size(workers) + partial;
  }

  template <class T>
  static void forward(const ConvolutionCall& call, const T* x, const T* w, const T* bias, T* y) {
    const ConvolutionProblem& p = call.problem;
    const bool patches_are_pixels = p.kernel == 1 && p.stride == 1 && p.padding == 0;
    const Partition partition{p.rows(), block_rows<T>(p, *call.settings)};
    call.pool->for_each_task(partition.tasks(), [&](std::int64_t task, int worker) {
      const RowRange range = partition.range(task);
      T* to = y + range.begin * p.filters;
      const T* patches = x + range.begin * p.in.channels;
      if (!patches_are_pixels) {
        T* buffer = patch_buffer<T>(call, worker);
        detail::gather_patches(p, range, detail::PatchColumns::all(p), x, buffer);
        patches = buffer;
      }
      if (bias != nullptr)
        for (std::int64_t row = 0; row < range.count(); ++row) std::copy_n(bias, p.filters, to + row * p.filters);
      gemm(Layout::plain, range.count(), p.filters, p.patch(), patches, p.patch(), w, p.filters, to, p.filters,
           bias != nullptr, call.settings->gemm, gemm_buffer<T>(call, worker));
    });
  }

  template <class T>
  static void backward_input(const ConvolutionCall& call, const T* dy, const T* w, T* dx) {
    const ConvolutionProblem& p = call.problem;
    const std::int64_t pixels = p.out().pixels();
    const std::int64_t rows = block_rows<T>(p, *call.settings);
    // Windows of one image overlap, so an image is never shared between tasks.
    const Partition images{p.batch, std::max<std::int64_t>(1, rows / pixels)};
    call.pool->for_each_task(images.tasks(), [&](std::int64_t task, int worker) {
      const RowRange range = images.range(task);
      std::fill_n(dx + range.begin * p.in.size(), range.count() * p.in.size(), T(0));
      T* patches = patch_buffer<T>(call, worker);
      for (std::int64_t begin = range.begin * pixels; begin < range.end * pixels; begin += rows) {
        const RowRange block{begin, std::min(begin + rows, range.end * pixels)};
        gemm(Layout::b_transposed, block.count(), p.patch(), p.filters, dy + block.begin * p.filters, p.filters, w,
             p.filters, patches, p.patch(), false, call.settings->gemm, gemm_buffer<T>(call, worker));
        detail::scatter_patches(p, block, patches, p.patch(), dx);
      }
    });
  }

  template <class T>
  static void backward_weight(const ConvolutionCall& call, const T* x, const T* dy, T* dw) {
    const ConvolutionProblem& p = call.problem;
    const WeightTasks tasks(p);
    T* partial = tasks.groups == 1
                     ? dw
                     : reinterpret_cast<T*>(call.scratch + worker_bytes<T>(call) * size(call.pool->threads()));
    const std::int64_t stride =
        tasks.groups == 1 ? 0 : static_cast<std::int64_t>(aligned_bytes(size(p.weights()) * sizeof(T)) / sizeof(T));
    call.pool->for_each_task(tasks.count(), [&](std::int64_t task, int worker) {
      const std::int64_t group = task % tasks.groups;
      const detail::PatchColumns columns = tasks.columns(p, task / tasks.groups);
      const RowRange images = Partition{p.batch, (p.batch + tasks.groups - 1) / tasks.groups}.range(group);
      T* sums = partial + group * stride;
      const std::int64_t rows = std::max<std::int64_t>(
          64, call.settings->patch_bytes / 2 / (columns.count() * static_cast<std::int64_t>(sizeof(T))));
      accumulate_weights(call, columns, images,
                         std::min(rows, block_rows<T>(p, *call.settings) * p.patch() / columns.count()), x, dy, sums,
                         worker);
    });
    if (tasks.groups == 1) return;
    for_each_range(*call.pool, p.weights(), [&](std::int64_t begin, std::int64_t end) {
      std::copy(partial + begin, partial + end, dw + begin);
      for (std::int64_t group = 1; group < tasks.groups; ++group)
        for (std::int64_t i = begin; i < end; ++i) dw[i] += partial[group * stride + i];
    });
  }

 private:
  /// How the weight gradient is cut: blocks of rows of dW times groups of images.
  struct WeightTasks {
    int taps = 1;
    int channels = 1;
    std::int64_t tap_blocks = 1;
    std::int64_t channel_blocks = 1;
    std::int64_t groups = 1;

    explicit WeightTasks(const ConvolutionProblem& p) {
      const int all_taps = p.kernel * p.kernel;
      const bool few = p.patch() <= 256;
      channels = std::min(p.in.channels, 64);
      taps = few ? all_taps : std::clamp(128 / p.in.channels, 1, all_taps);
      if (few) channels = p.in.channels;
      tap_blocks = (all_taps + taps - 1) / taps;
      channel_blocks = (p.in.channels + channels - 1) / channels;
      const std::int64_t wanted = (16 + tap_blocks * channel_blocks - 1) / (tap_blocks * channel_blocks);
      groups = std::clamp<std::int64_t>(wanted, 1, std::max(p.batch, 1));
    }
    std::int64_t count() const { return tap_blocks * channel_blocks * groups; }
    detail::PatchColumns columns(const ConvolutionProblem& p, std::int64_t block) const {
      const int tap = static_cast<int>(block / channel_blocks) * taps;
      const int channel = static_cast<int>(block % channel_blocks) * channels;
      return {tap, std::min(tap + taps, p.kernel * p.kernel), channel, std::min(channel + channels, p.in.channels)};
    }
  };

  static constexpr std::size_t size(std::int64_t count) { return static_cast<std::size_t>(count); }

  /// Patches per block: about patch_bytes, at least enough rows for the product to be worth its packing.
  template <class T>
  static std::int64_t block_rows(const ConvolutionProblem& p, const ConvolutionSettings& settings) {
    const std::int64_t fitting = settings.patch_bytes / (p.patch() * static_cast<std::int64_t>(sizeof(T)));
    return std::clamp<std::int64_t>(fitting, 64, 2048);
  }
  template <class T>
  static std::size_t patch_buffer_bytes(const ConvolutionProblem& p, const ConvolutionSettings& settings) {
    return aligned_bytes(size(block_rows<T>(p, settings) * p.patch()) * sizeof(T));
  }
  template <class T>
  static std::size_t worker_bytes(const ConvolutionCall& call) {
    return patch_buffer_bytes<T>(call.problem, *call.settings) + gemm_scratch_bytes<T>(call.settings->gemm);
  }
  template <class T>
  static T* patch_buffer(const ConvolutionCall& call, int worker) {
    return reinterpret_cast<T*>(call.scratch + worker_bytes<T>(call) * size(worker));
  }
  template <class T>
  static std::byte* gemm_buffer(const ConvolutionCall& call, int worker) {
    return call.scratch + worker_bytes<T>(call) * size(worker) + patch_buffer_bytes<T>(call.problem, *call.settings);
  }

  /// sums[columns, filters] = patches[rows of the images, columns]^T dy, block after block.
  template <class T>
  static void accumulate_weights(const ConvolutionCall& call, const detail::PatchColumns& columns, RowRange images,
                                 std::int64_t rows, const T* x, const T* dy, T* sums, int worker) {
    const ConvolutionProblem& p = call.problem;
    const std::int64_t pixels = p.out().pixels();
    const std::int64_t last = images.end * pixels;
    T* patches = patch_buffer<T>(call, worker);
    bool first = true;
    for (std::int64_t begin = images.begin * pixels; begin < last || first; begin += rows) {
      const RowRange block{begin, std::max(begin, std::min(begin + rows, last))};
      detail::gather_patches(p, block, columns, x, patches);
      for (int tap = columns.first_tap; tap < columns.last_tap; ++tap) {
        const std::int64_t row = std::int64_t{tap} * p.in.channels + columns.first_channel;
        // Whole taps lie one after the other in dW, so that one product serves them all.
        const bool joined = columns.channels() == p.in.channels;
        gemm(Layout::a_transposed, joined ? columns.count() : columns.channels(), p.filters, block.count(),
             patches + (tap - columns.first_tap) * columns.channels(), columns.count(), dy + block.begin * p.filters,
             p.filters, sums + row * p.filters, p.filters, !first, call.settings->gemm, gemm_buffer<T>(call, worker));
        if (joined) break;
      }
      first = false;
    }
  }
};

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
