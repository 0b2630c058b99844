#pragma once
// The one door to Eigen's matrix product: single-threaded, with packing buffers that the caller supplies.

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "bicameral/core/aligned_buffer.hpp"
#include "bicameral/kernels/arguments.hpp"

namespace bicameral {

/// Cache block sizes of the product; fixed numbers rather than the machine's caches, because they decide the order of
/// summation and so belong to a run's settings. Defaults: two packed panels of about 0.5 MB in float.
struct GemmBlocking {
  int outer = 528;  // columns of the result per packed panel of b
  int depth = 256;  // terms of the sum per panel
  int inner = 512;  // rows of the result per packed panel of a
  constexpr bool operator==(const GemmBlocking&) const = default;
};

/// Throws unless the block sizes can be used, naming the function.
inline void check_gemm_blocking(std::string_view function, const GemmBlocking& blocking) {
  constexpr std::int64_t most = std::int64_t{1} << 20;
  detail::expect_size(function, "gemm.outer", blocking.outer, 1, most);
  detail::expect_size(function, "gemm.depth", blocking.depth, 1, most);
  detail::expect_size(function, "gemm.inner", blocking.inner, 1, most);
}

/// Bytes of packing memory that one call of gemm needs.
template <class T>
constexpr std::size_t gemm_scratch_bytes(const GemmBlocking& blocking) {
  const auto depth = static_cast<std::size_t>(blocking.depth);
  return aligned_bytes(static_cast<std::size_t>(blocking.outer) * depth * sizeof(T)) +
         aligned_bytes(static_cast<std::size_t>(blocking.inner) * depth * sizeof(T));
}

/// Which of the two factors is stored transposed.
enum class Layout { plain, a_transposed, b_transposed };

namespace detail {

template <class T>
class SuppliedBlocking : public Eigen::internal::level3_blocking<T, T> {
 public:
  SuppliedBlocking(const GemmBlocking& blocking, std::byte* scratch) {
    this->m_mc = blocking.outer;
    this->m_kc = blocking.depth;
    this->m_nc = blocking.inner;
    this->m_blockA = reinterpret_cast<T*>(scratch);
    this->m_blockB =
        reinterpret_cast<T*>(scratch + aligned_bytes(static_cast<std::size_t>(blocking.outer) *
                                                     static_cast<std::size_t>(blocking.depth) * sizeof(T)));
  }
};

template <class T, int BOrder, int AOrder>
void run_gemm(std::int64_t rows, std::int64_t columns, std::int64_t depth, const T* a, std::int64_t a_stride,
              const T* b, std::int64_t b_stride, T* c, std::int64_t c_stride, SuppliedBlocking<T>& blocking) {
  // Row-major c is column-major c^T = b^T a^T; calling the inner routine keeps Eigen's own threading out.
  Eigen::internal::general_matrix_matrix_product<Eigen::Index, T, BOrder, false, T, AOrder, false, Eigen::ColMajor,
                                                 1>::run(columns, rows, depth, b, b_stride, a, a_stride, c, 1, c_stride,
                                                         T(1), blocking, nullptr);
}

}  // namespace detail

/// c[rows, columns] = (or +=, if `accumulate`) a[rows, depth] * b[depth, columns], all row-major.
/// With a_transposed, a is stored [depth, rows]; with b_transposed, b is stored [columns, depth].
/// Requires: strides are the stored row lengths; scratch has gemm_scratch_bytes<T>(blocking), cache-line aligned.
/// Ensures: allocates nothing, starts no threads; the order of summation depends on `depth` and `blocking` only.
template <class T>
void gemm(Layout layout, std::int64_t rows, std::int64_t columns, std::int64_t depth, const T* a, std::int64_t a_stride,
          const T* b, std::int64_t b_stride, T* c, std::int64_t c_stride, bool accumulate, const GemmBlocking& blocking,
          std::byte* scratch) {
  if (!accumulate)
    for (std::int64_t row = 0; row < rows; ++row)
      std::memset(static_cast<void*>(c + row * c_stride), 0, static_cast<std::size_t>(columns) * sizeof(T));
  if (rows == 0 || columns == 0 || depth == 0) return;
  detail::SuppliedBlocking<T> supplied(blocking, scratch);
  constexpr int col = Eigen::ColMajor;
  constexpr int row = Eigen::RowMajor;
  switch (layout) {
    case Layout::plain:
      return detail::run_gemm<T, col, col>(rows, columns, depth, a, a_stride, b, b_stride, c, c_stride, supplied);
    case Layout::a_transposed:
      return detail::run_gemm<T, col, row>(rows, columns, depth, a, a_stride, b, b_stride, c, c_stride, supplied);
    case Layout::b_transposed:
      return detail::run_gemm<T, row, col>(rows, columns, depth, a, a_stride, b, b_stride, c, c_stride, supplied);
  }
}

}  // namespace bicameral
