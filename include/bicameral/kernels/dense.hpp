#pragma once
// Fully connected layers: y = x W^T + b with W as PyTorch stores it, [outputs, inputs].

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "bicameral/core/aligned_buffer.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/core/parallel.hpp"
#include "bicameral/kernels/arguments.hpp"
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

/// Throws unless the sizes and block sizes can be meant and scratch lies on a cache line.
inline void check_dense_call(const char* function, const DenseProblem& p, const GemmBlocking& blocking,
                             const std::byte* scratch) {
  expect_size(function, "batch", p.batch, 1, most_values);
  expect_size(function, "inputs", p.inputs, 1, most_values);
  expect_size(function, "outputs", p.outputs, 1, most_values);
  expect_product(function, "x", p.batch, p.inputs);
  expect_product(function, "w", p.outputs, p.inputs);
  expect_product(function, "y", p.batch, p.outputs);
  check_gemm_blocking(function, blocking);
  expect_pointer(function, "scratch", scratch, alignment);
}

}  // namespace detail

/// Bytes of scratch for each of the three functions below.
template <class T>
constexpr std::size_t dense_scratch_bytes(const GemmBlocking& blocking, int workers) {
  return static_cast<std::size_t>(workers) * gemm_scratch_bytes<T>(blocking);
}

/// The three functions throw Error before they write anything: for sizes that are not positive or absurd, arrays that
/// are null or not aligned as their elements must be, and scratch that is not on a cache line. y[n, o] = sum over i of
/// x[n, i] w[o, i] + bias[o]; bias may be null.
template <class T>
void dense_forward(ThreadPool& pool, const DenseProblem& p, const GemmBlocking& blocking, const T* x, const T* w,
                   const T* bias, T* y, std::byte* scratch) {
  detail::check_dense_call("dense_forward", p, blocking, scratch);
  detail::expect_pointer("dense_forward", "x", x, alignof(T));
  detail::expect_pointer("dense_forward", "w", w, alignof(T));
  detail::expect_pointer("dense_forward", "y", y, alignof(T));
  if (bias != nullptr) detail::expect_pointer("dense_forward", "bias", bias, alignof(T));
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
  detail::check_dense_call("dense_backward_input", p, blocking, scratch);
  detail::expect_pointer("dense_backward_input", "dy", dy, alignof(T));
  detail::expect_pointer("dense_backward_input", "w", w, alignof(T));
  detail::expect_pointer("dense_backward_input", "dx", dx, alignof(T));
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
  detail::check_dense_call("dense_backward_weight", p, blocking, scratch);
  detail::expect_pointer("dense_backward_weight", "x", x, alignof(T));
  detail::expect_pointer("dense_backward_weight", "dy", dy, alignof(T));
  detail::expect_pointer("dense_backward_weight", "dw", dw, alignof(T));
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
