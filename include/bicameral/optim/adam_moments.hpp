#pragma once
// The memory and the update that Adam and AdamW share; they differ only in where weight decay enters.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "bicameral/core/aligned_buffer.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/core/parallel.hpp"
#include "bicameral/kernels/partition.hpp"
#include "bicameral/optim/no_decay.hpp"
#include "bicameral/optim/optimizer.hpp"
#include "bicameral/optim/square_roots.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {
namespace detail {

/// The numbers of one Adam step, in the type of the values.
template <class T>
struct AdamStep {
  T l2 = 0;    ///< added to the gradient, times the value
  T keep = 1;  ///< what decoupled decay leaves of the value
  T beta1 = 0, beta2 = 0;
  T rest1 = 0, rest2 = 0;  ///< 1 - beta
  T step_size = 0;         ///< learning_rate / (1 - beta1^t)
  T root_bias2 = 1;        ///< sqrt(1 - beta2^t)
  T epsilon = 0;
};

/// Running means of gradients and of their squares.
template <class T>
class AdamMoments {
 public:
  AdamMoments(std::size_t count, NoDecay no_decay)
      : exp_avg_(count), exp_avg_sq_(count), no_decay_(std::move(no_decay)) {}

  /// One step of either method; `l2` and `keep` say which (see AdamStep); values without decay have l2 = 0, keep = 1.
  ///   g = gradient + l2 w;  m = beta1 m + (1 - beta1) g;  v = beta2 v + (1 - beta2) g^2
  ///   w = keep w - learning_rate / (1 - beta1^t) m / (sqrt(v) / sqrt(1 - beta2^t) + epsilon)
  template <class Settings>
  void step(const char* where, const Settings& settings, double l2, double keep, std::span<T> values,
            std::span<const T> gradients, double learning_rate, ThreadPool& pool) {
    check_step(where, exp_avg_.size(), values.size(), gradients.size(), learning_rate);
    const auto t = static_cast<double>(steps_ + 1);
    const AdamStep<T> numbers{.l2 = static_cast<T>(l2),
                              .keep = static_cast<T>(keep),
                              .beta1 = static_cast<T>(settings.beta1),
                              .beta2 = static_cast<T>(settings.beta2),
                              .rest1 = static_cast<T>(1.0 - settings.beta1),
                              .rest2 = static_cast<T>(1.0 - settings.beta2),
                              .step_size = static_cast<T>(learning_rate / (1.0 - std::pow(settings.beta1, t))),
                              .root_bias2 = static_cast<T>(std::sqrt(1.0 - std::pow(settings.beta2, t))),
                              .epsilon = static_cast<T>(settings.epsilon)};
    AdamStep<T> without_decay = numbers;
    without_decay.l2 = 0;
    without_decay.keep = 1;
    const Partition chunks{static_cast<std::int64_t>(values.size()), optimizer_chunk};
    pool.for_each_task(chunks.tasks(), [&](std::int64_t task, int) {
      for_each_piece(no_decay_, chunks.range(task), [&](std::int64_t first, std::int64_t end, bool decays) {
        for (std::int64_t begin = first; begin < end; begin += block)
          update(decays ? numbers : without_decay, values.data() + begin, gradients.data() + begin,
                 exp_avg_.data() + begin, exp_avg_sq_.data() + begin, std::min(block, end - begin));
      });
    });
    ++steps_;
  }

  std::vector<StateSpan<T>> state() { return {{"exp_avg", exp_avg_.span()}, {"exp_avg_sq", exp_avg_sq_.span()}}; }
  std::vector<StateSpan<const T>> state() const {
    return {{"exp_avg", exp_avg_.span()}, {"exp_avg_sq", exp_avg_sq_.span()}};
  }
  std::int64_t steps() const { return steps_; }
  void set_steps(const char* where, std::int64_t steps) {
    check_steps(where, steps);
    steps_ = steps;
  }

 private:
  static constexpr std::int64_t block = 256;  // what fits in the first cache beside its four arrays

  // One compiled copy: inlined twice it might round differently in the serial and the parallel path.
  [[gnu::noinline]] static void update(const AdamStep<T>& numbers, T* values, const T* gradients, T* means, T* squares,
                                       std::int64_t count) {
    const AdamStep<T> n = numbers;  // a copy that no store can change
    std::array<T, static_cast<std::size_t>(block)> roots;
    for (std::int64_t i = 0; i < count; ++i) {
      const T gradient = gradients[i] + n.l2 * values[i];
      means[i] = n.beta1 * means[i] + n.rest1 * gradient;
      squares[i] = n.beta2 * squares[i] + n.rest2 * gradient * gradient;
    }
    std::copy(squares, squares + count, roots.data());
    square_roots(roots.data(), count);
    for (std::int64_t i = 0; i < count; ++i) {
      const T denominator = roots[static_cast<std::size_t>(i)] / n.root_bias2 + n.epsilon;
      values[i] = n.keep * values[i] - n.step_size * means[i] / denominator;
    }
  }

  AlignedBuffer<T> exp_avg_;
  AlignedBuffer<T> exp_avg_sq_;
  NoDecay no_decay_;
  std::int64_t steps_ = 0;
};

/// Throws unless betas, epsilon and weight decay make sense.
template <class Settings>
void check_adam(const char* where, const Settings& settings) {
  check_setting(where, "a beta1", settings.beta1, 0, 1);
  check_setting(where, "a beta2", settings.beta2, 0, 1);
  check_not_negative(where, "an epsilon", settings.epsilon);
  check_not_negative(where, "a weight decay", settings.weight_decay);
}

}  // namespace detail
}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
