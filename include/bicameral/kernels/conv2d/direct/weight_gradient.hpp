#pragma once
// The weight gradient of direct convolution: pictures and gradients are read where they lie.

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "bicameral/core/aligned_buffer.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/kernels/conv2d/direct/outer.hpp"
#include "bicameral/kernels/conv2d/direct/window_rows.hpp"
#include "bicameral/kernels/conv2d/problem.hpp"
#include "bicameral/kernels/partition.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {
namespace simd_detail {

/// How the weight gradient is cut, by shape alone: groups of images have sums of their own, each task has some taps and
/// channels of one group.
template <class T>
struct DirectWeightPass {
  explicit DirectWeightPass(const ConvolutionProblem& its_problem)
      : problem(its_problem),
        few_channels(detail::WindowRows<T>::pays(problem)),
        rows(problem),
        channels{problem.in.channels, channels_per_task},
        stride(padded_to_panels(problem.filters)) {
    const std::int64_t all = std::int64_t{problem.kernel} * problem.kernel;
    const std::int64_t fitting =
        std::max<std::int64_t>(task_sum_bytes / (channels_per_task * stride * std::int64_t{sizeof(T)}), 1);
    const std::int64_t pieces = (all + fitting - 1) / fitting;
    taps = {all, (all + pieces - 1) / pieces};
    const std::int64_t copies = most_copy_bytes / std::max<std::int64_t>(sum_values() * std::int64_t{sizeof(T)}, 1);
    groups = std::max<std::int64_t>(
        std::min({(tasks_wanted + parts() - 1) / parts(), copies, std::int64_t{problem.batch}}), 1);
    images = {problem.batch, (problem.batch + groups - 1) / groups};
  }
  /// Tasks of one group.
  std::int64_t parts() const { return few_channels ? 1 : taps.tasks() * channels.tasks(); }
  /// Gradients are copied where registers would read behind the last filter.
  bool copies_gradients() const { return stride != problem.filters; }
  /// Sums need no memory of their own where they are the result.
  bool sums_are_result() const { return groups == 1 && !copies_gradients(); }
  std::int64_t sum_values() const { return problem.patch() * stride; }

  std::size_t sum_bytes() const { return sums_are_result() ? 0 : bytes_of<T>(groups * sum_values()); }
  std::size_t pair_bytes() const {
    return bytes_of<PixelPair>(few_channels ? rows.pixels_per_band() : std::int64_t{pairs_at_a_time});
  }
  std::size_t gradient_bytes() const { return copies_gradients() ? bytes_of<T>(pairs_at_a_time * stride) : 0; }
  std::size_t padded_bytes() const { return few_channels ? bytes_of<T>(rows.padded_values()) : 0; }
  std::size_t worker_bytes() const { return pair_bytes() + gradient_bytes() + padded_bytes(); }
  std::size_t bytes(int workers) const { return sum_bytes() + static_cast<std::size_t>(workers) * worker_bytes(); }

  static constexpr int pairs_at_a_time = 128;  // their gradients for two registers of filters fit the first cache
  static constexpr int channels_per_task = 64;
  static constexpr std::int64_t tasks_wanted = 48;
  static constexpr std::int64_t task_sum_bytes = 384 * 1024;  // fit the second-level cache with what is read
  static constexpr std::int64_t most_copy_bytes = 16 * 1024 * 1024;

  ConvolutionProblem problem;
  bool few_channels;
  detail::WindowRows<T> rows;
  Partition channels;
  Partition taps;
  std::int64_t stride;      // of a row of sums
  std::int64_t groups = 1;  // or fewer where the images do not fill them
  Partition images;

