#pragma once
// A running average of weights: steadier than the weights of any one step, and often right more often.

#include <algorithm>
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

/// How much of the average stays at step number `step` (from 0): min(decay, (1 + step) / (10 + step)), so that early
/// weights, which are far from good, are soon forgotten. Source: tf.train.ExponentialMovingAverage with num_updates.
inline double average_decay_at(double decay, std::int64_t step) {
  return std::min(decay, (1.0 + static_cast<double>(step)) / (10.0 + static_cast<double>(step)));
}

namespace detail {

/// Throws unless 0 <= decay < 1.
inline void check_average_decay(const char* where, double decay) {
  check_setting(where, "an average decay", decay, 0, 1);
}

// One compiled copy: inlined twice it might round differently in the serial and the parallel path.
template <class T>
[[gnu::noinline]] void move_towards(T* average, const T* values, T share, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) average[i] += share * (values[i] - average[i]);
}

}  // namespace detail

/// average += (1 - decay) (values - average), that is decay average + (1 - decay) values, written so that values that
/// do not change are their own average, bit for bit.
/// Source: Polyak and Juditsky, "Acceleration of stochastic approximation by averaging", 1992, with exponential weights
/// as torch.optim.swa_utils' averages by avg_fn.
/// Errors: sizes that differ; a decay outside [0, 1). Ensures: bit-identical for any number of threads; allocates
/// nothing.
template <class T>
void update_average(std::span<T> average, std::span<const T> values, double decay, ThreadPool& pool) {
  detail::check_average_decay("update_average", decay);
  if (average.size() != values.size())
    fail("update_average", std::to_string(average.size()) + " values", std::to_string(values.size()));
  const Partition chunks{static_cast<std::int64_t>(values.size()), optimizer_chunk};
  const T share = static_cast<T>(1.0 - decay);
  pool.for_each_task(chunks.tasks(), [&](std::int64_t task, int) {
    const RowRange range = chunks.range(task);
    detail::move_towards(average.data() + range.begin, values.data() + range.begin, share, range.count());
  });
}

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
