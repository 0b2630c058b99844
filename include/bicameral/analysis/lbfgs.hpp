#pragma once
// The minimum of a smooth convex function of many numbers.

#include <cmath>
#include <cstddef>
#include <deque>
#include <functional>
#include <span>
#include <utility>
#include <vector>

#include "bicameral/analysis/vectors.hpp"
#include "bicameral/core/instruction_set.hpp"

namespace bicameral {

/// When to stop, and how much to remember.
struct LbfgsSettings {
  double gradient_length = 1e-6;  // stop where the gradient is no longer than this
  int iterations = 500;           // stop after so many steps
  int history = 10;               // steps that the curvature is estimated from
};

/// How it went.
struct LbfgsResult {
  double value = 0;
  double gradient_length = 0;
  int iterations = 0;
  bool converged = false;  // the gradient is short enough; else the steps ran out, or rounding hides any progress
};

/// The function's value at x; writes its gradient there.
using Objective = std::function<double(std::span<const double> x, std::span<double> gradient)>;
/// Replaces a vector by H times it, H a symmetric positive definite guess of the inverse of the second derivatives.
using Preconditioner = std::function<void(std::span<double>)>;

inline namespace BICAMERAL_SIMD {

namespace detail {

/// The last steps and what they did to the gradient.
class CurvatureHistory {
 public:
  CurvatureHistory(int length, const Preconditioner& precondition) : length_(length), precondition_(precondition) {}

  void clear() { steps_.clear(); }

  /// Remembers a step, unless the gradient did not grow along it, which only rounding does to a convex function.
  void add(std::vector<double> step, std::vector<double> change) {
    const double product = dot(step, change);
    std::vector<double> smoothed = change;
    precondition_(smoothed);
    const double own = dot(change, smoothed);
    if (!(product > 1e-12 * length(step) * length(change)) || !(own > 0)) return;
    if (steps_.size() == static_cast<std::size_t>(length_)) steps_.pop_front();
    steps_.push_back({std::move(step), std::move(change), product});
    scale_ = product / own;
  }

  /// The step towards the minimum of the function as it seems from here: -H gradient by the two-loop recursion.
  std::vector<double> direction(std::span<const double> gradient) const {
    std::vector<double> d(gradient.begin(), gradient.end());
    std::vector<double> shares(steps_.size());
    for (std::size_t i = steps_.size(); i-- > 0;) {
      shares[i] = dot(steps_[i].step, d) / steps_[i].product;
      add_scaled(d, -shares[i], steps_[i].change);
    }
    precondition_(d);
    if (!steps_.empty())
      for (double& value : d) value *= scale_;
    for (std::size_t i = 0; i < steps_.size(); ++i)
      add_scaled(d, shares[i] - dot(steps_[i].change, d) / steps_[i].product, steps_[i].step);
    for (double& value : d) value = -value;
    return d;
  }

 private:
  struct Step {
    std::vector<double> step;
    std::vector<double> change;  // of the gradient
    double product;
  };
  static void add_scaled(std::vector<double>& to, double factor, const std::vector<double>& from) {
    for (std::size_t i = 0; i < to.size(); ++i) to[i] += factor * from[i];
  }

  int length_;
  const Preconditioner& precondition_;
  std::deque<Step> steps_;
  double scale_ = 1;
};

/// Is the new point good enough? Armijo's rule; where values differ by no more than rounding, the slopes decide (Hager
/// and Zhang, 2005).
inline bool good_step(double value, double slope, double length, double new_value, double new_slope) {
  constexpr double part = 1e-4;
  if (new_value <= value + part * length * slope) return true;
  return new_value <= value + 1e-7 * std::abs(value) && new_slope <= (2 * part - 1) * slope;
}

}  // namespace detail

/// Moves x to the minimum: L-BFGS (Nocedal, 1980) with a preconditioner, step 1 tried first and halved until the value
/// falls. Ensures: depends on nothing but the arguments. Requires history >= 1.
inline LbfgsResult minimize_lbfgs(std::vector<double>& x, const Objective& objective,
                                  const Preconditioner& precondition, const LbfgsSettings& settings) {
  constexpr int most_halvings = 40;
  detail::CurvatureHistory history(settings.history, precondition);
  std::vector<double> gradient(x.size());
  std::vector<double> new_x(x.size());
  std::vector<double> new_gradient(x.size());
  LbfgsResult result;
  result.value = objective(x, gradient);
  result.gradient_length = detail::length(gradient);
  bool afresh = true;  // without memory of earlier steps
  while (result.gradient_length > settings.gradient_length && result.iterations < settings.iterations) {
    const std::vector<double> direction = history.direction(gradient);
    const double slope = detail::dot(direction, gradient);
    bool moved = false;
    double step = 1;
    double new_value = 0;
    for (int halving = 0; slope < 0 && halving <= most_halvings && !moved; ++halving, step /= 2) {
      for (std::size_t i = 0; i < x.size(); ++i) new_x[i] = x[i] + step * direction[i];
      new_value = objective(new_x, new_gradient);
      moved = detail::good_step(result.value, slope, step, new_value, detail::dot(new_gradient, direction));
    }
    if (!moved) {
      if (afresh) return result;
      history.clear();
      afresh = true;
      continue;
    }
    std::vector<double> moved_by(x.size());
    std::vector<double> change(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) {
      moved_by[i] = new_x[i] - x[i];
      change[i] = new_gradient[i] - gradient[i];
    }
    history.add(std::move(moved_by), std::move(change));
    afresh = false;
    x.swap(new_x);
    gradient.swap(new_gradient);
    result.value = new_value;
    result.gradient_length = detail::length(gradient);
    ++result.iterations;
  }
  result.converged = result.gradient_length <= settings.gradient_length;
  return result;
}

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
