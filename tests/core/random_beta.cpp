#include "bicameral/core/random_beta.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "tests/catch.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using bicameral::test::thrown_message;

namespace {

/// The first four moments about zero of `count` draws.
struct Moments {
  double first = 0, second = 0, third = 0, fourth = 0;
};

template <class Draw>
Moments moments_of(const Draw& draw, int count = 200'000) {
  Moments sums;
  for (int i = 0; i < count; ++i) {
    const double x = draw();
    sums.first += x / count;
    sums.second += x * x / count;
    sums.third += x * x * x / count;
    sums.fourth += x * x * x * x / count;
  }
  return sums;
}

}  // namespace

TEST_CASE("Normal numbers have the moments 0, 1, 0, 3") {
  RandomStream stream(3, Purpose::mixup, "normal");
  const Moments m = moments_of([&] { return normal_number(stream); });
  CHECK(m.first == Approx(0).margin(0.01));  // deviation of the estimate: 0.0022
  CHECK(m.second == Approx(1).margin(0.015));
  CHECK(m.third == Approx(0).margin(0.05));
  CHECK(m.fourth == Approx(3).margin(0.15));
}

TEST_CASE("Gamma numbers have the moments a, a(a+1), a(a+1)(a+2) on both sides of shape 1") {
  for (const double a : {0.2, 0.5, 1.0, 2.5, 8.0}) {
    RandomStream stream(3, Purpose::mixup, "gamma");
    const Moments m = moments_of([&] { return std::exp(log_gamma_number(stream, a)); });
    INFO("shape " << a);
    CHECK(m.first == Approx(a).epsilon(0.03));
    CHECK(m.second == Approx(a * (a + 1)).epsilon(0.05));
    CHECK(m.third == Approx(a * (a + 1) * (a + 2)).epsilon(0.1));
  }
}

TEST_CASE("Beta numbers lie in [0, 1] and have the moments of their distribution") {
  for (const auto& [a, b] : {std::pair{0.2, 0.2}, std::pair{1.0, 1.0}, std::pair{0.4, 1.5}, std::pair{4.0, 2.0}}) {
    RandomStream stream(3, Purpose::mixup, "beta");
    const auto draw = [&, a = a, b = b] {
      const double x = beta_number(stream, a, b);
      if (!(x >= 0 && x <= 1)) FAIL("outside [0, 1]: " << x);
      return x;
    };
    const Moments m = moments_of(draw);
    INFO("Beta(" << a << ", " << b << ")");
    CHECK(m.first == Approx(a / (a + b)).margin(0.005));
    CHECK(m.second == Approx(a * (a + 1) / ((a + b) * (a + b + 1))).margin(0.005));
    CHECK(m.third == Approx(a * (a + 1) * (a + 2) / ((a + b) * (a + b + 1) * (a + b + 2))).margin(0.005));
  }
}

TEST_CASE("Very small shapes give numbers near 0 or 1 in equal parts, never NaN") {
  RandomStream stream(3, Purpose::mixup, "small");
  int large = 0;
  for (int i = 0; i < 2000; ++i) {
    const double x = beta_number(stream, 1e-4, 1e-4);
    REQUIRE((x >= 0 && x <= 1));
    large += x > 0.5 ? 1 : 0;
  }
  CHECK(std::abs(large - 1000) < 150);
}

TEST_CASE("Shapes that are not positive numbers are refused") {
  RandomStream stream(3, Purpose::mixup);
  for (const double shape : {0.0, -1.0, std::numeric_limits<double>::quiet_NaN(), HUGE_VAL}) {
    CHECK(thrown_message([&] { log_gamma_number(stream, shape); }).find("log_gamma_number: expected a positive") == 0);
    CHECK_FALSE(thrown_message([&] { beta_number(stream, 1, shape); }).empty());
  }
}
