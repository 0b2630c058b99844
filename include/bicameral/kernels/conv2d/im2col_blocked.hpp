#pragma once
// Convolution as a matrix product whose patches are packed straight into the panels that the product reads.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "bicameral/core/instruction_set.hpp"
#include "bicameral/kernels/conv2d/patches.hpp"
#include "bicameral/kernels/conv2d/problem.hpp"
#include "bicameral/kernels/panel_product.hpp"
#include "bicameral/kernels/partition.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

namespace simd_detail {

/// rows[row][0, width) into panels [width / 16][rows][16], zeros behind the last column.
template <class T, class Row>
void pack_panels(std::int64_t rows, std::int64_t width, const Row& row_at, T* panels) {
  for (std::int64_t row = 0; row < rows; ++row) {
    const T* from = row_at(row);
    T* to = panels + row * panel_width;
    std::int64_t k = 0;
    for (; k + panel_width <= width; k += panel_width, to += rows * panel_width) std::copy_n(from + k, panel_width, to);
    if (k == width) continue;
    std::copy_n(from + k, width - k, to);
    std::fill_n(to + (width - k), panel_width - (width - k), T(0));
  }
}

}  // namespace simd_detail

/// Forward: Y = P W. Input gradient: dP = dY W^T, added back to where the patches came from. Weight gradient:
/// dW = P^T dY. Weights are packed once per call; patches of a few pixels fit the cache with the panels they meet.
struct BlockedIm2colConvolution {
  static constexpr std::string_view name = "im2col_blocked";
  static constexpr double largest_float_error = 1e-5;
  static constexpr double mean_float_error = 2e-6;
  static constexpr bool applies(const ConvolutionProblem&) { return true; }

  template <class T>
  static std::size_t scratch_bytes(const ConvolutionProblem& p, const ConvolutionSettings&, int workers) {
    const auto each = static_cast<std::size_t>(workers);
    const Cut<T> cut(p);
    const std::size_t forward = bytes<T>(prepared_values(p)) +
                                each * (cut.patch_bytes() + cut.panel_bytes() + bytes<T>(cut.rows * block_width));
    const std::size_t input = bytes<T>(patch_blocks(p) * p.filters * block_width) +
                              each * (cut.gradient_bytes() + bytes<T>(cut.rows * patch_blocks(p) * block_width));
    const std::size_t weight = each * (cut.patch_bytes() + cut.panel_bytes() + cut.gradient_bytes()) +
                               bytes<T>(cut.groups * p.patch() * padded_to_panels(p.filters));
    return std::max({forward, input, weight});
  }

  template <class T>
  static void forward(const ConvolutionCall& call, const T* x, const T* w, const T* bias, T* y) {
    T* packed = reinterpret_cast<T*>(call.scratch);
    prepare(call, w, packed);
    multiply(call, x, static_cast<const T*>(packed), ConvolutionFinish<T>{.bias = bias}, y,
             call.scratch + bytes<T>(prepared_values(call.problem)));
  }

  /// Weights in blocks of columns [filters / 32][patch][32], for any number of forward_prepared calls.
  static constexpr std::int64_t prepared_values(const ConvolutionProblem& p) {
    return blocks_of(p.filters) * p.patch() * block_width;
  }
  template <class T>
  static void prepare(const ConvolutionCall& call, const T* w, T* prepared) {
    const ConvolutionProblem& p = call.problem;
    call.pool->for_each_task(blocks_of(p.filters), [&](std::int64_t block, int) {
      T* to = prepared + block * p.patch() * block_width;
      const std::int64_t first = block * block_width;
      const std::int64_t count = std::min<std::int64_t>(block_width, p.filters - first);
      for (std::int64_t k = 0; k < p.patch(); ++k, to += block_width) {
        std::copy_n(w + k * p.filters + first, count, to);
        std::fill_n(to + count, block_width - count, T(0));
      }
    });
  }
  static constexpr bool pools(int pool) { return pool == 1; }
  template <class T>
  static void forward_prepared(const ConvolutionCall& call, const T* x, const T* prepared,
                               const ConvolutionFinish<T>& finish, T* y) {
    multiply(call, x, prepared, finish, y, call.scratch);
  }

