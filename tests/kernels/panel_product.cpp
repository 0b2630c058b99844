#include "bicameral/kernels/panel_product.hpp"

#include <vector>

#include "tests/catch.hpp"
#include "tests/support/compare.hpp"

using namespace bicameral;
using namespace bicameral::test;

namespace {

std::size_t size(std::int64_t count) { return static_cast<std::size_t>(count); }

/// A row-major matrix in panels [columns / 16][rows][16], zeros behind the last column.
template <class T>
std::vector<T> in_panels(const std::vector<T>& matrix, int rows, int columns) {
  std::vector<T> panels(size(panels_of(columns) * rows * panel_width), T(0));
  for (int r = 0; r < rows; ++r)
    for (int c = 0; c < columns; ++c)
      panels[size((c / panel_width * rows + r) * panel_width + c % panel_width)] = matrix[size(r * columns + c)];
  return panels;
}

template <class T>
void check_product(int rows, int columns, int depth) {
  INFO(rows << " x " << columns << " x " << depth);
  const auto a = numbers<T>(size(rows * depth), "a");
  const auto b = numbers<T>(size(depth * columns), "b");
  std::vector<T> block(size(depth * block_width), T(0));
  for (int k = 0; k < depth; ++k) std::copy_n(b.begin() + k * columns, columns, block.begin() + k * block_width);
  std::vector<double> expected;
  for (int r = 0; r < rows; ++r)
    for (int c = 0; c < columns; ++c) {
      double sum = 0;
      for (int k = 0; k < depth; ++k)
        sum += static_cast<double>(a[size(r * depth + k)]) * static_cast<double>(b[size(k * columns + c)]);
      expected.push_back(sum);
    }
  std::vector<T> c(size(rows * block_width), T(-1));
  panel_product(rows, columns, depth, in_panels(a, rows, depth).data(), std::int64_t{rows} * panel_width, block.data(),
                c.data(), block_width);
  std::vector<T> got;
  for (int r = 0; r < rows; ++r)
    got.insert(got.end(), c.begin() + r * block_width, c.begin() + r * block_width + columns);
  CHECK(difference(got, expected) < (sizeof(T) == 4 ? 1e-5 : 1e-13));
}

template <class T>
void check_outer_product(int rows, int columns, int depth) {
  INFO(rows << " x " << columns << ", " << depth << " deep");
  const auto a = numbers<T>(size(depth * rows), "a");
  const auto b = numbers<T>(size(depth * columns), "b");
  const int stride = padded_to_panels(columns);
  const auto before = numbers<T>(size(rows * stride), "before");
  for (const bool accumulate : {false, true}) {
    std::vector<double> expected;
    for (int r = 0; r < rows; ++r)
      for (int c = 0; c < columns; ++c) {
        double sum = accumulate ? static_cast<double>(before[size(r * stride + c)]) : 0;
        for (int k = 0; k < depth; ++k)
          sum += static_cast<double>(a[size(k * rows + r)]) * static_cast<double>(b[size(k * columns + c)]);
        expected.push_back(sum);
      }
    std::vector<T> c = before;
    panel_outer_product(rows, columns, depth, in_panels(a, depth, rows).data(), std::int64_t{depth} * panel_width,
                        in_panels(b, depth, columns).data(), std::int64_t{depth} * panel_width, c.data(), stride,
                        accumulate);
    std::vector<T> got;
    for (int r = 0; r < rows; ++r) got.insert(got.end(), c.begin() + r * stride, c.begin() + r * stride + columns);
    CHECK(difference(got, expected) < (sizeof(T) == 4 ? 1e-5 : 1e-13));
  }
}

}  // namespace

TEST_CASE("The product of panels is the matrix product, for every height, width and depth") {
  for (int rows = 1; rows <= 30; ++rows) check_product<float>(rows, 32, 17);
  for (int columns = 1; columns <= 32; ++columns) check_product<float>(5, columns, 16);
  for (const int depth : {1, 2, 15, 31, 32, 33, 130}) {
    check_product<float>(16, 20, depth);
    check_product<double>(16, 20, depth);
  }
}

TEST_CASE("The outer product of panels sums over rows, on top of what was there if asked") {
  for (int rows = 1; rows <= 33; ++rows) check_outer_product<float>(rows, 16, 7);
  for (const int columns : {1, 15, 16, 17, 48, 65}) check_outer_product<float>(20, columns, 9);
  for (const int depth : {1, 15, 16, 33, 100}) {
    check_outer_product<float>(9, 33, depth);
    check_outer_product<double>(9, 33, depth);
  }
}
