#include "bicameral/optim/square_roots.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include "tests/catch.hpp"

using namespace bicameral;

TEMPLATE_TEST_CASE("Square roots are those of the standard library, whatever the length", "", float, double) {
  using T = TestType;
  for (std::size_t count = 0; count <= 40; ++count) {
    std::vector<T> values(count + 1, T{-7});  // one beyond the end must stay
    for (std::size_t i = 0; i < count; ++i) values[i] = static_cast<T>(i * i * i) / T{3} + T{1e-30f};
    const std::vector<T> before = values;
    detail::square_roots(values.data(), static_cast<std::int64_t>(count));
    for (std::size_t i = 0; i < count; ++i) REQUIRE(values[i] == std::sqrt(before[i]));
    REQUIRE(values[count] == T{-7});
  }
}

TEMPLATE_TEST_CASE("Square roots of extremes are exact or undefined as they should be", "", float, double) {
  using T = TestType;
  using Limits = std::numeric_limits<T>;
  std::vector<T> values(17, T{4});
  values[0] = T{0};
  values[1] = Limits::infinity();
  values[2] = Limits::denorm_min();
  values[3] = Limits::max();
  values[4] = T{-1};
  values[16] = T{-1};
  detail::square_roots(values.data(), 17);
  REQUIRE(values[0] == 0);
  REQUIRE(values[1] == Limits::infinity());
  REQUIRE(values[2] == std::sqrt(Limits::denorm_min()));
  REQUIRE(values[3] == std::sqrt(Limits::max()));
  REQUIRE(std::isnan(values[4]));
  REQUIRE(values[5] == 2);
  REQUIRE(std::isnan(values[16]));
}
