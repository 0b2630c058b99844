#pragma once
// The optimizer of a run, chosen by its settings when the run starts.

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "bicameral/core/instruction_set.hpp"
#include "bicameral/core/numbers.hpp"
#include "bicameral/optim/adam.hpp"
#include "bicameral/optim/adamw.hpp"
#include "bicameral/optim/optimizer.hpp"
#include "bicameral/optim/sgd.hpp"

namespace bicameral {

/// The kind of settings says which optimizer.
using OptimizerSettings = std::variant<AdamSettings, AdamWSettings, SgdSettings>;

inline namespace BICAMERAL_SIMD {

/// Any of the library's optimizers behind their common interface.
template <class T = float>
class AnyOptimizer {
 public:
  AnyOptimizer(std::size_t count, const OptimizerSettings& settings, const NoDecay& no_decay = {})
      : optimizer_(std::visit([&](const auto& s) { return make(count, s, no_decay); }, settings)) {}

  void step(std::span<T> values, std::span<const T> gradients, double learning_rate, ThreadPool& pool) {
    std::visit([&](auto& optimizer) { optimizer.step(values, gradients, learning_rate, pool); }, optimizer_);
  }
  std::vector<StateSpan<T>> state() {
    return std::visit([](auto& optimizer) { return optimizer.state(); }, optimizer_);
  }
  std::int64_t steps() const {
    return std::visit([](const auto& optimizer) { return optimizer.steps(); }, optimizer_);
  }
  void set_steps(std::int64_t steps) {
    std::visit([&](auto& optimizer) { optimizer.set_steps(steps); }, optimizer_);
  }

 private:
  using Variant = std::variant<Adam<T>, AdamW<T>, Sgd<T>>;
  static Variant make(std::size_t count, const AdamSettings& s, const NoDecay& no_decay) {
    return Variant(std::in_place_type<Adam<T>>, count, s, no_decay);
  }
  static Variant make(std::size_t count, const AdamWSettings& s, const NoDecay& no_decay) {
    return Variant(std::in_place_type<AdamW<T>>, count, s, no_decay);
  }
  static Variant make(std::size_t count, const SgdSettings& s, const NoDecay& no_decay) {
    return Variant(std::in_place_type<Sgd<T>>, count, s, no_decay);
  }

  Variant optimizer_;
};

}  // namespace BICAMERAL_SIMD

/// Every setting as text; "name" is the optimizer's.
inline std::map<std::string, std::string> to_map(const OptimizerSettings& settings) {
  return std::visit(
      [](const auto& s) -> std::map<std::string, std::string> {
        using S = std::remove_cvref_t<decltype(s)>;
        if constexpr (std::is_same_v<S, SgdSettings>) {
          return {{"name", std::string(Sgd<float>::name)},
                  {"momentum", number_text(s.momentum)},
                  {"weight_decay", number_text(s.weight_decay)},
                  {"nesterov", s.nesterov ? "true" : "false"}};
        } else {
          return {{"name", std::string(std::is_same_v<S, AdamSettings> ? Adam<float>::name : AdamW<float>::name)},
                  {"beta1", number_text(s.beta1)},
                  {"beta2", number_text(s.beta2)},
                  {"epsilon", number_text(s.epsilon)},
                  {"weight_decay", number_text(s.weight_decay)}};
        }
      },
      settings);
}

}  // namespace bicameral
