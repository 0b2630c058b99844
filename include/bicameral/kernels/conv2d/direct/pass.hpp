#pragma once
// Direct convolution of pictures with many channels: forward pass and input gradient.

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "bicameral/core/instruction_set.hpp"
#include "bicameral/kernels/conv2d/direct/multiply.hpp"
#include "bicameral/kernels/partition.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {
namespace simd_detail {

/// How the pixels and columns of a pass are cut into tasks, and its scratch memory: zeros for what lies outside the
/// picture, the start of the sums, and a table per worker.
template <class T>
struct DirectPass {
  DirectPass(const DirectFactor& its_factor, std::byte* memory)
      : factor(its_factor),
        zeros(reinterpret_cast<T*>(memory)),
        start(zeros + values(factor.depth)),
        tables(memory + shared_bytes(factor)) {}

  static std::size_t bytes(const DirectFactor& factor, int workers) {
    return shared_bytes(factor) + static_cast<std::size_t>(workers) * DirectTable<T>::bytes(factor.taps);
  }
  DirectTable<T> table(int worker) const {
    return {tables + static_cast<std::size_t>(worker) * DirectTable<T>::bytes(factor.taps), factor.taps};
  }
  void begin(const T* bias) const {
    std::fill_n(zeros, factor.depth, T(0));
    std::fill_n(start, factor.blocks() * direct_block, T(0));
    if (bias != nullptr) std::copy_n(bias, factor.columns, start);
  }
  /// Calls body(pixels, first block, last block, worker). Few pixels are all taken at once, each task with one block.
  template <class Body>
  void for_each_task(ThreadPool& pool, std::int64_t pixels, const Body& body) const {
    const Partition partition{pixels, pixels <= most_direct_pixels ? most_direct_pixels : direct_pixels};
    const int parts = partition.tasks() < few_tasks ? factor.blocks() : 1;
    pool.for_each_task(partition.tasks() * parts, [&](std::int64_t task, int worker) {
      const auto part = static_cast<int>(task % parts);
      body(partition.range(task / parts), parts == 1 ? 0 : part, parts == 1 ? factor.blocks() : part + 1, worker);
    });
  }
  /// The columns of the blocks for pixels in the table; their tap t has the weights of tap_of(t).
  template <class TapOf>
  void multiply(const T* packed, const DirectPixels<T>& pixels, int first_block, int last_block, const TapOf& tap_of,
                bool relu, const DirectTable<T>& table) const {
    for (int block = first_block; block < last_block; ++block)
      multiply_block(
          pixels, block * direct_block, std::min(factor.columns, (block + 1) * direct_block),
          [&](int tap) { return packed + factor.place(block, tap_of(tap)); }, start, relu, table);
  }

  DirectFactor factor;
  T* zeros;
  T* start;
  std::byte* tables;

