#pragma once
// What the parts of a made-up picture are covered with: the local pattern that tells fine classes apart.

#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <string>
#include <string_view>

#include "bicameral/core/instruction_set.hpp"
#include "bicameral/core/random.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {
namespace synthetic {

enum class Pattern {
  level_stripes,
  upright_stripes,
  slanted_stripes,
  checks,
  dots,
  grid,
  target,
  rays,
  rim,
  core,
  lid,
  sash,
  quarters,
  harlequin,
  waves,
  speckles
};
inline constexpr int patterns = 16;

inline constexpr std::array<std::string_view, patterns> pattern_names{
    "level-striped", "upright-striped", "slant-striped", "checked", "dotted",    "gridded",   "target", "rayed",
    "rimmed",        "cored",           "lidded",        "sashed",  "quartered", "harlequin", "wavy",   "speckled"};

/// A pattern in one of four sizes and four weights: 256 details. The first 16 differ in pattern only.
struct Detail {
  Pattern pattern = Pattern::level_stripes;
  int size = 0;
  int weight = 0;
};
inline constexpr int details = 256;

/// Detail number `index`. Requires 0 <= index < details.
constexpr Detail detail_at(int index) {
  return {static_cast<Pattern>(index % patterns), index / patterns % 4, index / (4 * patterns)};
}

/// "checked", "close checked", "bold wide dotted", ...
inline std::string name_of(const Detail& detail) {
  constexpr std::array<std::string_view, 4> sizes{"", "close ", "wide ", "huge "};
  constexpr std::array<std::string_view, 4> weights{"", "thin ", "bold ", "heavy "};
  return std::string(weights[static_cast<std::size_t>(detail.weight)]) +
         std::string(sizes[static_cast<std::size_t>(detail.size)]) +
         std::string(pattern_names[static_cast<std::size_t>(detail.pattern)]);
}

/// How the detail lies in one picture.
struct DetailPose {
  double phase_u = 0;  // in periods, [0, 1)
  double phase_v = 0;
  StreamKey speckles{};  // of this picture
};

/// Whether the point has the second of the part's two colours. (u, v), with v down, is measured from the part's centre
/// in 32nds of the picture, as is the part's radius. Of each pattern the mirror image is another pose.
inline bool inked(const Detail& detail, const DetailPose& pose, double u, double v, double radius) {
  constexpr std::array<double, 4> scales{1, 0.75, 1.4, 1.9};
  constexpr std::array<double, 4> duties{0.5, 0.35, 0.65, 0.8};
  constexpr double full_turn = 2 * std::numbers::pi;
  const double scale = scales[static_cast<std::size_t>(detail.size)];
  const double duty = duties[static_cast<std::size_t>(detail.weight)];
  const double share = scale * duty / (scale * duty + 0.8);  // of the radius, where a detail has no period
  const double r = std::sqrt(u * u + v * v);
  const auto fraction = [](double x) { return x - std::floor(x); };
  const auto stripe = [&](double x, double period, double phase) { return fraction(x / period + phase) < duty; };
  const auto sectors = [&](int count) {
    return fraction(std::atan2(v, u) / full_turn * count + (count > 5 ? pose.phase_u : 0)) < duty;
  };
  const double along = (u + v) * std::numbers::sqrt2 / 2;
  const double across = (u - v) * std::numbers::sqrt2 / 2;
  switch (detail.pattern) {
    case Pattern::level_stripes:
      return stripe(v, 4.0 * scale, pose.phase_v);
    case Pattern::upright_stripes:
      return stripe(u, 4.0 * scale, pose.phase_u);
    case Pattern::slanted_stripes:
      return stripe(along, 4.0 * scale, pose.phase_u);
    case Pattern::checks:
      return stripe(u, 4.8 * scale, pose.phase_u) != stripe(v, 4.8 * scale, pose.phase_v);
    case Pattern::dots: {
      const double period = 4.2 * scale;
      const double du = fraction(u / period + pose.phase_u) - 0.5;
      const double dv = fraction(v / period + pose.phase_v) - 0.5;
      return du * du + dv * dv < 0.22 * duty;
    }
    case Pattern::grid: {
      const double period = 4.2 * scale;
      return fraction(u / period + pose.phase_u) < 0.6 * duty || fraction(v / period + pose.phase_v) < 0.6 * duty;
    }
    case Pattern::target:
      return stripe(r, 3.8 * scale, 0);
    case Pattern::rays:
      return sectors(6 + 2 * detail.size);
    case Pattern::rim:
      return r > radius * (1 - share);
    case Pattern::core:
      return r < radius * (share + 0.1);
    case Pattern::lid:
      return v < radius * (2 * share - 0.9);
    case Pattern::sash:
      return std::abs(v) < radius * 0.8 * share;
    case Pattern::quarters:
      return sectors(2 + detail.size);
    case Pattern::harlequin:
      return stripe(along, 4.8 * scale, pose.phase_u) != stripe(across, 4.8 * scale, pose.phase_v);
    case Pattern::waves:
      return stripe(v + 1.3 * scale * std::sin(full_turn * (u / (6.5 * scale) + pose.phase_u)), 4.2 * scale,
                    pose.phase_v);
    case Pattern::speckles: {
      const auto cell = [&](double x) {
        return static_cast<std::uint32_t>(static_cast<std::int32_t>(std::floor(x / (1.6 * scale))));
      };
      const std::uint32_t word = random_block(pose.speckles, cell(u), cell(v), 0)[0];
      return static_cast<double>(word) * 0x1.0p-32 < duty;
    }
  }
  return false;
}

}  // namespace synthetic
}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
