#pragma once
// Gradients that are too long together are shortened together.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "bicameral/core/error.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/core/parallel.hpp"
#include "bicameral/kernels/partition.hpp"
#include "bicameral/optim/optimizer.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

namespace detail {

/// At most so many partial sums, so that they fit on the stack; longer gradients have longer chunks.
inline constexpr std::int64_t most_norm_chunks = 256;

/// A partition that depends on the number of values alone.
constexpr Partition norm_chunks(std::int64_t count) {
  const std::int64_t least = (count + most_norm_chunks - 1) / most_norm_chunks;
  return {count, std::max(optimizer_chunk, least)};
}

/// Sum of squares in double, in eight interleaved sums that are added in a fixed order.
/// One compiled copy: inlined twice it might round differently in the serial and the parallel path.
template <class T>
[[gnu::noinline]] double sum_of_squares(const T* values, std::int64_t count) {
  std::array<double, 8> lanes{};
  std::int64_t i = 0;
  for (; i + 8 <= count; i += 8)
    for (std::size_t lane = 0; lane < 8; ++lane) {
      const auto value = static_cast<double>(values[i + static_cast<std::int64_t>(lane)]);
      lanes[lane] += value * value;
    }
  for (; i < count; ++i) lanes[0] += static_cast<double>(values[i]) * static_cast<double>(values[i]);
  double sum = 0;
  for (const double lane : lanes) sum += lane;
  return sum;
}

}  // namespace detail

/// The Euclidean length of all values together: sqrt(sum of squares), summed in double.
/// Ensures: bit-identical for any number of threads; allocates nothing; NaN or infinite when a value is.
template <class T>
double global_norm(std::span<const T> values, ThreadPool& pool) {
  const Partition chunks = detail::norm_chunks(static_cast<std::int64_t>(values.size()));
  std::array<double, static_cast<std::size_t>(detail::most_norm_chunks)> sums{};
  pool.for_each_task(chunks.tasks(), [&](std::int64_t task, int) {
    const RowRange range = chunks.range(task);
    sums[static_cast<std::size_t>(task)] = detail::sum_of_squares(values.data() + range.begin, range.count());
  });
  double sum = 0;
  for (const double part : sums) sum += part;
  return std::sqrt(sum);
}

/// Shortens the gradients to `max_norm` when they are longer, and returns their length before that.
///   gradients *= max_norm / (norm + 1e-6) when that is below 1
/// Source: torch.nn.utils.clip_grad_norm_ with the 2-norm, except that gradients whose norm is NaN or infinite are left
/// as they are, for the caller to see which they are. Requires max_norm > 0. Ensures: bit-identical for any number of
/// threads; allocates nothing.
template <class T>
double clip_global_norm(std::span<T> gradients, double max_norm, ThreadPool& pool) {
  if (!(std::isfinite(max_norm) && max_norm > 0))
    fail("clip_global_norm", "a positive largest norm", std::to_string(max_norm));
  const double norm = global_norm(std::span<const T>(gradients), pool);
  const double factor = max_norm / (norm + 1e-6);
  if (!std::isfinite(norm) || factor >= 1) return norm;
  const Partition chunks = detail::norm_chunks(static_cast<std::int64_t>(gradients.size()));
  const T shrink = static_cast<T>(factor);
  pool.for_each_task(chunks.tasks(), [&](std::int64_t task, int) {
    const RowRange range = chunks.range(task);
    for (std::int64_t i = range.begin; i < range.end; ++i) gradients[static_cast<std::size_t>(i)] *= shrink;
  });
  return norm;
}

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