 private:
  static constexpr std::int64_t few_tasks = 16;
  static constexpr std::size_t values(std::int64_t count) {
    return aligned_bytes(static_cast<std::size_t>(count) * sizeof(T)) / sizeof(T);
  }
  static std::size_t shared_bytes(const DirectFactor& factor) {
    return (values(factor.depth) + values(std::int64_t{factor.blocks()} * direct_block)) * sizeof(T);
  }
};

template <class T>
const T* pixel_or_zeros(const Shape& shape, const T* pictures, std::int64_t image, int row, int column,
                        const T* zeros) {
  if (row < 0 || row >= shape.height || column < 0 || column >= shape.width) return zeros;
  return pictures + ((image * shape.height + row) * shape.width + column) * shape.channels;
}

/// y = finish(x * weights). Scratch of DirectPass::bytes() for the forward factor.
template <class T>
void run_direct(ThreadPool& pool, const ConvolutionProblem& p, const T* x, const T* packed,
                const ConvolutionFinish<T>& finish, T* y, std::byte* scratch) {
  const DirectPass<T> pass(DirectFactor::forward(p), scratch);
  pass.begin(finish.bias);
  const int taps = pass.factor.taps;
  const std::int64_t out_pixels = p.out().pixels();
  pass.for_each_task(pool, p.rows(), [&](RowRange range, int first_block, int last_block, int worker) {
    const DirectTable<T> table = pass.table(worker);
    for (std::int64_t place = 0; place < range.count(); ++place) {
      const std::int64_t number = range.begin + place;
      const auto pixel = static_cast<int>(number % out_pixels);
      const int top = pixel / p.out_width() * p.stride - p.padding;
      const int left = pixel % p.out_width() * p.stride - p.padding;
      for (int tap = 0; tap < taps; ++tap)
        table.pixel(taps, place, tap) =
            pixel_or_zeros<T>(p.in, x, number / out_pixels, top + tap / p.kernel, left + tap % p.kernel, pass.zeros);
      table.targets[place] = y + number * p.filters;
    }
    const DirectPixels<T> pixels{taps,        pass.factor.depth, range.count(), table.pixels, taps * direct_rows,
                                 direct_rows, table.targets};
    pass.multiply(
        packed, pixels, first_block, last_block, [](int tap) { return tap; }, finish.relu, table);
  });
}

/// Along one axis, the positions that were seen through the taps first, first + stride, ...
struct DirectPhase {
  DirectPhase(int number, int length, int kernel, int stride, int padding)
      : tap(number),
        taps(number < kernel ? (kernel - number + stride - 1) / stride : 0),
        first(((number - padding) % stride + stride) % stride),
        positions(first < length ? (length - first + stride - 1) / stride : 0) {}
  int tap;
  int taps;
  int first;
  int positions;
};

/// dx of the positions of two phases. Each input pixel gathers what the output pixels that saw it send back; with a
/// stride, pixels that were seen through the same taps are taken together.
template <class T>
void run_direct_phase(ThreadPool& pool, const ConvolutionProblem& p, const DirectPhase& vertical,
                      const DirectPhase& horizontal, const DirectPass<T>& pass, const T* dy, const T* packed, T* dx) {
  const std::int64_t positions = std::int64_t{vertical.positions} * horizontal.positions;
  const int taps = vertical.taps * horizontal.taps;
  const auto tap_of = [&](int tap) {
    return (vertical.tap + tap / horizontal.taps * p.stride) * p.kernel + horizontal.tap +
           tap % horizontal.taps * p.stride;
  };
  pass.for_each_task(pool, p.batch * positions, [&](RowRange range, int first_block, int last_block, int worker) {
    const DirectTable<T> table = pass.table(worker);
    for (std::int64_t place = 0; place < range.count(); ++place) {
      const std::int64_t image = (range.begin + place) / positions;
      const auto position = static_cast<int>((range.begin + place) % positions);
      const int at_row = vertical.first + position / horizontal.positions * p.stride;
      const int at_column = horizontal.first + position % horizontal.positions * p.stride;
      // The nearest output pixel is the one that saw this pixel through the phase's first tap; the others lie before.
      const int row = (at_row + p.padding - vertical.tap) / p.stride;
      const int column = (at_column + p.padding - horizontal.tap) / p.stride;
      for (int tap = 0; tap < taps; ++tap)
        table.pixel(taps, place, tap) = pixel_or_zeros<T>(p.out(), dy, image, row - tap / horizontal.taps,
                                                          column - tap % horizontal.taps, pass.zeros);
      table.targets[place] = dx + ((image * p.in.height + at_row) * p.in.width + at_column) * p.in.channels;
    }
    const DirectPixels<T> pixels{taps,        pass.factor.depth, range.count(), table.pixels, taps * direct_rows,
                                 direct_rows, table.targets};
    pass.multiply(packed, pixels, first_block, last_block, tap_of, false, table);
  });
}

/// Zeros for the pixels that no window sees, where windows are smaller than their distance.
template <class T>
void clear_unseen(ThreadPool& pool, const ConvolutionProblem& p, T* dx) {
  const auto seen = [&](int place) {
    return DirectPhase((place + p.padding) % p.stride, 1, p.kernel, p.stride, 0).taps;
  };
  pool.for_each_task(std::int64_t{p.batch} * p.in.height, [&](std::int64_t line, int) {
    T* row = dx + line * p.in.width * p.in.channels;
    if (seen(static_cast<int>(line % p.in.height)) == 0) {
      std::fill_n(row, std::int64_t{p.in.width} * p.in.channels, T(0));
      return;
    }
    for (int column = 0; column < p.in.width; ++column)
      if (seen(column) == 0) std::fill_n(row + std::int64_t{column} * p.in.channels, p.in.channels, T(0));
  });
}

/// dx = dy * turned weights. Scratch of DirectPass::bytes() for the factor of the input gradient.
template <class T>
void run_direct_backward(ThreadPool& pool, const ConvolutionProblem& p, const T* dy, const T* packed, T* dx,
                         std::byte* scratch) {
  const DirectPass<T> pass(DirectFactor::backward_input(p), scratch);
  pass.begin(nullptr);
  if (p.kernel < p.stride) clear_unseen(pool, p, dx);
  for (int a = 0; a < std::min(p.stride, p.kernel); ++a)
    for (int b = 0; b < std::min(p.stride, p.kernel); ++b)
      run_direct_phase(pool, p, DirectPhase(a, p.in.height, p.kernel, p.stride, p.padding),
                       DirectPhase(b, p.in.width, p.kernel, p.stride, p.padding), pass, dy, packed, dx);
}

}  // namespace simd_detail
}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
