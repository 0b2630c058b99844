#pragma once
// Direct convolution of pictures with few channels: forward pass.

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "bicameral/core/instruction_set.hpp"
#include "bicameral/kernels/conv2d/direct/weights.hpp"
#include "bicameral/kernels/conv2d/direct/window_rows.hpp"
#include "bicameral/kernels/conv2d/direct/window_sums.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {
namespace simd_detail {

/// Scratch memory of the forward pass by window rows: the start of the sums, where windows lie in a padded band, and a
/// padded band for every worker.
template <class T>
struct FewChannelsPass {
  explicit FewChannelsPass(const ConvolutionProblem& p) : rows(p), factor{p.kernel, rows.depth, p.filters} {
    images = {p.batch, std::clamp<std::int64_t>(p.batch / 32, 1, 8)};
  }
  std::size_t start_bytes() const { return bytes_of<T>(std::int64_t{factor.blocks()} * direct_block); }
  std::size_t window_bytes() const { return bytes_of<std::int64_t>(rows.pixels_per_band()); }
  std::size_t worker_bytes() const { return bytes_of<T>(rows.padded_values()); }
  std::size_t bytes(int workers) const {
    return start_bytes() + window_bytes() + static_cast<std::size_t>(workers) * worker_bytes();
  }

  detail::WindowRows<T> rows;
  DirectFactor factor;
  Partition images;

 private:
  template <class Value>
  static std::size_t bytes_of(std::int64_t values) {
    return aligned_bytes(static_cast<std::size_t>(values) * sizeof(Value));
  }
};

/// y = finish(x * weights). Scratch of FewChannelsPass::bytes().
template <class T>
void run_few_channels(ThreadPool& pool, const ConvolutionProblem& p, const T* x, const T* packed,
                      const ConvolutionFinish<T>& finish, T* y, std::byte* scratch) {
  const FewChannelsPass<T> pass(p);
  const DirectFactor& factor = pass.factor;
  const std::int64_t bands = pass.rows.bands.tasks();
  T* start = reinterpret_cast<T*>(scratch);
  std::fill_n(start, factor.blocks() * direct_block, T(0));
  if (finish.bias != nullptr) std::copy_n(finish.bias, p.filters, start);
  auto* windows = reinterpret_cast<std::int64_t*>(scratch + pass.start_bytes());
  pass.rows.for_each_window(pass.rows.bands.rows_per_task,
                            [&](std::int64_t pixel, std::int64_t at) { windows[pixel] = at; });
  std::byte* workers = scratch + pass.start_bytes() + pass.window_bytes();
  pool.for_each_task(pass.images.tasks() * bands, [&](std::int64_t task, int worker) {
    T* padded = reinterpret_cast<T*>(workers + static_cast<std::size_t>(worker) * pass.worker_bytes());
    const RowRange rows = pass.rows.bands.range(task % bands);
    const RowRange images = pass.images.range(task / bands);
    for (std::int64_t image = images.begin; image < images.end; ++image) {
      pass.rows.pad(rows, x + image * p.in.size(), padded);
      pass.rows.for_each_run(rows, [&](RowRange run, RowRange taps) {
        const std::int64_t top = (run.begin - rows.begin) * p.stride + taps.begin;
        for (int block = 0; block < factor.blocks(); ++block)
          sum_windows_of_block<T>({.taps = static_cast<int>(taps.count()),
                                   .depth = factor.depth,
                                   .line = pass.rows.line,
                                   .band = padded + top * pass.rows.line,
                                   .windows = windows,
                                   .count = run.count() * p.out_width(),
                                   .weights = packed + factor.place(block, static_cast<int>(taps.begin)),
                                   .start = start,
                                   .relu = finish.relu,
                                   .to = y + (image * p.out().pixels() + run.begin * p.out_width()) * p.filters,
                                   .stride = p.filters},
                                  block * direct_block, std::min(p.filters, (block + 1) * direct_block));
      });
    }
  });
}

}  // namespace simd_detail
}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
