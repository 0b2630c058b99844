#pragma once
// Passes over memory that treat every value alike.

#include <cstdint>

#include "bicameral/core/instruction_set.hpp"
#include "bicameral/core/parallel.hpp"
#include "bicameral/kernels/partition.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// Calls body(begin, end) for consecutive ranges of [0, count) in parallel.
template <class Body>
void for_each_range(ThreadPool& pool, std::int64_t count, const Body& body) {
  const Partition partition = Partition::by_bytes(count, 1, 64 * 1024);
  pool.for_each_task(partition.tasks(), [&](std::int64_t task, int) {
    const RowRange range = partition.range(task);
    body(range.begin, range.end);
  });
}

/// y = max(x, 0); NaN stays NaN. x and y may be the same.
template <class T>
void relu_forward(ThreadPool& pool, std::int64_t count, const T* x, T* y) {
  for_each_range(pool, count, [=](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) y[i] = x[i] < T(0) ? T(0) : x[i];
  });
}

/// dx = dy where y > 0, else 0. dy and dx may be the same.
template <class T>
void relu_backward(ThreadPool& pool, std::int64_t count, const T* y, const T* dy, T* dx) {
  for_each_range(pool, count, [=](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) {
      const T passed = dy[i];  // read always: a conditional read would keep the loop scalar
      dx[i] = y[i] > T(0) ? passed : T(0);
    }
  });
}

/// sum = a + b; sum may be one of them.
template <class T>
void add(ThreadPool& pool, std::int64_t count, const T* a, const T* b, T* sum) {
  for_each_range(pool, count, [=](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) sum[i] = a[i] + b[i];
  });
}

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
