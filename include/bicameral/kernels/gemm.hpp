#pragma once
// The one door to Eigen's matrix product: single-threaded, with packing buffers that the caller supplies.

#include <Eigen/Core>
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "bicameral/core/aligned_buffer.hpp"
#include "bicameral/core/instruction_set.hpp"
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

inline namespace BICAMERAL_SIMD {
/// Throws unless the block sizes can be used, naming the function.
inline void check_gemm_blocking(std::string_view function, const GemmBlocking& blocking) {
  constexpr std::int64_t most = std::int64_t{1} << 20;
  detail::expect_size(function, "gemm.outer", blocking.outer, 1, most);
  detail::expect_size(function, "gemm.depth", blocking.depth, 1, most);
  detail::expect_size(function, "gemm.inner", blocking.inner, 1, most);
  // Packed blocks of more than that are no blocks, and no memory holds the largest of all.
  detail::expect_size(function, "gemm.outer times gemm.depth", std::int64_t{blocking.outer} * blocking.depth, 1,
                      64 * most);
  detail::expect_size(function, "gemm.inner times gemm.depth", std::int64_t{blocking.inner} * blocking.depth, 1,
                      64 * most);
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

/// Eigen's views of matrices as types of ours: its templates name them, and so belong to this instruction set.
template <class T, int Order>
struct PackedOperand : Eigen::internal::const_blas_data_mapper<T, Eigen::Index, Order> {
  using Eigen::internal::const_blas_data_mapper<T, Eigen::Index, Order>::const_blas_data_mapper;
};
template <class T>
struct SummedResult : Eigen::internal::blas_data_mapper<T, Eigen::Index, Eigen::ColMajor, Eigen::Unaligned, 1> {
  using Eigen::internal::blas_data_mapper<T, Eigen::Index, Eigen::ColMajor, Eigen::Unaligned, 1>::blas_data_mapper;
};

/// One panel of each operand at a time, packed and multiplied by Eigen's innermost routines. The loops are those of
/// Eigen's general_matrix_matrix_product, whose name would be the same for every instruction set.
template <class T, int BOrder, int AOrder>
void run_gemm(std::int64_t rows, std::int64_t columns, std::int64_t depth, const T* a, std::int64_t a_stride,
              const T* b, std::int64_t b_stride, T* c, std::int64_t c_stride, const GemmBlocking& blocking,
              std::byte* scratch) {
  // Row-major c is column-major c^T = b^T a^T.
  using Left = PackedOperand<T, BOrder>;
  using Right = PackedOperand<T, AOrder>;
  using Traits = Eigen::internal::gebp_traits<T, T>;
  Eigen::internal::gemm_pack_lhs<T, Eigen::Index, Left, Traits::mr, Traits::LhsProgress,
                                 typename Traits::LhsPacket4Packing, BOrder>
      pack_left;
  Eigen::internal::gemm_pack_rhs<T, Eigen::Index, Right, Traits::nr, AOrder> pack_right;
  Eigen::internal::gebp_kernel<T, T, Eigen::Index, SummedResult<T>, Traits::mr, Traits::nr, false, false> multiply;
  T* const left = reinterpret_cast<T*>(scratch);
  T* const right = reinterpret_cast<T*>(scratch + aligned_bytes(static_cast<std::size_t>(blocking.outer) *
                                                                static_cast<std::size_t>(blocking.depth) * sizeof(T)));
  const auto at = [](const auto* matrix, std::int64_t stride, bool by_columns, std::int64_t row, std::int64_t column) {
    return matrix + (by_columns ? row + column * stride : row * stride + column);
  };
  // A right operand that fits is packed once for all of the left one.
  const bool right_fits = depth <= blocking.depth && rows <= blocking.inner;
  for (std::int64_t i = 0; i < columns; i += blocking.outer) {
    const std::int64_t width = std::min<std::int64_t>(blocking.outer, columns - i);
    for (std::int64_t k = 0; k < depth; k += blocking.depth) {
      const std::int64_t terms = std::min<std::int64_t>(blocking.depth, depth - k);
      pack_left(left, Left(at(b, b_stride, BOrder == Eigen::ColMajor, i, k), b_stride), terms, width);
      for (std::int64_t j = 0; j < rows; j += blocking.inner) {
        const std::int64_t height = std::min<std::int64_t>(blocking.inner, rows - j);
        if (!right_fits || i == 0)
          pack_right(right, Right(at(a, a_stride, AOrder == Eigen::ColMajor, k, j), a_stride), terms, height);
        multiply(SummedResult<T>(c + j * c_stride + i, c_stride), left, right, width, terms, height, T(1));
      }
    }
  }
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
  constexpr int col = Eigen::ColMajor;
  constexpr int row = Eigen::RowMajor;
  switch (layout) {
    case Layout::plain:
      return detail::run_gemm<T, col, col>(rows, columns, depth, a, a_stride, b, b_stride, c, c_stride, blocking,
                                           scratch);
    case Layout::a_transposed:
      return detail::run_gemm<T, col, row>(rows, columns, depth, a, a_stride, b, b_stride, c, c_stride, blocking,
                                           scratch);
    case Layout::b_transposed:
      return detail::run_gemm<T, row, col>(rows, columns, depth, a, a_stride, b, b_stride, c, c_stride, blocking,
                                           scratch);
  }
}

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