  template <class T>
  static void backward_input(const ConvolutionCall& call, const T* dy, const T* w, T* dx) {
    const ConvolutionProblem& p = call.problem;
    const Cut<T> cut(p);
    T* packed = reinterpret_cast<T*>(call.scratch);
    std::byte* memory = call.scratch + bytes<T>(patch_blocks(p) * p.filters * block_width);
    call.pool->for_each_task(patch_blocks(p), [&](std::int64_t block, int) {
      T* to = packed + block * p.filters * block_width;
      const std::int64_t first = block * block_width;
      const std::int64_t count = std::min<std::int64_t>(block_width, p.patch() - first);
      std::fill_n(to, p.filters * block_width, T(0));
      for (std::int64_t c = 0; c < count; ++c)
        for (std::int64_t f = 0; f < p.filters; ++f) to[f * block_width + c] = w[(first + c) * p.filters + f];
    });
    const std::int64_t pixels = p.out().pixels();
    const std::int64_t stride = patch_blocks(p) * block_width;
    // Windows of one image overlap, so an image is never shared between tasks.
    const Partition images{p.batch, std::max<std::int64_t>(1, cut.rows / pixels)};
    call.pool->for_each_task(images.tasks(), [&](std::int64_t task, int worker) {
      const RowRange range = images.range(task);
      std::fill_n(dx + range.begin * p.in.size(), range.count() * p.in.size(), T(0));
      std::byte* own = memory + size(worker) * (cut.gradient_bytes() + bytes<T>(cut.rows * stride));
      T* panels = reinterpret_cast<T*>(own);
      T* patches = reinterpret_cast<T*>(own + cut.gradient_bytes());
      for (std::int64_t begin = range.begin * pixels; begin < range.end * pixels; begin += cut.rows) {
        const RowRange block{begin, std::min(begin + cut.rows, range.end * pixels)};
        simd_detail::pack_panels(
            block.count(), p.filters, [&](std::int64_t row) { return dy + (block.begin + row) * p.filters; }, panels);
        for (std::int64_t b = 0; b < patch_blocks(p); ++b)
          panel_product(block.count(),
                        static_cast<int>(std::min<std::int64_t>(block_width, p.patch() - b * block_width)), p.filters,
                        panels, block.count() * panel_width, packed + b * p.filters * block_width,
                        patches + b * block_width, stride);
        detail::scatter_patches(p, block, patches, stride, dx);
      }
    });
  }

  template <class T>
  static void backward_weight(const ConvolutionCall& call, const T* x, const T* dy, T* dw) {
    const ConvolutionProblem& p = call.problem;
    const Cut<T> cut(p);
    const std::size_t worker_bytes = cut.patch_bytes() + cut.panel_bytes() + cut.gradient_bytes();
    T* sums = reinterpret_cast<T*>(call.scratch + size(call.pool->threads()) * worker_bytes);
    const std::int64_t stride = padded_to_panels(p.filters);
    const std::int64_t pixels = p.out().pixels();
    const Partition images{p.batch, (p.batch + cut.groups - 1) / cut.groups};
    const Partition taps{p.kernel * p.kernel, cut.taps};
    call.pool->for_each_task(images.tasks() * taps.tasks(), [&](std::int64_t task, int worker) {
      const std::int64_t group = task / taps.tasks();
      const RowRange tap_range = taps.range(task % taps.tasks());
      const detail::PatchColumns columns{static_cast<int>(tap_range.begin), static_cast<int>(tap_range.end), 0,
                                         p.in.channels};
      std::byte* own = call.scratch + size(worker) * worker_bytes;
      T* panels = reinterpret_cast<T*>(own + cut.patch_bytes());
      T* gradients = reinterpret_cast<T*>(own + cut.patch_bytes() + cut.panel_bytes());
      T* to = sums + (group * p.patch() + tap_range.begin * p.in.channels) * stride;
      const RowRange rows{images.range(group).begin * pixels, images.range(group).end * pixels};
      for (std::int64_t begin = rows.begin; begin < rows.end; begin += cut.rows) {
        const RowRange block{begin, std::min(begin + cut.rows, rows.end)};
        gather(cut, block, columns, x, reinterpret_cast<T*>(own), panels);
        simd_detail::pack_panels(
            block.count(), p.filters, [&](std::int64_t row) { return dy + (block.begin + row) * p.filters; },
            gradients);
        panel_outer_product(static_cast<int>(columns.count()), p.filters, block.count(), panels,
                            block.count() * panel_width, gradients, block.count() * panel_width, to, stride,
                            begin > rows.begin);
      }
    });
    call.pool->for_each_task(p.patch(), [&](std::int64_t k, int) {
      T* to = dw + k * p.filters;
      std::copy_n(sums + k * stride, p.filters, to);
      for (std::int64_t group = 1; group < images.tasks(); ++group)
        for (int f = 0; f < p.filters; ++f) to[f] += sums[(group * p.patch() + k) * stride + f];
    });
  }

