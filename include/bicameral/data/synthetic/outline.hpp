#pragma once
// The outline of a part. Twenty coarse classes need one outline only; more classes repeat the arrangements with others.

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <string_view>

#include "bicameral/core/instruction_set.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {
namespace synthetic {

enum class Outline { disc, square, diamond, triangle, hexagon, star, flower, plus, ring, moon, drop, lens, hourglass };

inline constexpr std::array<std::string_view, 13> outline_names{
    "discs",   "squares", "diamonds", "triangles", "hexagons", "stars",      "flowers",
    "crosses", "rings",   "moons",    "drops",     "lenses",   "hourglasses"};

/// Whether (u, v), with v down, lies within the outline of radius 1. All outlines equal their mirror image.
inline bool inside(Outline outline, double u, double v) {
  const double radius = std::sqrt(u * u + v * v);
  if (outline == Outline::disc) return radius <= 1;  // the usual one needs no angle
  const double angle = std::atan2(u, -v);            // from the top
  const auto polygon = [&](int corners) {
    const double sector = 2 * std::numbers::pi / corners;
    const double off_middle = std::abs(angle - sector * std::round(angle / sector));  // 0 at a corner
    return radius * std::cos(sector / 2 - off_middle) <= std::cos(sector / 2);
  };
  switch (outline) {
    case Outline::disc:
      return radius <= 1;
    case Outline::square:
      return std::max(std::abs(u), std::abs(v)) <= 0.85;
    case Outline::diamond:
      return std::abs(u) * 1.3 + std::abs(v) <= 1.1;
    case Outline::triangle:
      return polygon(3);
    case Outline::hexagon:
      return polygon(6);
    case Outline::star: {
      const double sector = 2 * std::numbers::pi / 5;
      const double tip = 1 - 2 * std::abs(angle / sector - std::round(angle / sector));  // 1 at a tip, 0 between two
      return radius <= 0.42 + 0.68 * tip * tip;
    }
    case Outline::flower:
      return radius <= 0.78 + 0.26 * std::cos(5 * angle);
    case Outline::plus:
      return radius <= 1.1 && std::min(std::abs(u), std::abs(v)) <= 0.36;
    case Outline::ring:
      return radius <= 1.05 && radius >= 0.5;
    case Outline::moon:
      return radius <= 1.05 && std::hypot(u, v + 0.7) >= 0.85;
    case Outline::drop:
      return v >= 0.2 ? std::hypot(u, v - 0.2) <= 0.8 : std::abs(u) <= 0.8 * (v + 1.1) / 1.3;
    case Outline::lens:
      return std::max(std::hypot(u, v - 0.75), std::hypot(u, v + 0.75)) <= 1.4;
    case Outline::hourglass:
      return std::abs(v) <= 0.9 && std::abs(u) <= 0.2 + 0.6 * std::abs(v);
  }
  return false;
}

}  // namespace synthetic
}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
