#pragma once
// Weights of direct convolution in the order in which its inner loops read them.

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "bicameral/core/instruction_set.hpp"
#include "bicameral/kernels/conv2d/direct/sums.hpp"
#include "bicameral/kernels/conv2d/problem.hpp"
#include "bicameral/kernels/partition.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {
namespace simd_detail {

/// A factor of direct sums: for every tap a matrix [depth, columns], packed [columns / 64][taps][depth][64] with zeros
/// behind the last column.
struct DirectFactor {
  int taps = 0;
  int depth = 0;
  int columns = 0;

  static constexpr DirectFactor forward(const ConvolutionProblem& p) {
    return {p.kernel * p.kernel, p.in.channels, p.filters};
  }
  static constexpr DirectFactor backward_input(const ConvolutionProblem& p) {
    return {p.kernel * p.kernel, p.filters, p.in.channels};
  }
  constexpr int blocks() const { return (columns + direct_block - 1) / direct_block; }
  constexpr std::int64_t values() const { return std::int64_t{blocks()} * taps * depth * direct_block; }
  /// Where the 64 columns of a block begin for a tap.
  constexpr std::int64_t place(int block, int tap) const {
    return (std::int64_t{block} * taps + tap) * depth * direct_block;
  }
};

/// Packs; copy_row(tap, k, first column, count, to) writes a part of a row.
template <class T, class CopyRow>
void pack_direct(ThreadPool& pool, const DirectFactor& factor, const CopyRow& copy_row, T* packed) {
  const Partition matrices = Partition::by_bytes(std::int64_t{factor.blocks()} * factor.taps,
                                                 static_cast<std::size_t>(factor.depth) * direct_block * sizeof(T));
  pool.for_each_task(matrices.tasks(), [&](std::int64_t task, int) {
    const RowRange range = matrices.range(task);
    for (std::int64_t matrix = range.begin; matrix < range.end; ++matrix) {
      const auto tap = static_cast<int>(matrix % factor.taps);
      const auto block = static_cast<int>(matrix / factor.taps);
      const int first = block * direct_block;
      const int count = std::min(direct_block, factor.columns - first);
      T* to = packed + factor.place(block, tap);
      for (std::int64_t k = 0; k < factor.depth; ++k, to += direct_block) {
        copy_row(tap, k, first, count, to);
        std::fill_n(to + count, direct_block - count, T(0));
      }
    }
  });
}

template <class T>
void pack_direct_forward(ThreadPool& pool, const ConvolutionProblem& p, const T* w, T* packed) {
  const auto copy_row = [&](int tap, std::int64_t k, int first, int count, T* to) {
    std::copy_n(w + (std::int64_t{tap} * p.in.channels + k) * p.filters + first, count, to);
  };
  pack_direct(pool, DirectFactor::forward(p), copy_row, packed);
}

template <class T>
void pack_direct_backward(ThreadPool& pool, const ConvolutionProblem& p, const T* w, T* packed) {
  const auto copy_row = [&](int tap, std::int64_t f, int first, int count, T* to) {
    for (int c = 0; c < count; ++c) to[c] = w[(std::int64_t{tap} * p.in.channels + first + c) * p.filters + f];
  };
  pack_direct(pool, DirectFactor::backward_input(p), copy_row, packed);
}

}  // namespace simd_detail
}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
