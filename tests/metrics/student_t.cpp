#include "bicameral/metrics/student_t.hpp"

#include <cmath>
#include <limits>
#include <numbers>

#include "tests/catch.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using bicameral::test::thrown_message;

TEST_CASE("Quantiles agree with the published table") {
  // NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2, "Critical values of the Student's t distribution".
  struct Line {
    int degrees;
    double p90, p95, p975, p99, p995;
  };
  const Line table[] = {{1, 3.078, 6.314, 12.706, 31.821, 63.657}, {2, 1.886, 2.920, 4.303, 6.965, 9.925},
                        {3, 1.638, 2.353, 3.182, 4.541, 5.841},    {4, 1.533, 2.132, 2.776, 3.747, 4.604},
                        {5, 1.476, 2.015, 2.571, 3.365, 4.032},    {9, 1.383, 1.833, 2.262, 2.821, 3.250},
                        {10, 1.372, 1.812, 2.228, 2.764, 3.169},   {29, 1.311, 1.699, 2.045, 2.462, 2.756},
                        {30, 1.310, 1.697, 2.042, 2.457, 2.750},   {100, 1.290, 1.660, 1.984, 2.364, 2.626}};
  for (const Line& line : table) {
    INFO("degrees of freedom " << line.degrees);
    CHECK(student_t_quantile(0.90, line.degrees) == Approx(line.p90).margin(0.00051).epsilon(0));
    CHECK(student_t_quantile(0.95, line.degrees) == Approx(line.p95).margin(0.00051).epsilon(0));
    CHECK(student_t_quantile(0.975, line.degrees) == Approx(line.p975).margin(0.00051).epsilon(0));
    CHECK(student_t_quantile(0.99, line.degrees) == Approx(line.p99).margin(0.00051).epsilon(0));
    CHECK(student_t_quantile(0.995, line.degrees) == Approx(line.p995).margin(0.00051).epsilon(0));
  }
}

TEST_CASE("One, two and four degrees of freedom agree with their own closed forms") {
  for (const double p : {0.001, 0.1, 0.3, 0.6, 0.9, 0.975, 0.9995}) {
    INFO("probability " << p);
    CHECK(student_t_quantile(p, 1) == Approx(std::tan(std::numbers::pi * (p - 0.5))).epsilon(1e-11));
    CHECK(student_t_quantile(p, 2) == Approx((2 * p - 1) / std::sqrt(2 * p * (1 - p))).epsilon(1e-11));
    const double a = 4 * p * (1 - p);
    const double q = std::cos(std::acos(std::sqrt(a)) / 3) / std::sqrt(a);
    CHECK(student_t_quantile(p, 4) == Approx((p < 0.5 ? -2 : 2) * std::sqrt(q - 1)).epsilon(1e-9));
  }
}

TEST_CASE("Quantile and probability undo each other, and the quantile is odd around one half") {
  for (const int degrees : {1, 2, 3, 4, 7, 8, 51, 1000, 100001}) {
    INFO("degrees of freedom " << degrees);
    CHECK(student_t_quantile(0.5, degrees) == Approx(0).margin(1e-12));
    for (const double p : {0.55, 0.8, 0.975, 0.999}) {
      const double t = student_t_quantile(p, degrees);
      CHECK(student_t_within(t, degrees) == Approx(2 * p - 1).epsilon(1e-12));
      CHECK(student_t_within(-t, degrees) == Approx(2 * p - 1).epsilon(1e-12));
      CHECK(student_t_quantile(1 - p, degrees) == Approx(-t).epsilon(1e-9));
    }
  }
}

TEST_CASE("Many degrees of freedom approach the normal distribution") {
  REQUIRE(student_t_quantile(0.975, 10'000'000) == Approx(1.959963984540054).epsilon(1e-6));
  REQUIRE(student_t_within(0.0, 5) == 0);
  REQUIRE(student_t_within(std::numeric_limits<double>::infinity(), 5) == Approx(1).epsilon(1e-14));
}

TEST_CASE("Questions without an answer are refused") {
  REQUIRE(thrown_message([] { student_t_quantile(0.975, 0); }) ==
          "student_t_quantile: expected at least one degree of freedom, got 0");
  REQUIRE(thrown_message([] { student_t_quantile(1.0, 3); }).find("between 0 and 1") != std::string::npos);
  REQUIRE(thrown_message([] { student_t_quantile(std::nan(""), 3); }).find("between 0 and 1") != std::string::npos);
  REQUIRE(thrown_message([] { student_t_within(1.0, -1); }).find("got -1") != std::string::npos);
}
