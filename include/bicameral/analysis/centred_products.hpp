#pragma once
// How every feature of one set varies together with every feature of another.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "bicameral/analysis/feature_rows.hpp"
#include "bicameral/analysis/worker_products.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/core/parallel.hpp"
#include "bicameral/kernels/partition.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

namespace detail {

/// Rows [first, first + count) of some columns, less their means, in double: [count, columns].
inline void centre(const FeatureRows& features, std::span<const double> mean, std::int64_t first, std::int64_t count,
                   const RowRange& columns, double* to) {
  for (std::int64_t i = first; i < first + count; ++i)
    for (std::int64_t j = columns.begin; j < columns.end; ++j)
      *to++ = static_cast<double>(features.row(i)[j]) - mean[static_cast<std::size_t>(j)];
}

}  // namespace detail

/// P[a, b] = sum over rows i of (x[i, a] - x_mean[a]) (y[i, b] - y_mean[b]), row-major [columns of x, columns of y];
/// products and sums in double. Ensures the same bits for any number of threads; exact symmetry when x and y are the
/// same and so are their means. Requires as many rows in both and a mean for every column.
inline std::vector<double> centred_products(const FeatureRows& x, std::span<const double> x_mean, const FeatureRows& y,
                                            std::span<const double> y_mean, ThreadPool& pool) {
  constexpr std::int64_t side = 128;   // of a tile of the result
  constexpr std::int64_t depth = 256;  // rows that are taken in at a time
  const bool same = x.values == y.values && x.columns == y.columns && x.stride == y.stride &&
                    std::equal(x_mean.begin(), x_mean.end(), y_mean.begin(), y_mean.end());
  const Partition across{y.columns, side};
  const Partition down{x.columns, side};
  std::vector<double> result(static_cast<std::size_t>(x.columns * y.columns));
  AlignedBuffer<double> memory(static_cast<std::size_t>(pool.threads()) * 2 * side * depth);
  WorkerProducts<double> products(pool);
  pool.for_each_task(down.tasks() * across.tasks(), [&](std::int64_t task, int worker) {
    if (same && task % across.tasks() < task / across.tasks()) return;  // mirrored below
    const RowRange a = down.range(task / across.tasks());
    const RowRange b = across.range(task % across.tasks());
    double* left = memory.data() + std::int64_t{worker} * 2 * side * depth;
    double* right = left + side * depth;
    double* to = result.data() + a.begin * y.columns + b.begin;
    for (std::int64_t row = 0; row < x.rows; row += depth) {
      const std::int64_t count = std::min(depth, x.rows - row);
      detail::centre(x, x_mean, row, count, a, left);
      detail::centre(y, y_mean, row, count, b, right);
      products.multiply(worker, Layout::a_transposed, a.count(), b.count(), count, left, a.count(), right, b.count(),
                        to, y.columns, row > 0);
    }
  });
  if (same)
    for (std::int64_t a = 0; a < x.columns; ++a)
      for (std::int64_t b = 0; b < a; ++b)
        result[static_cast<std::size_t>(a * x.columns + b)] = result[static_cast<std::size_t>(b * x.columns + a)];
  return result;
}

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
