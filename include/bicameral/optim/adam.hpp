#pragma once
// Adam with L2 weight decay in the gradient.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "bicameral/core/instruction_set.hpp"
#include "bicameral/core/parallel.hpp"
#include "bicameral/optim/adam_moments.hpp"
#include "bicameral/optim/no_decay.hpp"
#include "bicameral/optim/optimizer.hpp"

namespace bicameral {

/// Requires betas in [0, 1), epsilon >= 0, weight_decay >= 0.
struct AdamSettings {
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-8;
  double weight_decay = 0;  ///< L2: added to the gradient, on every value outside of NoDecay
  bool operator==(const AdamSettings&) const = default;
};

inline namespace BICAMERAL_SIMD {

/// Throws unless the settings make sense.
inline void check(const AdamSettings& settings) { detail::check_adam("Adam", settings); }

/// Adam as PyTorch's, with t counted from 1:
///   g = gradient + weight_decay w;  m = beta1 m + (1 - beta1) g;  v = beta2 v + (1 - beta2) g^2
///   w -= learning_rate / (1 - beta1^t) m / (sqrt(v) / sqrt(1 - beta2^t) + epsilon)
/// Sources: Kingma and Ba, "Adam: a method for stochastic optimization", ICLR 2015; torch.optim.Adam.
/// Ensures: bit-identical for any number of threads; a step allocates nothing.
template <class T = float>
class Adam {
 public:
  using Value = T;
  using Settings = AdamSettings;
  static constexpr std::string_view name = "adam";

  explicit Adam(std::size_t count, const AdamSettings& settings = {}, NoDecay no_decay = {})
      : settings_((check(settings), settings)), moments_(count, detail::checked("Adam", std::move(no_decay), count)) {}

  /// Moves every value one step. Errors: sizes other than at construction; a rate that is negative or not finite.
  void step(std::span<T> values, std::span<const T> gradients, double learning_rate, ThreadPool& pool) {
    moments_.step("Adam::step", settings_, settings_.weight_decay, 1.0, values, gradients, learning_rate, pool);
  }

  /// "exp_avg" and "exp_avg_sq".
  std::vector<StateSpan<T>> state() { return moments_.state(); }
  std::vector<StateSpan<const T>> state() const { return moments_.state(); }
  std::int64_t steps() const { return moments_.steps(); }
  void set_steps(std::int64_t steps) { moments_.set_steps("Adam::set_steps", steps); }
  const AdamSettings& settings() const { return settings_; }

 private:
  AdamSettings settings_;
  detail::AdamMoments<T> moments_;
};

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
