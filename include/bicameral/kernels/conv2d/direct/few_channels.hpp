#pragma once
// Direct convolution of pictures with few channels: forward pass.

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "bicameral/core/instruction_set.hpp"
#include "bicameral/kernels/conv2d/direct/multiply.hpp"
#include "bicameral/kernels/conv2d/direct/window_rows.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {
namespace simd_detail {

/// Scratch memory of the forward pass by window rows: the start of the sums, and for every worker a padded band,
/// pointers to its windows, and where results go.
template <class T>
struct FewChannelsPass {
  explicit FewChannelsPass(const ConvolutionProblem& p) : rows(p), factor{p.kernel, rows.depth, p.filters} {
    // Where all pixels see the same band again, its pointers serve several images.
    images = {p.batch, std::clamp<std::int64_t>(p.batch / 32, 1, 8)};
  }
  std::size_t start_bytes() const { return bytes_of(std::int64_t{factor.blocks()} * direct_block); }
  std::size_t padded_bytes() const { return bytes_of(rows.padded_values()); }
  std::size_t window_bytes() const {
    return aligned_bytes(static_cast<std::size_t>(rows.pixels_per_band() + direct_rows) * sizeof(const T*));
  }
  std::size_t worker_bytes() const { return padded_bytes() + window_bytes() + DirectTable<T>::bytes(factor.taps); }
  std::size_t bytes(int workers) const { return start_bytes() + static_cast<std::size_t>(workers) * worker_bytes(); }

  detail::WindowRows<T> rows;
  DirectFactor factor;
  Partition images;

 private:
  static std::size_t bytes_of(std::int64_t values) {
    return aligned_bytes(static_cast<std::size_t>(values) * sizeof(T));
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
  pool.for_each_task(pass.images.tasks() * bands, [&](std::int64_t task, int worker) {
    std::byte* own = scratch + pass.start_bytes() + static_cast<std::size_t>(worker) * pass.worker_bytes();
    T* padded = reinterpret_cast<T*>(own);
    const T** windows = reinterpret_cast<const T**>(own + pass.padded_bytes());
    const DirectTable<T> table(own + pass.padded_bytes() + pass.window_bytes(), factor.taps);
    const RowRange rows = pass.rows.bands.range(task % bands);
    const RowRange images = pass.images.range(task / bands);
    pass.rows.for_each_window(rows.count(), [&](std::int64_t pixel, std::int64_t at) { windows[pixel] = padded + at; });
    const std::int64_t count = rows.count() * p.out_width();
    for (std::int64_t image = images.begin; image < images.end; ++image) {
      pass.rows.pad(rows, x + image * p.in.size(), padded);
      T* to = y + (image * p.out().pixels() + rows.begin * p.out_width()) * p.filters;
      for (std::int64_t first = 0; first < count; first += most_direct_pixels) {
        const std::int64_t pixels = std::min<std::int64_t>(most_direct_pixels, count - first);
        const std::int64_t known = std::min<std::int64_t>(most_targets, count - first);
        for (std::int64_t place = 0; place < known; ++place) table.targets[place] = to + (first + place) * p.filters;
        const DirectPixels<T> some{factor.taps,    pass.rows.depth, pixels, windows + first, direct_rows, 0,
                                   pass.rows.line, table.targets,   known};
        for (int block = 0; block < factor.blocks(); ++block)
          multiply_block(
              some, block * direct_block, std::min(p.filters, (block + 1) * direct_block),
              [&](int tap) { return packed + factor.place(block, tap); }, start, finish.relu, table);
      }
    }
  });
}

}  // namespace simd_detail
}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
