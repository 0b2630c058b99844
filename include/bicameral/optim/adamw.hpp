#pragma once
// Adam whose weight decay does not pass through the running means.

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
struct AdamWSettings {
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-8;
  double weight_decay = 0.01;  ///< decoupled: w shrinks by learning_rate weight_decay w, outside of NoDecay
  bool operator==(const AdamWSettings&) const = default;
};

inline namespace BICAMERAL_SIMD {

/// Throws unless the settings make sense.
inline void check(const AdamWSettings& settings) { detail::check_adam("AdamW", settings); }

/// AdamW as PyTorch's, with t counted from 1:
///   w *= 1 - learning_rate weight_decay;  m = beta1 m + (1 - beta1) g;  v = beta2 v + (1 - beta2) g^2
///   w -= learning_rate / (1 - beta1^t) m / (sqrt(v) / sqrt(1 - beta2^t) + epsilon)
/// Sources: Loshchilov and Hutter, "Decoupled weight decay regularization", ICLR 2019; torch.optim.AdamW.
/// Ensures: bit-identical for any number of threads; a step allocates nothing.
template <class T = float>
class AdamW {
 public:
  using Value = T;
  using Settings = AdamWSettings;
  static constexpr std::string_view name = "adamw";

  explicit AdamW(std::size_t count, const AdamWSettings& settings = {}, NoDecay no_decay = {})
      : settings_((check(settings), settings)), moments_(count, detail::checked("AdamW", std::move(no_decay), count)) {}

  /// Moves every value one step. Errors: sizes other than at construction; a rate that is negative or not finite.
  void step(std::span<T> values, std::span<const T> gradients, double learning_rate, ThreadPool& pool) {
    moments_.step("AdamW::step", settings_, 0.0, 1.0 - learning_rate * settings_.weight_decay, values, gradients,
                  learning_rate, pool);
  }

  /// "exp_avg" and "exp_avg_sq".
  std::vector<StateSpan<T>> state() { return moments_.state(); }
  std::vector<StateSpan<const T>> state() const { return moments_.state(); }
  std::int64_t steps() const { return moments_.steps(); }
  void set_steps(std::int64_t steps) { moments_.set_steps("AdamW::set_steps", steps); }
  const AdamWSettings& settings() const { return settings_; }

 private:
  AdamWSettings settings_;
  detail::AdamMoments<T> moments_;
};

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
