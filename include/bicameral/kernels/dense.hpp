#pragma once
// Fully connected layers: y = x W^T + b with W as PyTorch stores it, [outputs, inputs].

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "bicameral/core/instruction_set.hpp"
#include "bicameral/core/parallel.hpp"
#include "bicameral/kernels/gemm.hpp"
#include "bicameral/kernels/partition.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// A product of [batch, inputs] with [inputs, outputs].
struct DenseProblem {
  int batch = 0;
  std::int64_t inputs = 0;
  std::int64_t outputs = 0;
};

namespace detail {
inline constexpr std::int64_t dense_rows_per_task = 64;
}

/// Bytes of scratch for each of the three functions below.
template <class T>
constexpr std::size_t dense_scratch_bytes(const GemmBlocking& blocking, int workers) {
  return static_cast<std::size_t>(workers) * gemm_scratch_bytes<T>(blocking);
}

/// y[n, o] = sum over i of x[n, i] w[o, i] + bias[o]; bias may be null.
template <class T>
void dense_forward(ThreadPool& pool, const DenseProblem& p, const GemmBlocking& blocking, const T* x, const T* w,
                   const T* bias, T* y, std::byte* scratch) {
  const Partition rows{p.batch, detail::dense_rows_per_task};
  pool.for_each_task(rows.tasks(), [&](std::int64_t task, int worker) {
    const RowRange range = rows.range(task);
    T* to = y + range.begin * p.outputs;
    for (std::int64_t row = 0; row < range.count(); ++row)
      if (bias != nullptr)
        std::copy_n(bias, p.outputs, to + row * p.outputs);
      else
        std::fill_n(to + row * p.outputs, p.outputs, T(0));
    gemm(Layout::b_transposed, range.count(), p.outputs, p.inputs, x + range.begin * p.inputs, p.inputs, w, p.inputs,
         to, p.outputs, true, blocking, scratch + static_cast<std::size_t>(worker) * gemm_scratch_bytes<T>(blocking));
  });
}

/// dx[n, i] = sum over o of dy[n, o] w[o, i].
template <class T>
void dense_backward_input(ThreadPool& pool, const DenseProblem& p, const GemmBlocking& blocking, const T* dy,
                          const T* w, T* dx, std::byte* scratch) {
  const Partition rows{p.batch, detail::dense_rows_per_task};
  pool.for_each_task(rows.tasks(), [&](std::int64_t task, int worker) {
    const RowRange range = rows.range(task);
    gemm(Layout::plain, range.count(), p.inputs, p.outputs, dy + range.begin * p.outputs, p.outputs, w, p.inputs,
         dx + range.begin * p.inputs, p.inputs, false, blocking,
         scratch + static_cast<std::size_t>(worker) * gemm_scratch_bytes<T>(blocking));
  });
}

/// dw[o, i] = sum over n of dy[n, o] x[n, i]; tasks are groups of outputs.
template <class T>
void dense_backward_weight(ThreadPool& pool, const DenseProblem& p, const GemmBlocking& blocking, const T* x,
                           const T* dy, T* dw, std::byte* scratch) {
  const Partition outputs{p.outputs, detail::dense_rows_per_task};
  pool.for_each_task(outputs.tasks(), [&](std::int64_t task, int worker) {
    const RowRange range = outputs.range(task);
    gemm(Layout::a_transposed, range.count(), p.inputs, p.batch, dy + range.begin, p.outputs, x, p.inputs,
         dw + range.begin * p.inputs, p.inputs, false, blocking,
         scratch + static_cast<std::size_t>(worker) * gemm_scratch_bytes<T>(blocking));
  });
}

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
