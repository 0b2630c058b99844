#include "bicameral/core/simd.hpp"

#include <array>
#include <limits>
#include <utility>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/compare.hpp"

using namespace bicameral;
using namespace bicameral::test;

namespace {

template <class T>
void check_vector() {
  using V = Vec<T>;
  constexpr auto lanes = static_cast<std::size_t>(V::lanes);
  const auto a = numbers<T>(lanes + 1, "a");
  const auto b = numbers<T>(lanes + 1, "b");
  const auto c = numbers<T>(lanes + 1, "c");
  const auto check = [&](V got, auto expected) {
    std::vector<T> values(lanes);
    got.store(values.data());
    for (std::size_t i = 0; i < lanes; ++i) {
      INFO(i);
      CHECK(static_cast<double>(values[i]) == Approx(static_cast<double>(expected(i))).margin(1e-7));
    }
  };
  // One value off the start of the memory: vectors need not be aligned.
  const V x = V::load(a.data() + 1);
  const V y = V::load(b.data() + 1);
  const V z = V::load(c.data() + 1);
  check(x, [&](std::size_t i) { return a[i + 1]; });
  check(V::broadcast(T(3)), [](std::size_t) { return T(3); });
  check(V::zero(), [](std::size_t) { return T(0); });
  check(x + y, [&](std::size_t i) { return a[i + 1] + b[i + 1]; });
  check(x - y, [&](std::size_t i) { return a[i + 1] - b[i + 1]; });
  check(x * y, [&](std::size_t i) { return a[i + 1] * b[i + 1]; });
  check(multiply_add(x, y, z), [&](std::size_t i) { return a[i + 1] * b[i + 1] + c[i + 1]; });
  check(where_at_most(x, y, z, V::zero()), [&](std::size_t i) { return a[i + 1] <= b[i + 1] ? c[i + 1] : T(0); });
  check(where_at_most(x, x, z, V::zero()), [&](std::size_t i) { return c[i + 1]; });
  const V nan = V::broadcast(std::numeric_limits<T>::quiet_NaN());
  check(where_at_most(nan, y, V::zero(), z), [&](std::size_t i) { return c[i + 1]; });
  const auto added = [&](std::size_t i) { return a[i + 1] <= b[i + 1] ? c[i + 1] : c[i + 1] + T(2); };
  check(add_where_above(z, x, y, V::broadcast(T(2))), added);
  check(add_where_above(z, x, x, V::broadcast(T(2))), [&](std::size_t i) { return c[i + 1]; });
  for (const auto& [one, other] : {std::pair{nan, y}, std::pair{y, nan}})
    check(add_where_above(z, one, other, V::broadcast(T(2))), [&](std::size_t i) { return c[i + 1] + T(2); });
  check(maximum(x, y), [&](std::size_t i) { return a[i + 1] > b[i + 1] ? a[i + 1] : b[i + 1]; });
}

}  // namespace

TEST_CASE("A vector computes lane by lane what its element type computes") {
  check_vector<float>();
  check_vector<double>();
}

TEST_CASE("An unrolled loop runs its body once for every number, in order") {
  std::vector<int> seen;
  unrolled<5>([&](int i) { seen.push_back(i); });
  CHECK(seen == std::vector<int>{0, 1, 2, 3, 4});
}
