#include "bicameral/analysis/blur.hpp"

#include <cmath>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/compare.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using namespace bicameral::test;

namespace {

template <class T>
std::vector<T> blurred(const Shape& shape, int count, double deviation, const std::vector<T>& from, int threads = 2) {
  ThreadPool pool(threads);
  std::vector<T> to(from.size(), T(99));
  blur(pool, shape, count, deviation, from.data(), to.data());
  return to;
}

}  // namespace

TEMPLATE_TEST_CASE("a point becomes a bell whose weights beyond the edge are shared out", "", float, double) {
  // One row of three pixels, two channels; a point at the left end of channel 1.
  const auto to = blurred<TestType>({2, 1, 3}, 1, 0.8, {0, 1, 0, 0, 0, 0});
  const double near = std::exp(-0.5 / 0.64);
  const double far = std::exp(-2 / 0.64);
  const std::vector<double> expected{0, 1 / (1 + near + far), 0, near / (1 + 2 * near), 0, far / (1 + near + far)};
  CHECK(difference(to, expected) < 1e-7);
}

TEST_CASE("rows and columns are blurred alike") {
  const Shape wide{1, 2, 5};
  const auto x = numbers<double>(10);
  std::vector<double> turned(10);
  for (std::size_t i = 0; i < 10; ++i) turned[i % 5 * 2 + i / 5] = x[i];
  const auto a = blurred<double>(wide, 1, 1.5, x);
  const auto b = blurred<double>({1, 5, 2}, 1, 1.5, turned);
  for (std::size_t i = 0; i < 10; ++i) CHECK(b[i % 5 * 2 + i / 5] == Approx(a[i]).epsilon(1e-14));
}

TEST_CASE("one colour stays, a small deviation changes nothing, a large one leaves the mean") {
  CHECK(difference(blurred<float>({3, 4, 5}, 2, 2.0, std::vector<float>(120, 0.5f)), std::vector<float>(120, 0.5f)) <
        1e-7);
  const auto x = numbers<float>(120);
  CHECK(blurred<float>({3, 4, 5}, 2, 1e-3, x) == x);
  const auto y = blurred<double>({1, 2, 2}, 1, 1e6, {1, 2, 3, 6});
  CHECK(difference(y, std::vector<double>(4, 3.0)) < 1e-9);
}

TEST_CASE("no bit depends on the threads, and pictures do not mix") {
  const auto x = numbers<float>(5 * 60);
  const auto one = blurred<float>({3, 4, 5}, 5, 1.0, x, 1);
  for (const int threads : {2, 3, 5}) CHECK(same_bits(blurred<float>({3, 4, 5}, 5, 1.0, x, threads), one));
  const auto last = blurred<float>({3, 4, 5}, 1, 1.0, {x.end() - 60, x.end()});
  CHECK(same_bits(last, {one.end() - 60, one.end()}));
}

TEST_CASE("a deviation that is none is refused") {
  for (const double bad : {0.0, -1.0, std::nan("")})
    CHECK(thrown_message([&] {
            blurred<float>({1, 1, 1}, 1, bad, {1});
          }).starts_with("blur: expected a finite deviation above 0"));
}
