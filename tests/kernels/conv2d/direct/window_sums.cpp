#include "bicameral/kernels/conv2d/direct/window_sums.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/compare.hpp"

using namespace bicameral;
using namespace bicameral::test;
using namespace bicameral::simd_detail;

namespace {

constexpr int taps = 3, depth = 6, line = 40;
constexpr int pixels_of_line = 11;

std::size_t size(std::int64_t count) { return static_cast<std::size_t>(count); }

/// Whole numbers so small that sums are exact in any order.
template <class T>
std::vector<T> whole_numbers(std::int64_t count, std::string_view name) {
  std::vector<T> values = numbers<T>(size(count), name, -9, 9);
  for (T& value : values) value = std::round(value);
  return values;
}

/// A band of pixels whose windows lie two values apart, and the columns of one block of weights.
template <class T>
struct Band {
  explicit Band(std::int64_t pixels, int result_columns) : count(pixels), columns(result_columns) {
    for (std::int64_t pixel = 0; pixel < count; ++pixel)
      windows.push_back(pixel / pixels_of_line * line + pixel % pixels_of_line * 2);
    band = whole_numbers<T>((count / pixels_of_line + taps) * line, "band");
  }
  /// By definition.
  T expected(std::int64_t pixel, int column, bool relu) const {
    T sum = start[size(column)];
    for (int t = 0; t < taps; ++t)
      for (int k = 0; k < depth; ++k)
        sum += band[size(windows[size(pixel)] + t * line + k)] *
               weights[size((t * depth + k) * direct_block + column % direct_block)];
    return relu && sum <= 0 ? T(0) : sum;
  }
  /// Results of the columns [first, columns), rows `stride` apart; `unwritten` elsewhere.
  std::vector<T> run(int first, std::int64_t stride, bool relu) const {
    std::vector<T> to(size(count * stride), unwritten);
    sum_windows_of_block<T>({.taps = taps,
                             .depth = depth,
                             .line = line,
                             .band = band.data(),
                             .windows = windows.data(),
                             .count = count,
                             .weights = weights.data(),
                             .start = start.data(),
                             .relu = relu,
                             .to = to.data(),
                             .stride = stride},
                            first, columns);
    return to;
  }

  static constexpr T unwritten = 12345;
  std::int64_t count;
  int columns;
  std::vector<std::int64_t> windows;
  std::vector<T> band;
  std::vector<T> weights = whole_numbers<T>(taps * depth * direct_block, "weights");
  std::vector<T> start = whole_numbers<T>(2 * direct_block, "start");
};

template <class T>
void check(std::int64_t count, int first, int columns, bool relu) {
  INFO(count << " pixels, columns " << first << " to " << columns << ", relu " << relu);
  const Band<T> band(count, columns);
  const std::int64_t stride = columns + 3;
  const std::vector<T> got = band.run(first, stride, relu);
  std::vector<T> expected(got.size(), Band<T>::unwritten);
  for (std::int64_t pixel = 0; pixel < count; ++pixel)
    for (int column = first; column < columns; ++column)
      expected[size(pixel * stride + column)] = band.expected(pixel, column, relu);
  CHECK(got == expected);
}

}  // namespace

TEMPLATE_TEST_CASE("sums of windows are what their definition says, and nothing else is written", "", float, double) {
  for (const std::int64_t count : {1, 5, 6, 7, 11, 12, 13, 64})
    for (const int columns : {1, 3, 4, 8, 15, 16, 17, 31, 32, 33, 48, 63, 64})
      for (const bool relu : {false, true}) check<TestType>(count, 0, columns, relu);
  for (const int columns : {65, 80, 127, 128}) check<TestType>(13, direct_block, columns, false);
}

TEMPLATE_TEST_CASE("sums of windows keep NaN through ReLU and stay away from pixels that do not see it", "", float,
                   double) {
  for (const std::int64_t count : {4, 23}) {
    Band<TestType> band(count, direct_block);
    const std::int64_t seen = count - 1;  // by the last window, in its last tap, and by some beside it
    const std::int64_t place = band.windows[size(seen)] + (taps - 1) * line + depth - 1;
    band.band[size(place)] = std::numeric_limits<TestType>::quiet_NaN();
    const std::vector<TestType> got = band.run(0, direct_block, true);
    for (std::int64_t pixel = 0; pixel < count; ++pixel)
      for (int column = 0; column < direct_block; ++column) {
        const TestType expected = band.expected(pixel, column, true);
        const TestType value = got[size(pixel * direct_block + column)];
        REQUIRE((std::isnan(expected) ? std::isnan(value) : value == expected));
      }
    CHECK(std::isnan(got[size(seen * direct_block)]));
    CHECK(!std::isnan(got[0]));
  }
}
