#include "bicameral/kernels/kth_largest.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/compare.hpp"

using namespace bicameral;
using namespace bicameral::test;

namespace {

/// Every lane of V holds `rows` values of its own, in a row that is wider than V.
template <class V>
void check_lanes(std::int64_t rows, const std::function<typename V::Scalar(std::size_t)>& number) {
  using T = typename V::Scalar;
  constexpr auto lanes = static_cast<std::size_t>(V::lanes);
  const std::size_t line = lanes + 3;
  std::vector<T> x(static_cast<std::size_t>(rows) * line);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = number(i);
  for (const std::int64_t k : {std::int64_t{1}, (rows + 1) / 2, rows - rows / 10, rows}) {
    INFO(lanes << " lanes of " << rows << " rows, k " << k);
    std::vector<T> value(lanes);
    std::vector<std::int64_t> equals(lanes);
    simd_detail::KthLargest<V>(x.data() + 1, rows, static_cast<std::int64_t>(line), k)
        .write(value.data(), equals.data());
    for (std::size_t c = 0; c < lanes; ++c) {
      std::vector<T> sorted;
      for (std::size_t r = 0; r < static_cast<std::size_t>(rows); ++r) sorted.push_back(x[r * line + 1 + c]);
      const auto nans = std::partition(sorted.begin(), sorted.end(), [](T one) { return std::isnan(one); });
      const auto nan_count = nans - sorted.begin();
      std::sort(nans, sorted.end(), std::greater<T>());
      INFO("lane " << c);
      if (nan_count >= k) {
        CHECK(value[c] == std::numeric_limits<T>::infinity());
        CHECK(equals[c] == 0);
        continue;
      }
      const auto place = sorted.begin() + (k - 1);
      CHECK(value[c] == *place);
      CHECK(equals[c] == std::count(nans, place + 1, *place));
    }
  }
}

template <class T>
void check(std::int64_t rows, const std::function<T(std::size_t)>& number) {
  check_lanes<Vec<T>>(rows, number);
  check_lanes<simd_detail::OneLane<T>>(rows, number);
}

template <class T>
void check_all(std::int64_t rows) {
  const std::size_t count = static_cast<std::size_t>(rows) * 32;
  const auto x = numbers<T>(count, "x", -3, 3);
  const auto exponents = numbers<T>(count, "exponents", -1, 1);
  const auto of = [&](std::size_t i) { return x[i % count]; };
  SECTION("spread evenly") { check<T>(rows, of); }
  SECTION("of a few values, both zeros among them") {
    check<T>(rows, [&](std::size_t i) { return std::round(of(i)); });
  }
  SECTION("all equal") {
    check<T>(rows, [](std::size_t) { return T(-7); });
  }
  SECTION("crowded in one place, one far away") {
    check<T>(rows, [&](std::size_t i) { return i % 37 == 0 ? T(1e9) : T(1) + T(1e-6) * of(i); });
  }
  SECTION("of every size") {
    constexpr int widest = std::numeric_limits<T>::max_exponent;
    check<T>(rows, [&](std::size_t i) {
      return std::ldexp(of(i) / 4, static_cast<int>(exponents[i % count] * static_cast<T>(widest)));
    });
  }
  SECTION("the largest and smallest that there are") {
    constexpr T most = std::numeric_limits<T>::max();
    check<T>(rows, [&](std::size_t i) { return i % 3 == 0 ? most : i % 3 == 1 ? -most : of(i); });
  }
  SECTION("infinite in places") {
    constexpr T infinity = std::numeric_limits<T>::infinity();
    check<T>(rows, [&](std::size_t i) { return i % 5 == 0 ? infinity : i % 7 == 0 ? -infinity : of(i); });
  }
  SECTION("not a number in places") {
    check<T>(rows, [&](std::size_t i) { return of(i) > 1 ? std::numeric_limits<T>::quiet_NaN() : of(i); });
  }
}

}  // namespace

TEST_CASE("the k-th largest is the one that sorting finds, whatever the numbers are: float") {
  check_all<float>(GENERATE(1, 2, 16, 100, 1000));
}

TEST_CASE("the k-th largest is the one that sorting finds, whatever the numbers are: double") {
  check_all<double>(GENERATE(1, 7, 333));
}
