#include "bicameral/kernels/gemm.hpp"

#include "tests/catch.hpp"
#include "tests/support/allocation_hooks.hpp"
#include "tests/support/compare.hpp"

using namespace bicameral;
using namespace bicameral::test;

namespace {

struct Sizes {
  std::int64_t rows, columns, depth;
};

/// Both factors stored with gaps of `gap` behind each row; the result must leave its gaps alone.
template <class T>
double gemm_error(Layout layout, Sizes s, std::int64_t gap, bool accumulate, const GemmBlocking& blocking) {
  const std::int64_t a_stride = (layout == Layout::a_transposed ? s.rows : s.depth) + gap;
  const std::int64_t b_stride = (layout == Layout::b_transposed ? s.depth : s.columns) + gap;
  const std::int64_t c_stride = s.columns + gap;
  const auto a =
      numbers<T>(static_cast<std::size_t>((layout == Layout::a_transposed ? s.depth : s.rows) * a_stride), "a");
  const auto b =
      numbers<T>(static_cast<std::size_t>((layout == Layout::b_transposed ? s.columns : s.depth) * b_stride), "b");
  auto c = numbers<T>(static_cast<std::size_t>(s.rows * c_stride), "c");
  std::vector<double> expected(c.begin(), c.end());
  for (std::int64_t i = 0; i < s.rows; ++i)
    for (std::int64_t j = 0; j < s.columns; ++j) {
      double sum = accumulate ? static_cast<double>(c[static_cast<std::size_t>(i * c_stride + j)]) : 0.0;
      for (std::int64_t k = 0; k < s.depth; ++k) {
        const std::int64_t in_a = layout == Layout::a_transposed ? k * a_stride + i : i * a_stride + k;
        const std::int64_t in_b = layout == Layout::b_transposed ? j * b_stride + k : k * b_stride + j;
        sum += static_cast<double>(a[static_cast<std::size_t>(in_a)]) *
               static_cast<double>(b[static_cast<std::size_t>(in_b)]);
      }
      expected[static_cast<std::size_t>(i * c_stride + j)] = sum;
    }
  // Exactly as much scratch as promised: a sanitizer sees any byte beyond.
  AlignedBuffer<std::byte> scratch(gemm_scratch_bytes<T>(blocking));
  gemm(layout, s.rows, s.columns, s.depth, a.data(), a_stride, b.data(), b_stride, c.data(), c_stride, accumulate,
       blocking, scratch.data());
  return difference(c, expected);
}

}  // namespace

TEST_CASE("the matrix product agrees with three loops for every layout, odd sizes and gaps between rows") {
  for (const Layout layout : {Layout::plain, Layout::a_transposed, Layout::b_transposed})
    for (const Sizes sizes :
         {Sizes{1, 1, 1}, {1, 7, 3}, {7, 1, 5}, {5, 9, 1}, {17, 13, 31}, {64, 27, 65}, {3, 131, 130}})
      for (const std::int64_t gap : {0, 3})
        for (const bool accumulate : {false, true}) {
          CHECK(gemm_error<float>(layout, sizes, gap, accumulate, {}) < 1e-5);
          CHECK(gemm_error<double>(layout, sizes, gap, accumulate, {}) < 1e-12);
        }
}

TEST_CASE("the matrix product agrees with three loops when blocks are smaller than the matrices") {
  for (const Layout layout : {Layout::plain, Layout::a_transposed, Layout::b_transposed})
    for (const GemmBlocking blocking : {GemmBlocking{24, 8, 16}, {48, 256, 4}, {12, 5, 100}, {528, 17, 512}}) {
      CHECK(gemm_error<float>(layout, {65, 67, 71}, 2, true, blocking) < 1e-5);
      CHECK(gemm_error<double>(layout, {65, 67, 71}, 0, false, blocking) < 1e-12);
    }
  CHECK(gemm_error<float>(Layout::plain, {600, 540, 300}, 0, false, {}) < 1e-5);
}

TEST_CASE("an empty sum is zero, an empty result is left alone") {
  AlignedBuffer<std::byte> scratch(gemm_scratch_bytes<float>({}));
  const float a = 1, b = 1;
  float c = 5;
  gemm(Layout::plain, 1, 1, 0, &a, 1, &b, 1, &c, 1, true, {}, scratch.data());
  CHECK(c == 5);
  gemm(Layout::plain, 0, 1, 1, &a, 1, &b, 1, &c, 1, false, {}, scratch.data());
  CHECK(c == 5);
  gemm(Layout::plain, 1, 1, 0, &a, 1, &b, 1, &c, 1, false, {}, scratch.data());
  CHECK(c == 0);
}

TEST_CASE("the matrix product takes no memory from the heap") {
  if (!allocation_counting) return;
  const auto a = numbers<float>(700 * 300, "a");
  const auto b = numbers<float>(300 * 600, "b");
  std::vector<float> c(700 * 600);
  AlignedBuffer<std::byte> scratch(gemm_scratch_bytes<float>({}));
  AllocationCounter counter;
  for (const Layout layout : {Layout::plain, Layout::a_transposed, Layout::b_transposed})
    gemm(layout, 300, 300, 300, a.data(), 300, b.data(), 300, c.data(), 600, false, {}, scratch.data());
  gemm(Layout::plain, 700, 600, 300, a.data(), 300, b.data(), 600, c.data(), 600, false, {}, scratch.data());
  const std::size_t taken = counter.stop();
  INFO(counter.where());
  CHECK(taken == 0);
}

TEST_CASE("the counter of heap memory counts") {
  if (!allocation_counting) return;
  AllocationCounter counter;
  void* volatile seen = nullptr;  // what somebody may look at is not optimised away
  std::vector<float> by_new(1000);
  seen = by_new.data();
  void* by_malloc = std::malloc(1000);
  seen = by_malloc;
  void* moved = std::realloc(by_malloc, 100000);
  seen = moved;
  void* aligned = std::aligned_alloc(64, 640);
  seen = aligned;
  AlignedBuffer<float> buffer(100);
  seen = buffer.data();
  const std::size_t taken = counter.stop();
  CHECK(taken == 5);
  CHECK(seen == buffer.data());
  std::free(moved);
  std::free(aligned);
}
