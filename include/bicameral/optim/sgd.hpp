#pragma once
// Stochastic gradient descent with momentum.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "bicameral/core/aligned_buffer.hpp"
#include "bicameral/core/error.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/core/parallel.hpp"
#include "bicameral/kernels/partition.hpp"
#include "bicameral/optim/no_decay.hpp"
#include "bicameral/optim/optimizer.hpp"

namespace bicameral {

/// Requires momentum in [0, 1), weight_decay >= 0, and momentum > 0 with nesterov.
struct SgdSettings {
  double momentum = 0;
  double weight_decay = 0;  ///< L2: added to the gradient, on every value outside of NoDecay
  bool nesterov = false;
  bool operator==(const SgdSettings&) const = default;
};

inline namespace BICAMERAL_SIMD {

/// Throws unless the settings make sense.
inline void check(const SgdSettings& settings) {
  detail::check_setting("Sgd", "a momentum", settings.momentum, 0, 1);
  detail::check_not_negative("Sgd", "a weight decay", settings.weight_decay);
  if (settings.nesterov && settings.momentum == 0) fail("Sgd", "a positive momentum with nesterov", "0");
}

/// Momentum SGD as PyTorch's (dampening 0):
///   g = gradient + weight_decay w;  b = momentum b + g;  w -= learning_rate (nesterov ? g + momentum b : b)
/// Source: torch.optim.SGD. Ensures: bit-identical for any number of threads; a step allocates nothing.
template <class T = float>
class Sgd {
 public:
  using Value = T;
  using Settings = SgdSettings;
  static constexpr std::string_view name = "sgd";

  /// For `count` values; the buffer exists only with momentum.
  explicit Sgd(std::size_t count, const SgdSettings& settings = {}, NoDecay no_decay = {})
      : settings_((check(settings), settings)),
        no_decay_(detail::checked("Sgd", std::move(no_decay), count)),
        count_(count),
        momentum_buffer_(settings.momentum > 0 ? count : 0) {}

  /// Moves every value one step. Errors: sizes other than at construction; a rate that is negative or not finite.
  void step(std::span<T> values, std::span<const T> gradients, double learning_rate, ThreadPool& pool) {
    detail::check_step("Sgd::step", count_, values.size(), gradients.size(), learning_rate);
    const Partition chunks{static_cast<std::int64_t>(count_), optimizer_chunk};
    pool.for_each_task(chunks.tasks(), [&](std::int64_t task, int) {
      detail::for_each_piece(no_decay_, chunks.range(task), [&](std::int64_t begin, std::int64_t end, bool decays) {
        T* buffer = momentum_buffer_.size() == 0 ? nullptr : momentum_buffer_.data() + begin;
        update(values.data() + begin, gradients.data() + begin, buffer, end - begin, learning_rate,
               decays ? settings_.weight_decay : 0.0);
      });
    });
    ++steps_;
  }

  /// "momentum_buffer", or nothing without momentum.
  std::vector<StateSpan<T>> state() { return list<StateSpan<T>>(momentum_buffer_); }
  std::vector<StateSpan<const T>> state() const { return list<StateSpan<const T>>(momentum_buffer_); }
  std::int64_t steps() const { return steps_; }
  void set_steps(std::int64_t steps) {
    detail::check_steps("Sgd::set_steps", steps);
    steps_ = steps;
  }
  const SgdSettings& settings() const { return settings_; }

 private:
  template <class Entry, class Buffer>
  static std::vector<Entry> list(Buffer& buffer) {
    if (buffer.size() == 0) return {};
    return {Entry{"momentum_buffer", buffer.span()}};
  }

  // One compiled copy: inlined twice it might round differently in the serial and the parallel path.
  [[gnu::noinline]] void update(T* values, const T* gradients, T* buffer, std::int64_t count, double learning_rate,
                                double weight_decay) const {
    const T rate = static_cast<T>(learning_rate);
    const T decay = static_cast<T>(weight_decay);
    const T momentum = static_cast<T>(settings_.momentum);
    if (buffer == nullptr) {
      for (std::int64_t i = 0; i < count; ++i) values[i] -= rate * (gradients[i] + decay * values[i]);
      return;
    }
    // Plain momentum moves by b = 0 g + 1 b, Nesterov by 1 g + momentum b.
    const T of_gradient = settings_.nesterov ? T{1} : T{0};
    const T of_buffer = settings_.nesterov ? momentum : T{1};
    for (std::int64_t i = 0; i < count; ++i) {
      const T gradient = gradients[i] + decay * values[i];
      const T moved = momentum * buffer[i] + gradient;
      buffer[i] = moved;
      values[i] -= rate * (of_gradient * gradient + of_buffer * moved);
    }
  }

  SgdSettings settings_;
  NoDecay no_decay_;
  std::size_t count_;
  AlignedBuffer<T> momentum_buffer_;
  std::int64_t steps_ = 0;
};

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
