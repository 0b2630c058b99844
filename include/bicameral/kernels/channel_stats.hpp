#pragma once
// Sums over all rows of a [rows, channels] matrix, per channel: what batch normalisation and biases need.

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "bicameral/core/aligned_buffer.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/core/parallel.hpp"
#include "bicameral/kernels/partition.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

namespace detail {

/// Rows summed in the element type before the sum goes into a double.
inline constexpr std::int64_t rows_per_flush = 32;

/// total[c] += sum over rows of term(row, c), in short runs so that float keeps its digits.
template <class T, class Term>
void add_rows(RowRange range, int channels, T* run, double* total, const Term& term) {
  for (std::int64_t begin = range.begin; begin < range.end; begin += rows_per_flush) {
    const std::int64_t end = std::min(range.end, begin + rows_per_flush);
    std::fill_n(run, channels, T(0));
    for (std::int64_t row = begin; row < end; ++row)
      for (int c = 0; c < channels; ++c) run[c] += term(row, c);
    for (int c = 0; c < channels; ++c) total[c] += static_cast<double>(run[c]);
  }
}

/// Rows of doubles that a task has for itself: two sums, their short runs, and a row to compute.
inline constexpr std::size_t rows_of_task = 5;

constexpr std::size_t channel_task_doubles(int channels) {
  return aligned_bytes(static_cast<std::size_t>(channels) * sizeof(double)) / sizeof(double);
}

/// The row in which task number `task` may compute gradients: behind its sums in the scratch memory.
template <class T>
T* channel_task_row(std::byte* scratch, int channels, std::int64_t task) {
  const std::size_t stride = channel_task_doubles(channels);
  return reinterpret_cast<T*>(reinterpret_cast<double*>(scratch) +
                              static_cast<std::size_t>(task) * rows_of_task * stride + 4 * stride);
}

/// sums[c] = the tasks' values, which lie at the same place of each task's rows, added in order.
inline void add_tasks(const Partition& partition, int channels, const double* first, double* sums) {
  std::fill_n(sums, channels, 0.0);
  const std::size_t stride = rows_of_task * channel_task_doubles(channels);
  for (std::int64_t task = 0; task < partition.tasks(); ++task, first += stride)
    for (int c = 0; c < channels; ++c) sums[c] += first[c];
}

template <class T>
constexpr Partition channel_partition(std::int64_t rows, int channels) {
  return Partition::by_bytes(rows, static_cast<std::size_t>(channels) * sizeof(T));
}

}  // namespace detail

/// Bytes of scratch for the functions below.
template <class T>
constexpr std::size_t channel_stats_scratch_bytes(std::int64_t rows, int channels) {
  const auto tasks = static_cast<std::size_t>(detail::channel_partition<T>(rows, channels).tasks());
  return tasks * detail::rows_of_task * detail::channel_task_doubles(channels) * sizeof(double);
}

/// mean[c] and the sum of squared differences from it, squares[c], over the rows of x[rows, channels].
/// Each task finds its own mean first (its rows stay in cache), then tasks are joined in order by the pairwise formula
/// of Chan, Golub, LeVeque (1979): M2 = M2a + M2b + d^2 na nb / (na + nb).
template <class T>
void channel_moments(ThreadPool& pool, std::int64_t rows, int channels, const T* x, double* mean, double* squares,
                     std::byte* scratch) {
  const Partition partition = detail::channel_partition<T>(rows, channels);
  const std::size_t stride = detail::channel_task_doubles(channels);
  auto* partial = reinterpret_cast<double*>(scratch);
  pool.for_each_task(partition.tasks(), [&](std::int64_t task, int) {
    const RowRange range = partition.range(task);
    double* task_mean = partial + static_cast<std::size_t>(task) * detail::rows_of_task * stride;
    double* task_squares = task_mean + stride;
    T* run = reinterpret_cast<T*>(task_squares + stride);
    std::fill_n(task_mean, channels, 0.0);
    std::fill_n(task_squares, channels, 0.0);
    detail::add_rows(range, channels, run, task_mean, [&](std::int64_t row, int c) { return x[row * channels + c]; });
    for (int c = 0; c < channels; ++c) task_mean[c] /= static_cast<double>(range.count());
    detail::add_rows(range, channels, run, task_squares, [&](std::int64_t row, int c) {
      const T difference = x[row * channels + c] - static_cast<T>(task_mean[c]);
      return difference * difference;
    });
  });
  std::fill_n(mean, channels, 0.0);
  std::fill_n(squares, channels, 0.0);
  for (std::int64_t task = 0; task < partition.tasks(); ++task) {
    const double* task_mean = partial + static_cast<std::size_t>(task) * detail::rows_of_task * stride;
    const double* task_squares = task_mean + stride;
    const auto seen = static_cast<double>(partition.range(task).begin);
    const auto added = static_cast<double>(partition.range(task).count());
    for (int c = 0; c < channels; ++c) {
      const double difference = task_mean[c] - mean[c];
      mean[c] += difference * added / (seen + added);
      squares[c] += task_squares[c] + difference * difference * seen * added / (seen + added);
    }
  }
}