 private:
  template <class Value>
  static std::size_t bytes_of(std::int64_t values) {
    return aligned_bytes(static_cast<std::size_t>(values) * sizeof(Value));
  }
};

/// A worker's part of the scratch memory.
template <class T>
struct DirectWeightMemory {
  DirectWeightMemory(const DirectWeightPass<T>& pass, std::byte* own)
      : pairs(reinterpret_cast<PixelPair*>(own)),
        gradients(reinterpret_cast<T*>(own + pass.pair_bytes())),
        padded(reinterpret_cast<T*>(own + pass.pair_bytes() + pass.gradient_bytes())) {}
  PixelPair* pairs;
  T* gradients;
  T* padded;
};

/// Pairs of the output pixels [begin, end) and the input pixels that they see through a tap; pairs of pixels outside
/// the picture are left out. Gradients are counted from `begin`.
template <class T>
int find_pairs(const DirectWeightPass<T>& pass, RowRange pixels, int tap, PixelPair* pairs) {
  const ConvolutionProblem& p = pass.problem;
  const int down = tap / p.kernel - p.padding;
  const int right = tap % p.kernel - p.padding;
  int count = 0;
  std::int64_t image = pixels.begin / p.out().pixels();
  auto row = static_cast<int>(pixels.begin % p.out().pixels()) / p.out_width();
  auto column = static_cast<int>(pixels.begin % p.out().pixels()) % p.out_width();
  for (std::int64_t place = 0; place < pixels.count(); ++place) {
    const int h = row * p.stride + down;
    const int w = column * p.stride + right;
    if (h >= 0 && h < p.in.height && w >= 0 && w < p.in.width)
      pairs[count++] = {((image * p.in.height + h) * p.in.width + w) * p.in.channels, place * pass.stride};
    if (++column < p.out_width()) continue;
    column = 0;
    if (++row < p.out_height()) continue;
    row = 0;
    ++image;
  }
  return count;
}

/// The gradients of some pixels in rows of pass.stride: where they lie, or copied.
template <class T>
const T* gradient_rows(const DirectWeightPass<T>& pass, RowRange pixels, const T* dy, T* copies) {
  const int filters = pass.problem.filters;
  const T* from = dy + pixels.begin * filters;
  if (!pass.copies_gradients()) return from;
  for (std::int64_t k = 0; k < pixels.count(); ++k, from += filters, copies += pass.stride)
    std::fill_n(std::copy_n(from, filters, copies), pass.stride - filters, T(0));
  return copies - pixels.count() * pass.stride;
}

/// sums[taps, channels] += x shifted by the tap, times dy, over some images.
template <class T>
void sum_taps(const DirectWeightPass<T>& pass, RowRange images, RowRange taps, RowRange channels, const T* x,
              const T* dy, const DirectWeightMemory<T>& memory, T* sums) {
  const ConvolutionProblem& p = pass.problem;
  const std::int64_t end = images.end * p.out().pixels();
  for (std::int64_t begin = images.begin * p.out().pixels(); begin < end; begin += pass.pairs_at_a_time) {
    const RowRange pixels{begin, std::min(end, begin + pass.pairs_at_a_time)};
    const T* gradients = gradient_rows(pass, pixels, dy, memory.gradients);
    for (std::int64_t tap = taps.begin; tap < taps.end; ++tap) {
      const int count = find_pairs(pass, pixels, static_cast<int>(tap), memory.pairs);
      add_outer_products<T>(memory.pairs, count, x + channels.begin, gradients, static_cast<int>(channels.count()),
                            p.filters, sums + (tap * p.in.channels + channels.begin) * pass.stride, pass.stride);
    }
  }
}

/// sums += padded x times dy, a window row at a time, over some images.
template <class T>
void sum_window_rows(const DirectWeightPass<T>& pass, RowRange images, const T* x, const T* dy,
                     const DirectWeightMemory<T>& memory, T* sums) {
  const ConvolutionProblem& p = pass.problem;
  constexpr int step = DirectWeightPass<T>::pairs_at_a_time;
  for (std::int64_t band = 0; band < pass.rows.bands.tasks(); ++band) {
    const RowRange rows = pass.rows.bands.range(band);
    const std::int64_t pixels = rows.count() * p.out_width();
    pass.rows.for_each_window(rows.count(), [&](std::int64_t pixel, std::int64_t at) {
      memory.pairs[pixel] = {at, pixel % step * pass.stride};
    });
    for (std::int64_t image = images.begin; image < images.end; ++image) {
      pass.rows.pad(rows, x + image * p.in.size(), memory.padded);
      const std::int64_t begin = image * p.out().pixels() + rows.begin * p.out_width();
      for (std::int64_t first = 0; first < pixels; first += step) {
        const std::int64_t count = std::min<std::int64_t>(step, pixels - first);
        const T* some = gradient_rows(pass, {begin + first, begin + first + count}, dy, memory.gradients);
        for (int tap = 0; tap < p.kernel; ++tap)
          add_outer_products<T>(memory.pairs + first, count, memory.padded + tap * pass.rows.line, some,
                                pass.rows.depth, p.filters, sums + std::int64_t{tap} * pass.rows.depth * pass.stride,
                                pass.stride);
      }
    }
  }
}

/// dw from x and dy. Scratch of DirectWeightPass::bytes().
template <class T>
void run_direct_weight(ThreadPool& pool, const ConvolutionProblem& p, const T* x, const T* dy, T* dw,
                       std::byte* scratch) {
  const DirectWeightPass<T> pass(p);
  T* all_sums = pass.sums_are_result() ? dw : reinterpret_cast<T*>(scratch);
  std::byte* memory = scratch + pass.sum_bytes();
  pool.for_each_task(pass.images.tasks() * pass.parts(), [&](std::int64_t task, int worker) {
    const DirectWeightMemory<T> own(pass, memory + static_cast<std::size_t>(worker) * pass.worker_bytes());
    const std::int64_t group = task / pass.parts();
    const RowRange images = pass.images.range(group);
    T* sums = all_sums + group * pass.sum_values();
    if (pass.few_channels) {
      std::fill_n(sums, pass.sum_values(), T(0));
      sum_window_rows(pass, images, x, dy, own, sums);
      return;
    }
    const RowRange taps = pass.taps.range(task % pass.parts() / pass.channels.tasks());
    const RowRange channels = pass.channels.range(task % pass.channels.tasks());
    for (std::int64_t tap = taps.begin; tap < taps.end; ++tap)
      std::fill_n(sums + (tap * p.in.channels + channels.begin) * pass.stride, channels.count() * pass.stride, T(0));
    sum_taps(pass, images, taps, channels, x, dy, own, sums);
  });
  if (pass.sums_are_result()) return;
  pool.for_each_task(p.patch(), [&](std::int64_t row, int) {
    T* to = dw + row * p.filters;
    const T* from = all_sums + row * pass.stride;
    std::copy_n(from, p.filters, to);
    for (std::int64_t group = 1; group < pass.images.tasks(); ++group)
      for (int f = 0; f < p.filters; ++f) to[f] += from[group * pass.sum_values() + f];
  });
}

}  // namespace simd_detail
}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
