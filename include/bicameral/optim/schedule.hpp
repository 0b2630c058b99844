#pragma once
// The learning rate of every step, as a function of the step alone: nothing to save and nothing to drift.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <string>
#include <string_view>

#include "bicameral/core/error.hpp"
#include "bicameral/core/instruction_set.hpp"

namespace bicameral {

enum class ScheduleKind { constant, cosine, one_cycle };

/// The kinds' names, in the order of the enumeration.
inline constexpr std::array<std::string_view, 3> schedule_names{"constant", "cosine", "one_cycle"};

inline std::string_view to_string(ScheduleKind kind) { return schedule_names.at(static_cast<std::size_t>(kind)); }

/// The kind of this name. Errors: another name; the message lists the known ones.
inline ScheduleKind parse_schedule(std::string_view name) {
  for (std::size_t i = 0; i < schedule_names.size(); ++i)
    if (schedule_names[i] == name) return static_cast<ScheduleKind>(i);
  fail("schedule", "constant, cosine or one_cycle", std::string(name));
}

/// How the learning rate goes from the first step to the last.
struct ScheduleSettings {
  ScheduleKind kind = ScheduleKind::constant;
  /// Constant and cosine: so many steps rise linearly before the rest begins. One-cycle has its own rise instead.
  std::int64_t warmup_steps = 0;
  /// Cosine: where it ends.
  double minimum = 0;
  /// One-cycle: share of the steps that rise; base / start_divisor begins; that / final_divisor ends.
  double rise = 0.3;
  double start_divisor = 25;
  double final_divisor = 1e4;
  bool operator==(const ScheduleSettings&) const = default;
};

/// Whether the rate of a step changes with the total: only a schedule that does not may go on to another total.
inline bool depends_on_total(const ScheduleSettings& settings) { return settings.kind != ScheduleKind::constant; }

/// Throws unless the settings make sense.
inline void check(const ScheduleSettings& settings) {
  if (settings.warmup_steps < 0)
    fail("schedule", "a warm-up of 0 steps or more", std::to_string(settings.warmup_steps));
  if (settings.kind == ScheduleKind::one_cycle && settings.warmup_steps != 0)
    fail("schedule", "no warm-up steps with one_cycle, which has its own rise", std::to_string(settings.warmup_steps));
  if (!(std::isfinite(settings.minimum) && settings.minimum >= 0))
    fail("schedule", "a minimum of 0 or more", std::to_string(settings.minimum));
  if (!(settings.rise >= 0 && settings.rise <= 1))
    fail("schedule", "a rise from 0 to 1", std::to_string(settings.rise));
  for (const double divisor : {settings.start_divisor, settings.final_divisor})
    if (!(std::isfinite(divisor) && divisor > 0)) fail("schedule", "a positive divisor", std::to_string(divisor));
}

/// Throws unless they make sense for a training of so many steps.
inline void check(const ScheduleSettings& settings, std::int64_t total_steps) {
  check(settings);
  if (depends_on_total(settings) && total_steps <= settings.warmup_steps)
    fail("schedule", "more steps than the " + std::to_string(settings.warmup_steps) + " of the warm-up",
         std::to_string(total_steps));
}

inline namespace BICAMERAL_SIMD {

namespace detail {

/// From `start` at part 0 to `end` at part 1 along half a cosine wave.
inline double cosine_between(double start, double end, double part) {
  return end + (start - end) / 2 * (std::cos(std::numbers::pi * part) + 1);
}

/// OneCycleLR's two phases: up until step rise * total - 1, then down until step total - 1.
inline double one_cycle(const ScheduleSettings& settings, double base, std::int64_t step, std::int64_t total_steps) {
  const double first = base / settings.start_divisor;
  const double last = first / settings.final_divisor;
  const double top = settings.rise * static_cast<double>(total_steps) - 1;
  const auto end = static_cast<double>(total_steps - 1);
  const double now = std::min(static_cast<double>(step), end);
  if (now <= top) return top > 0 ? cosine_between(first, base, now / top) : base;
  return cosine_between(base, last, (now - top) / (end - top));
}

}  // namespace detail

/// The learning rate of step `step`, counted from 0, of `total_steps`, when `base` is the highest.
///   warm-up    base (step + 1) / (warmup_steps + 1)                      torch LinearLR from 1 / (warmup_steps + 1)
///   constant   base
///   cosine     minimum + (base - minimum) (1 + cos(pi s / n)) / 2        torch CosineAnnealingLR, s and n after
///   warm-up one_cycle  up and down along half cosine waves                       torch OneCycleLR (cos, two phases)
/// Requires base finite and >= 0, 0 <= step; unless constant, step <= total_steps and warmup_steps < total_steps.
/// Ensures: at step == total_steps the rate at which the schedule ends; constant does not look at total_steps.
inline double learning_rate(const ScheduleSettings& settings, double base, std::int64_t step,
                            std::int64_t total_steps) {
  check(settings, total_steps);
  if (!(std::isfinite(base) && base >= 0)) fail("learning_rate", "a base rate of 0 or more", std::to_string(base));
  if (step < 0) fail("learning_rate", "a step of 0 or more", std::to_string(step));
  if (depends_on_total(settings) && step > total_steps)
    fail("learning_rate", "a step up to " + std::to_string(total_steps), std::to_string(step));
  if (step < settings.warmup_steps)
    return base * static_cast<double>(step + 1) / static_cast<double>(settings.warmup_steps + 1);
  switch (settings.kind) {
    case ScheduleKind::constant:
      return base;
    case ScheduleKind::cosine:
      return detail::cosine_between(
          base, settings.minimum,
          static_cast<double>(step - settings.warmup_steps) / static_cast<double>(total_steps - settings.warmup_steps));
    case ScheduleKind::one_cycle:
      return detail::one_cycle(settings, base, step, total_steps);
  }
  fail("learning_rate", "a known schedule", std::to_string(static_cast<int>(settings.kind)));
}

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
