#include "bicameral/analysis/lbfgs.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include "tests/catch.hpp"

using namespace bicameral;

namespace {

/// sum of s_i (x_i - i)^2 / 2 with scales from 1 to ten thousand.
double quadratic(std::span<const double> x, std::span<double> gradient) {
  double value = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double scale = std::pow(10.0, 4.0 * static_cast<double>(i) / static_cast<double>(x.size() - 1));
    const double away = x[i] - static_cast<double>(i);
    value += scale * away * away / 2;
    gradient[i] = scale * away;
  }
  return value;
}
void nothing(std::span<double>) {}

}  // namespace

TEST_CASE("the minimum of a badly scaled quadratic is found, faster with its scales as preconditioner") {
  const LbfgsSettings settings{.gradient_length = 1e-8, .iterations = 500, .history = 10};
  std::vector<double> x(12);
  const LbfgsResult plain = minimize_lbfgs(x, quadratic, nothing, settings);
  CHECK(plain.converged);
  CHECK(plain.gradient_length <= 1e-8);
  for (std::size_t i = 0; i < x.size(); ++i) CHECK(x[i] == Approx(static_cast<double>(i)).margin(1e-7));
  std::vector<double> y(12);
  const auto scales = [](std::span<double> v) {
    for (std::size_t i = 0; i < v.size(); ++i)
      v[i] /= std::pow(10.0, 4.0 * static_cast<double>(i) / static_cast<double>(v.size() - 1));
  };
  const LbfgsResult scaled = minimize_lbfgs(y, quadratic, scales, settings);
  CHECK(scaled.converged);
  CHECK(scaled.iterations <= 2);
  CHECK(plain.iterations > scaled.iterations);
}

TEST_CASE("steps that are too long are halved: a steep convex function") {
  std::vector<double> x{3, -2};
  const LbfgsResult result = minimize_lbfgs(x,
                                            [](std::span<const double> at, std::span<double> g) {
                                              g[0] = std::exp(at[0]) - 1;  // exp(x) - x
                                              g[1] = 4 * std::pow(at[1] - 1, 3);
                                              return std::exp(at[0]) - at[0] + std::pow(at[1] - 1, 4);
                                            },
                                            nothing, {.gradient_length = 1e-9, .iterations = 200, .history = 3});
  CHECK(result.converged);
  CHECK(x[0] == Approx(0).margin(1e-8));
  CHECK(x[1] == Approx(1).margin(2e-3));
  CHECK(result.value == Approx(1).margin(1e-10));
}

TEST_CASE("it says when it did not arrive") {
  std::vector<double> x(12);
  const LbfgsResult short_of = minimize_lbfgs(x, quadratic, nothing, {.gradient_length = 1e-8, .iterations = 3});
  CHECK_FALSE(short_of.converged);
  CHECK(short_of.iterations == 3);
  CHECK(short_of.gradient_length > 1e-8);
  // No step makes a function smaller whose value is not a number.
  std::vector<double> y{1};
  const LbfgsResult lost = minimize_lbfgs(y,
                                          [](std::span<const double>, std::span<double> g) {
                                            g[0] = 1;
                                            return std::numeric_limits<double>::quiet_NaN();
                                          },
                                          nothing, {});
  CHECK_FALSE(lost.converged);
  CHECK(lost.iterations == 0);
  CHECK(y[0] == 1);
}
