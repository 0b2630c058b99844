#pragma once
// Durations for people.

#include <cmath>
#include <string>

namespace bicameral {

/// "0:07", "12:05", "1:02:03", "49:00:00": hours, minutes and seconds, rounded; "-" for what is negative or no number.
inline std::string duration_text(double seconds) {
  if (!(seconds >= 0) || seconds > 1e12) return "-";
  const long long all = std::llround(seconds);
  const auto two = [](long long value) { return std::string(value < 10 ? "0" : "") += std::to_string(value); };
  const std::string below = two(all % 60);
  if (all < 3600) return std::to_string(all / 60) + ":" + below;
  return std::to_string(all / 3600) + ":" + two(all / 60 % 60) + ":" + below;
}

}  // namespace bicameral
