#include "bicameral/kernels/elementwise.hpp"

#include <limits>

#include "tests/catch.hpp"
#include "tests/support/compare.hpp"

using namespace bicameral;
using namespace bicameral::test;

namespace {
constexpr float infinity = std::numeric_limits<float>::infinity();
constexpr float not_a_number = std::numeric_limits<float>::quiet_NaN();
}  // namespace

TEST_CASE("ranges cover every value once, also when there are none") {
  ThreadPool pool(3);
  for (const std::int64_t count : {0, 1, 65535, 65536, 65537, 200001}) {
    std::vector<int> visits(static_cast<std::size_t>(count));
    for_each_range(pool, count, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t i = begin; i < end; ++i) ++visits[static_cast<std::size_t>(i)];
    });
    CHECK(visits == std::vector<int>(static_cast<std::size_t>(count), 1));
  }
}

TEST_CASE("ReLU cuts off what is below zero and passes NaN on") {
  ThreadPool pool(2);
  const std::vector<float> x{-1, 0, 2, -infinity, infinity, not_a_number};
  std::vector<float> y(6);
  relu_forward(pool, 6, x.data(), y.data());
  CHECK(std::vector<float>(y.begin(), y.begin() + 5) == std::vector<float>{0, 0, 2, 0, infinity});
  CHECK(std::isnan(y[5]));
  auto over = x;
  relu_forward(pool, 6, over.data(), over.data());
  CHECK(std::vector<float>(over.begin(), over.begin() + 5) == std::vector<float>{0, 0, 2, 0, infinity});
}

TEST_CASE("ReLU's gradient passes where the output is positive, in place as well") {
  ThreadPool pool(2);
  const std::vector<float> y{0, 1, 0, 3};
  std::vector<float> dy{5, 6, not_a_number, 8}, dx(4);
  relu_backward(pool, 4, y.data(), dy.data(), dx.data());
  CHECK(dx == std::vector<float>{0, 6, 0, 8});
  relu_backward(pool, 4, y.data(), dy.data(), dy.data());
  CHECK(dy == std::vector<float>{0, 6, 0, 8});
}

TEST_CASE("a sum may be written over either of its terms") {
  ThreadPool pool(2);
  const auto a = numbers<float>(100000, "a");
  const auto b = numbers<float>(100000, "b");
  std::vector<float> expected(a.size()), sum(a.size()), over_a = a, over_b = b;
  for (std::size_t i = 0; i < a.size(); ++i) expected[i] = a[i] + b[i];
  add(pool, 100000, a.data(), b.data(), sum.data());
  add(pool, 100000, over_a.data(), b.data(), over_a.data());
  add(pool, 100000, a.data(), over_b.data(), over_b.data());
  CHECK(sum == expected);
  CHECK(over_a == expected);
  CHECK(over_b == expected);
}
