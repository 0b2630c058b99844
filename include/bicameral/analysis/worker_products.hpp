#pragma once
// Matrix products inside tasks: packing memory for every worker of a pool.

#include <cstddef>
#include <cstdint>

#include "bicameral/core/aligned_buffer.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/core/parallel.hpp"
#include "bicameral/kernels/gemm.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// gemm of kernels/gemm.hpp with default blocks, called by many workers at once.
template <class T>
class WorkerProducts {
 public:
  explicit WorkerProducts(const ThreadPool& pool)
      : scratch_(static_cast<std::size_t>(pool.threads()) * gemm_scratch_bytes<T>(blocking)) {}

  /// See gemm; `worker` is the number that the pool gave to the task.
  void multiply(int worker, Layout layout, std::int64_t rows, std::int64_t columns, std::int64_t depth, const T* a,
                std::int64_t a_stride, const T* b, std::int64_t b_stride, T* c, std::int64_t c_stride,
                bool accumulate) {
    gemm(layout, rows, columns, depth, a, a_stride, b, b_stride, c, c_stride, accumulate, blocking,
         scratch_.data() + static_cast<std::size_t>(worker) * gemm_scratch_bytes<T>(blocking));
  }

 private:
  static constexpr GemmBlocking blocking{};
  AlignedBuffer<std::byte> scratch_;
};

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
