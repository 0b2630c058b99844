#pragma once
// Student's distribution for whole degrees of freedom, where it has a closed form.

#include <cmath>
#include <cstdint>
#include <numbers>
#include <string>

#include "bicameral/core/error.hpp"
#include "bicameral/core/instruction_set.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

namespace detail {

/// P(|T| <= sqrt(degrees) tan(angle)) for 0 <= angle <= pi/2: a finite sum of powers of the cosine.
/// Source: Abramowitz and Stegun, "Handbook of mathematical functions", 26.7.3 (odd) and 26.7.4 (even).
inline double student_t_within(double angle, std::int64_t degrees) {
  const double sine = std::sin(angle);
  const double cosine = std::cos(angle);
  const bool odd = degrees % 2 != 0;
  double term = odd ? cosine : 1.0;
  double sum = degrees == 1 ? 0.0 : term;
  // Each term is the one before it times cos^2 (k - 1) / k; past the smallest number nothing more is added.
  for (std::int64_t k = odd ? 3 : 2; k <= degrees - 2 && term != 0.0; k += 2) {
    term *= cosine * cosine * static_cast<double>(k - 1) / static_cast<double>(k);
    sum += term;
  }
  return odd ? 2.0 / std::numbers::pi * (angle + sine * sum) : sine * sum;
}

inline void check_degrees(const char* where, std::int64_t degrees) {
  if (degrees < 1) fail(where, "at least one degree of freedom", std::to_string(degrees));
}

}  // namespace detail

/// P(|T| <= |t|) for Student's T with `degrees` degrees of freedom. Requires degrees >= 1; NaN for a NaN t.
inline double student_t_within(double t, std::int64_t degrees) {
  detail::check_degrees("student_t_within", degrees);
  return detail::student_t_within(std::atan(std::abs(t) / std::sqrt(static_cast<double>(degrees))), degrees);
}

/// The t with P(T <= t) = probability for Student's T, found by halving the angle whose tangent is t / sqrt(degrees).
/// Requires degrees >= 1 and 0 < probability < 1. Ensures: good to about 1e-12 of t for probabilities up to 0.9999.
inline double student_t_quantile(double probability, std::int64_t degrees) {
  detail::check_degrees("student_t_quantile", degrees);
  if (!(probability > 0.0 && probability < 1.0))
    fail("student_t_quantile", "a probability between 0 and 1", std::to_string(probability));
  const double within = std::abs(2.0 * probability - 1.0);
  double low = 0.0;
  double high = std::numbers::pi / 2;
  while (true) {
    const double middle = 0.5 * (low + high);
    if (middle <= low || middle >= high) break;
    (detail::student_t_within(middle, degrees) < within ? low : high) = middle;
  }
  const double t = std::sqrt(static_cast<double>(degrees)) * std::tan(low);
  return probability < 0.5 ? -t : t;
}

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
