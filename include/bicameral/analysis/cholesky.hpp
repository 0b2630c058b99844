#pragma once
// Systems of linear equations with one symmetric positive definite matrix and many right sides.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "bicameral/analysis/worker_products.hpp"
#include "bicameral/core/error.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/core/parallel.hpp"
#include "bicameral/kernels/partition.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// A = L L^T, block by block, so that nearly all work is matrix products. Ensures the same bits for any number of
/// threads. Requires that the pool outlives it.
class Cholesky {
 public:
  /// `matrix` is row-major [size, size]; its lower triangle is read. Errors: another number of values, a matrix that is
  /// not positive definite.
  Cholesky(std::vector<double> matrix, std::int64_t size, ThreadPool& pool)
      : factor_(std::move(matrix)), size_(size), pool_(&pool), products_(pool) {
    if (size < 1 || factor_.size() != static_cast<std::size_t>(size * size))
      fail("Cholesky", std::to_string(size) + " x " + std::to_string(size) + " values", std::to_string(factor_.size()));
    std::vector<double> panel(static_cast<std::size_t>(size * side));
    for (std::int64_t first = 0; first < size; first += side) {
      const std::int64_t count = std::min(side, size - first);
      factor_diagonal(first, count);
      const Partition below{size - first - count, side};
      pool.for_each_task(below.tasks(),
                         [&](std::int64_t task, int) { factor_panel(first, count, below.range(task), panel.data()); });
      pool.for_each_task(below.tasks(), [&](std::int64_t task, int worker) {
        const RowRange rows = below.range(task);
        const std::int64_t begin = first + count;
        products_.multiply(worker, Layout::b_transposed, rows.count(), rows.end, count,
                           panel.data() + rows.begin * side, side, at(begin, first), size_,
                           at(begin + rows.begin, begin), size_, true);
      });
    }
  }

  std::int64_t size() const { return size_; }

  /// Replaces each column b of right [size, columns], row-major, by A^-1 b.
  void solve(std::int64_t columns, double* right) {
    const Partition groups{columns, 32};
    std::vector<double> memory(static_cast<std::size_t>(pool_->threads()) * side * 32);
    pool_->for_each_task(groups.tasks(), [&](std::int64_t task, int worker) {
      const RowRange range = groups.range(task);
      double* sums = memory.data() + std::int64_t{worker} * side * 32;
      solve_columns(worker, range.count(), columns, right + range.begin, sums);
    });
  }

 private:
  static constexpr std::int64_t side = 64;

  double* at(std::int64_t row, std::int64_t column) { return factor_.data() + row * size_ + column; }

  void factor_diagonal(std::int64_t first, std::int64_t count) {
    for (std::int64_t i = 0; i < count; ++i)
      for (std::int64_t j = 0; j <= i; ++j) {
        double value = *at(first + i, first + j);
        for (std::int64_t k = 0; k < j; ++k) value -= *at(first + i, first + k) * *at(first + j, first + k);
        if (i != j) {
          *at(first + i, first + j) = value / *at(first + j, first + j);
          continue;
        }
        if (!(value > 0))
          fail("Cholesky", "a positive definite matrix",
               "the square " + std::to_string(value) + " in row " + std::to_string(first + i));
        *at(first + i, first + i) = std::sqrt(value);
      }
  }

  /// Rows of L left of the diagonal's block, and their negatives in `panel`, which the product behind needs.
  void factor_panel(std::int64_t first, std::int64_t count, const RowRange& rows, double* panel) {
    for (std::int64_t r = rows.begin; r < rows.end; ++r) {
      double* row = at(first + count + r, first);
      for (std::int64_t j = 0; j < count; ++j) {
        double value = row[j];
        for (std::int64_t k = 0; k < j; ++k) value -= row[k] * *at(first + j, first + k);
        row[j] = value / *at(first + j, first + j);
        panel[r * side + j] = -row[j];
      }
    }
  }

  void solve_columns(int worker, std::int64_t columns, std::int64_t stride, double* right, double* sums) {
    const auto subtract = [&](std::int64_t first, std::int64_t count) {
      for (std::int64_t i = 0; i < count; ++i)
        for (std::int64_t c = 0; c < columns; ++c) right[(first + i) * stride + c] -= sums[i * columns + c];
    };
    // right[i] = (right[i] - sum over the solved ones of factor * right[k]) / diagonal, for the rows of one block.
    const auto row_step = [&](std::int64_t i, std::int64_t k, double factor) {
      for (std::int64_t c = 0; c < columns; ++c) right[i * stride + c] -= factor * right[k * stride + c];
    };
    const auto divide = [&](std::int64_t i) {
      for (std::int64_t c = 0; c < columns; ++c) right[i * stride + c] /= *at(i, i);
    };
    for (std::int64_t first = 0; first < size_; first += side) {
      const std::int64_t count = std::min(side, size_ - first);
      products_.multiply(worker, Layout::plain, count, columns, first, at(first, 0), size_, right, stride, sums,
                         columns, false);
      subtract(first, count);
      for (std::int64_t i = first; i < first + count; ++i) {
        for (std::int64_t k = first; k < i; ++k) row_step(i, k, *at(i, k));
        divide(i);
      }
    }
    for (std::int64_t first = (size_ - 1) / side * side; first >= 0; first -= side) {
      const std::int64_t end = std::min(first + side, size_);
      products_.multiply(worker, Layout::a_transposed, end - first, columns, size_ - end,
                         factor_.data() + end * size_ + first, size_, right + end * stride, stride, sums, columns,
                         false);
      subtract(first, end - first);
      for (std::int64_t i = end - 1; i >= first; --i) {
        for (std::int64_t k = i + 1; k < end; ++k) row_step(i, k, *at(k, i));
        divide(i);
      }
    }
  }

  std::vector<double> factor_;
  std::int64_t size_;
  ThreadPool* pool_;
  WorkerProducts<double> products_;
};

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