/// sums[c] = sum over rows of g[row, c], products[c] = sum of g[row, c] (x[row, c] - mean[c]) inverse[c], where
/// gradient(row, buffer) gives row g, either where it lies or computed into the buffer.
template <class T, class Gradient>
void channel_gradient_sums(ThreadPool& pool, std::int64_t rows, int channels, const Gradient& gradient, const T* x,
                           const T* mean, const T* inverse, double* sums, double* products, std::byte* scratch) {
  const Partition partition = detail::channel_partition<T>(rows, channels);
  const std::size_t stride = detail::channel_task_doubles(channels);
  auto* partial = reinterpret_cast<double*>(scratch);
  pool.for_each_task(partition.tasks(), [&](std::int64_t task, int) {
    double* total = partial + static_cast<std::size_t>(task) * detail::rows_of_task * stride;
    T* sum = reinterpret_cast<T*>(total + 2 * stride);
    T* product = reinterpret_cast<T*>(total + 3 * stride);
    T* buffer = detail::channel_task_row<T>(scratch, channels, task);
    const RowRange range = partition.range(task);
    std::fill_n(total, 2 * stride, 0.0);
    for (std::int64_t begin = range.begin; begin < range.end; begin += detail::rows_per_flush) {
      const std::int64_t end = std::min(range.end, begin + detail::rows_per_flush);
      std::fill_n(sum, channels, T(0));
      std::fill_n(product, channels, T(0));
      for (std::int64_t row = begin; row < end; ++row) {
        const T* g = gradient(row, buffer);
        const T* values = x + row * channels;
        for (int c = 0; c < channels; ++c) sum[c] += g[c];
        for (int c = 0; c < channels; ++c) product[c] += g[c] * ((values[c] - mean[c]) * inverse[c]);
      }
      for (int c = 0; c < channels; ++c) total[c] += static_cast<double>(sum[c]);
      for (int c = 0; c < channels; ++c) total[stride + static_cast<std::size_t>(c)] += static_cast<double>(product[c]);
    }
  });
  detail::add_tasks(partition, channels, partial, sums);
  detail::add_tasks(partition, channels, partial + stride, products);
}

/// sums[c] = sum over the rows of x[rows, channels].
template <class T>
void channel_sums(ThreadPool& pool, std::int64_t rows, int channels, const T* x, double* sums, std::byte* scratch) {
  const Partition partition = detail::channel_partition<T>(rows, channels);
  const std::size_t stride = detail::channel_task_doubles(channels);
  auto* partial = reinterpret_cast<double*>(scratch);
  pool.for_each_task(partition.tasks(), [&](std::int64_t task, int) {
    double* total = partial + static_cast<std::size_t>(task) * detail::rows_of_task * stride;
    std::fill_n(total, stride, 0.0);
    detail::add_rows(partition.range(task), channels, reinterpret_cast<T*>(total + stride), total,
                     [&](std::int64_t row, int c) { return x[row * channels + c]; });
  });
  detail::add_tasks(partition, channels, partial, sums);
}

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
