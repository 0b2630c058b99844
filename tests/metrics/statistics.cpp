#include "bicameral/metrics/statistics.hpp"

#include <cmath>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using bicameral::test::thrown_message;

TEST_CASE("Five seeds give mean, sample deviation, range and interval as the hand computes them") {
  const std::vector<double> values{2, 4, 4, 5, 10};  // squares around the mean 5: 9 + 1 + 1 + 0 + 25 = 36
  const Statistics result = statistics_of(values);
  REQUIRE(result.count == 5);
  REQUIRE(result.mean == 5);
  REQUIRE(result.minimum == 2);
  REQUIRE(result.maximum == 10);
  REQUIRE(result.deviation.value() == Approx(3).epsilon(1e-14));  // sqrt(36 / 4)
  const double reach = 2.776445105198 * 3 / std::sqrt(5.0);       // t(0.975, 4)
  REQUIRE(result.interval95.value().low == Approx(5 - reach).epsilon(1e-11));
  REQUIRE(result.interval95.value().high == Approx(5 + reach).epsilon(1e-11));
}

TEST_CASE("One seed has a mean but neither deviation nor interval") {
  const std::vector<double> values{0.7};
  const Statistics result = statistics_of(values);
  REQUIRE(result.count == 1);
  REQUIRE(result.mean == 0.7);
  REQUIRE(result.minimum == 0.7);
  REQUIRE(result.maximum == 0.7);
  REQUIRE_FALSE(result.deviation.has_value());
  REQUIRE_FALSE(result.interval95.has_value());
}

TEST_CASE("No seeds, and seeds without a result, are not numbers") {
  const Statistics none = statistics_of({});
  REQUIRE(none.count == 0);
  REQUIRE(std::isnan(none.mean));
  REQUIRE_FALSE(none.deviation.has_value());
  const std::vector<double> broken{1, std::nan(""), 3};
  const Statistics result = statistics_of(broken);
  REQUIRE(result.count == 3);
  REQUIRE(std::isnan(result.mean));
  REQUIRE(std::isnan(result.minimum));
  REQUIRE(std::isnan(result.maximum));
  REQUIRE(std::isnan(result.deviation.value()));
}

TEST_CASE("Equal measurements have no spread at all") {
  const std::vector<double> values{0.1, 0.1, 0.1};  // their sum over three is not 0.1 in binary
  const Statistics result = statistics_of(values);
  REQUIRE(result.mean == 0.1);
  REQUIRE(result.deviation.value() == 0);
  REQUIRE(result.interval95.value() == Interval{0.1, 0.1});
}

TEST_CASE("Pairs of seeds are compared by their differences") {
  const std::vector<double> first{10, 12, 14, 9};
  const std::vector<double> second{8, 11, 11, 9};  // differences 2, 1, 3, 0: mean 1.5, squares 5
  const PairedComparison comparison = compare_paired(first, second);
  REQUIRE(comparison.higher == 3);
  REQUIRE(comparison.lower == 0);
  REQUIRE(comparison.difference.mean == 1.5);
  REQUIRE(comparison.difference.deviation.value() == Approx(std::sqrt(5.0 / 3)).epsilon(1e-14));
  const double t = 1.5 / (std::sqrt(5.0 / 3) / 2);
  REQUIRE(comparison.t.value() == Approx(t).epsilon(1e-14));
  // Three degrees of freedom: P(|T| <= t) = 2 / pi (a + sin a cos a) with tan a = t / sqrt(3).
  const double a = std::atan(t / std::sqrt(3.0));
  REQUIRE(comparison.p_value.value() ==
          Approx(1 - 2 / std::acos(-1.0) * (a + std::sin(a) * std::cos(a))).epsilon(1e-12));
  const PairedComparison reversed = compare_paired(second, first);
  REQUIRE(reversed.lower == 3);
  REQUIRE(reversed.t.value() == -comparison.t.value());
  REQUIRE(reversed.p_value.value() == Approx(comparison.p_value.value()).epsilon(1e-12));
}

TEST_CASE("A p-value is never below zero") {
  // Far out, the share of the distribution within rounds to a little more than one.
  std::vector<double> first(10000);
  for (std::size_t i = 0; i < first.size(); ++i) first[i] = i % 2 == 0 ? 1.0 : -1.0;
  for (double shift = 0.05; shift < 0.2; shift += 0.001) {
    std::vector<double> second = first;
    for (std::size_t i = 0; i < second.size(); ++i) second[i] = -shift;
    const PairedComparison comparison = compare_paired(first, second);
    REQUIRE(comparison.p_value.value() >= 0);
    REQUIRE(comparison.p_value.value() < 1e-4);
  }
}

TEST_CASE("A test statistic is absent where it has no meaning") {
  const std::vector<double> one{1};
  const std::vector<double> other{3};
  REQUIRE(compare_paired(one, other).difference.mean == -2);
  REQUIRE(compare_paired(one, other).lower == 1);
  REQUIRE_FALSE(compare_paired(one, other).t.has_value());
  const std::vector<double> low{1, 2, 3};
  const std::vector<double> high{2, 3, 4};  // always one more: no spread
  REQUIRE(compare_paired(high, low).difference.mean == 1);
  // Equal but for rounding: 0.71 - 0.70 is not 0.61 - 0.60 in binary.
  REQUIRE_FALSE(compare_paired(std::vector{0.71, 0.61}, std::vector{0.70, 0.60}).p_value.has_value());
  REQUIRE_FALSE(compare_paired(high, low).p_value.has_value());
  REQUIRE(thrown_message([&] { compare_paired(low, one); }) ==
          "compare_paired: expected 3 measurements of the second method, got 1");
}
