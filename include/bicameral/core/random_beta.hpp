#pragma once
// Normal, gamma and beta numbers from a stream; those of the standard library differ between systems.

#include <cmath>
#include <string>

#include "bicameral/core/error.hpp"
#include "bicameral/core/random.hpp"

namespace bicameral {

/// A number of mean 0 and variance 1, by Marsaglia's polar method; draws as many pairs as it takes.
/// Source: Marsaglia and Bray, "A convenient method for generating normal variables", SIAM Review 1964.
inline double normal_number(RandomStream& stream) {
  while (true) {
    const double x = stream.uniform(-1, 1);
    const double y = stream.uniform(-1, 1);
    const double square = x * x + y * y;
    if (square < 1 && square > 0) return x * std::sqrt(-2 * std::log(square) / square);
  }
}

/// The logarithm of a number from the gamma distribution with this shape and scale 1, whose mean and variance are
/// `shape`. The logarithm, because numbers of small shapes are often below the smallest double.
///   shape >= 1: d = shape - 1/3, c = 1 / sqrt(9 d); v = (1 + c normal)^3 until v > 0 and
///               log(uniform) < normal^2 / 2 + d (1 - v + log v); the number is d v
///   shape < 1:  a number of shape + 1, times uniform^(1 / shape)
/// Source: Marsaglia and Tsang, "A simple method for generating gamma variables", ACM TOMS 2000.
/// Errors: a shape that is not positive and finite.
inline double log_gamma_number(RandomStream& stream, double shape) {
  if (!(std::isfinite(shape) && shape > 0)) fail("log_gamma_number", "a positive shape", std::to_string(shape));
  const double more = shape < 1 ? std::log(1 - stream.uniform()) / shape : 0;  // 1 - uniform is never 0
  const double d = (shape < 1 ? shape + 1 : shape) - 1.0 / 3;
  const double c = 1 / std::sqrt(9 * d);
  while (true) {
    const double normal = normal_number(stream);
    const double root = 1 + c * normal;
    if (root <= 0) continue;
    const double log_v = 3 * std::log(root);
    if (std::log(1 - stream.uniform()) < normal * normal / 2 + d * (1 - root * root * root + log_v))
      return std::log(d) + log_v + more;
  }
}

/// A number in [0, 1] from Beta(a, b): x / (x + y) of two gamma numbers of shapes a and b. Mean a / (a + b).
/// Errors: an a or b that is not positive and finite.
inline double beta_number(RandomStream& stream, double a, double b) {
  const double x = log_gamma_number(stream, a);
  const double y = log_gamma_number(stream, b);
  return 1 / (1 + std::exp(y - x));
}

}  // namespace bicameral