 private:
  static constexpr std::size_t size(std::int64_t count) { return static_cast<std::size_t>(count); }
  template <class T>
  static constexpr std::size_t bytes(std::int64_t values) {
    return aligned_bytes(size(values) * sizeof(T));
  }
  static constexpr std::int64_t patch_blocks(const ConvolutionProblem& p) {
    return (p.patch() + block_width - 1) / block_width;
  }

  /// How the work is cut: patches at a time, and for the weight gradient taps at a time and groups of images.
  template <class T>
  struct Cut {
    explicit Cut(const ConvolutionProblem& problem) : p(problem) {
      const std::int64_t row_bytes = p.patch() * std::int64_t{sizeof(T)};
      rows = std::clamp<std::int64_t>(panel_bytes_wanted / row_bytes / 14, 2, 16) * 14;
      taps = p.patch() <= 512 ? p.kernel * p.kernel : std::clamp(256 / p.in.channels, 1, p.kernel * p.kernel);
      const std::int64_t parts = (p.kernel * p.kernel + taps - 1) / taps;
      const std::int64_t copies = most_copy_bytes / std::max<std::int64_t>(p.weights() * std::int64_t{sizeof(T)}, 1);
      groups = std::clamp<std::int64_t>(std::min(16 / parts, copies), 1, std::max(p.batch, 1));
    }
    static constexpr std::int64_t panel_bytes_wanted = 256 * 1024;
    static constexpr std::int64_t most_copy_bytes = 16 * 1024 * 1024;
    std::size_t patch_bytes() const { return bytes<T>(p.patch()); }
    std::size_t panel_bytes() const { return bytes<T>(rows * (p.patch() + panel_width)); }
    std::size_t gradient_bytes() const { return bytes<T>(rows * padded_to_panels(p.filters)); }
    ConvolutionProblem p;
    std::int64_t rows = 0;
    int taps = 1;
    std::int64_t groups = 1;
  };

  /// y = finish(P W) with packed weights; scratch of a forward pass less the weights.
  template <class T>
  static void multiply(const ConvolutionCall& call, const T* x, const T* packed, const ConvolutionFinish<T>& finish,
                       T* y, std::byte* memory) {
    const ConvolutionProblem& p = call.problem;
    const Cut<T> cut(p);
    const Partition partition{p.rows(), cut.rows};
    call.pool->for_each_task(partition.tasks(), [&](std::int64_t task, int worker) {
      const RowRange range = partition.range(task);
      std::byte* own =
          memory + size(worker) * (cut.patch_bytes() + cut.panel_bytes() + bytes<T>(cut.rows * block_width));
      T* panels = reinterpret_cast<T*>(own + cut.patch_bytes());
      T* results = reinterpret_cast<T*>(own + cut.patch_bytes() + cut.panel_bytes());
      gather(cut, range, detail::PatchColumns::all(p), x, reinterpret_cast<T*>(own), panels);
      for (int block = 0; block < blocks_of(p.filters); ++block) {
        const int first = block * block_width;
        const int count = std::min(block_width, p.filters - first);
        panel_product(range.count(), count, p.patch(), panels, range.count() * panel_width,
                      packed + block * p.patch() * block_width, results, block_width);
        for (std::int64_t row = 0; row < range.count(); ++row)
          finish_row(results + row * block_width, first, count, finish, y + (range.begin + row) * p.filters + first);
      }
    });
  }
  /// A row of sums with bias and ReLU; NaN stays, because it is not at most zero.
  template <class T>
  static void finish_row(const T* from, int first, int count, const ConvolutionFinish<T>& finish, T* to) {
    if (finish.bias == nullptr)
      std::copy_n(from, count, to);
    else
      for (int c = 0; c < count; ++c) to[c] = from[c] + finish.bias[first + c];
    if (finish.relu)
      for (int c = 0; c < count; ++c) to[c] = to[c] <= T(0) ? T(0) : to[c];
  }

  /// Patches of a range of pixels as panels [columns / 16][pixels][16]; `one` holds one patch on its way.
  template <class T>
  static void gather(const Cut<T>& cut, RowRange range, const detail::PatchColumns& columns, const T* x, T* one,
                     T* panels) {
    simd_detail::pack_panels(
        range.count(), columns.count(),
        [&](std::int64_t row) -> const T* {
          const RowRange place{range.begin + row, range.begin + row + 1};
          detail::gather_patches(cut.p, place, columns, x, one);
          return one;
        },
        panels);
  }
};

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
