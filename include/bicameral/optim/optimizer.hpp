#pragma once
// What every optimizer offers to the trainer and to checkpoints.

#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bicameral/core/error.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/core/parallel.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// Values that one task updates: fixed, so that results never depend on the number of threads.
inline constexpr std::int64_t optimizer_chunk = 16384;

/// One array of an optimizer's memory, by the name PyTorch gives it.
template <class T>
struct StateSpan {
  std::string_view name{};
  std::span<T> values{};
};

/// A rule that moves values against their gradients.
///   step(values, gradients, learning_rate, pool)   one step; values in the same order every time; allocates nothing
///   state()                                        the arrays a checkpoint must keep, each of the size of the values
///   steps(), set_steps(n)                          steps taken so far, which a checkpoint must keep too
///   settings()                                     what it was made with
template <class O>
concept Optimizer = requires(O optimizer, const O& unchanged, std::span<typename O::Value> values,
                             std::span<const typename O::Value> gradients, double learning_rate, ThreadPool& pool,
                             std::int64_t steps) {
  typename O::Settings;
  requires std::constructible_from<O, std::size_t, typename O::Settings>;
  { O::name } -> std::convertible_to<std::string_view>;
  optimizer.step(values, gradients, learning_rate, pool);
  { optimizer.state() } -> std::same_as<std::vector<StateSpan<typename O::Value>>>;
  { unchanged.state() } -> std::same_as<std::vector<StateSpan<const typename O::Value>>>;
  { unchanged.steps() } -> std::same_as<std::int64_t>;
  optimizer.set_steps(steps);
  { unchanged.settings() } -> std::convertible_to<typename O::Settings>;
};

namespace detail {

/// Throws unless a step can be taken with these sizes and this rate.
inline void check_step(const char* where, std::size_t count, std::size_t values, std::size_t gradients,
                       double learning_rate) {
  if (values != count) fail(where, std::to_string(count) + " values", std::to_string(values));
  if (gradients != count) fail(where, std::to_string(count) + " gradients", std::to_string(gradients));
  if (!(std::isfinite(learning_rate) && learning_rate >= 0))
    fail(where, "a learning rate of 0 or more", std::to_string(learning_rate));
}

/// Throws unless low <= value < high; `what` names the setting.
inline void check_setting(const char* where, const char* what, double value, double low, double high) {
  if (!(value >= low && value < high))
    fail(where, std::string(what) + " from " + std::to_string(low) + " to below " + std::to_string(high),
         std::to_string(value));
}

/// Throws unless value is finite and not negative.
inline void check_not_negative(const char* where, const char* what, double value) {
  if (!(std::isfinite(value) && value >= 0)) fail(where, std::string(what) + " of 0 or more", std::to_string(value));
}

inline void check_steps(const char* where, std::int64_t steps) {
  if (steps < 0) fail(where, "a count of steps of 0 or more", std::to_string(steps));
}

}  // namespace detail
}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
