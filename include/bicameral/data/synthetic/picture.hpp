#pragma once
// Paints one made-up picture: parts in an arrangement, covered with a detail, under all that must not matter.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <vector>

#include "bicameral/core/instruction_set.hpp"
#include "bicameral/core/random.hpp"
#include "bicameral/core/shape.hpp"
#include "bicameral/data/synthetic/arrangement.hpp"
#include "bicameral/data/synthetic/detail.hpp"
#include "bicameral/data/synthetic/outline.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {
namespace synthetic {

/// What a picture shows and how hard it is to see.
struct Motif {
  int arrangement = 0;
  Outline outline = Outline::disc;
  Detail detail{};
  double clutter = 0;   // expected number of stray parts
  double disorder = 0;  // how far parts are out of place, of half the picture
  double noise = 0;     // deviation of the pixel noise, of full brightness
};

/// A canvas of channels-last values in [0, 1] and what is drawn on it. Coordinates run from -1 to 1 along both axes.
class Painter {
 public:
  explicit Painter(const Shape& shape)
      : shape_(shape),
        canvas_(static_cast<std::size_t>(shape.size())),
        unit_(0.5 * std::min(shape.height, shape.width)) {}

  /// Writes the picture [C, H, W] that belongs to the stream: the same stream, the same picture.
  void paint(const Motif& motif, const StreamKey& key, std::uint32_t image, std::uint8_t* bytes) {
    RandomStream stream(key, 0, image);
    choose_colours(stream);
    fill_background(stream);
    const bool mirrored = stream.below(2) == 1;
    draw_clutter(motif, stream);
    draw_parts(motif, stream);
    RandomStream noise(key, 1, image);
    develop(motif.noise, mirrored, noise, bytes);
  }

 private:
  // A grey level and a tint; channel c of n is level + chroma cos(hue - 2 pi c / n).
  struct Colour {
    double level = 0;
    double chroma = 0;
    double hue = 0;
  };

  double channel(const Colour& colour, int c) const {
    if (shape_.channels == 1) return colour.level;
    const double turn = 2 * std::numbers::pi * c / shape_.channels;
    return std::clamp(colour.level + colour.chroma * std::cos(colour.hue - turn), 0.0, 1.0);
  }

  // Background and the two colours of the parts: a dark, a middle and a light one, which is which left to chance.
  void choose_colours(RandomStream& stream) {
    std::vector<double> levels{stream.uniform(0.05, 0.2), stream.uniform(0.42, 0.58), stream.uniform(0.78, 0.94)};
    shuffle(levels, stream);
    for (std::size_t i = 0; i < colours_.size(); ++i)
      colours_[i] = {levels[i], stream.uniform(0.05, 0.24), stream.uniform(0, 2 * std::numbers::pi)};
  }

  // One colour that gets a little brighter in some direction.
  void fill_background(RandomStream& stream) {
    const double slope = stream.uniform(0.0, 0.12);
    const double direction = stream.uniform(0, 2 * std::numbers::pi);
    const double down = slope * std::sin(direction);
    const double right = slope * std::cos(direction);
    double* value = canvas_.data();
    for (int y = 0; y < shape_.height; ++y)
      for (int x = 0; x < shape_.width; ++x) {
        const double light = down * position(y, shape_.height) + right * position(x, shape_.width);
        for (int c = 0; c < shape_.channels; ++c) *value++ = channel(colours_[0], c) + light;
      }
  }

  void draw_clutter(const Motif& motif, RandomStream& stream) {
    const int stray = static_cast<int>(std::floor(motif.clutter + stream.uniform()));
    for (int i = 0; i < stray; ++i) {
      const Part part{stream.uniform(-0.9, 0.9), stream.uniform(-0.9, 0.9), stream.uniform(0.16, 0.28)};
      const Detail detail = detail_at(static_cast<int>(stream.below(patterns)));
      draw(part, motif.outline, detail, pose(stream));  // one draw per statement: compilers order arguments differently
    }
  }

  // The whole arrangement is moved, turned and scaled a little, and each part a little more.
  void draw_parts(const Motif& motif, RandomStream& stream) {
    const Arrangement& arrangement = arrangements[static_cast<std::size_t>(motif.arrangement)];
    const double turn = stream.uniform(-0.25, 0.25);
    const double scale = stream.uniform(0.76, 1.02);
    const double right = stream.uniform(-0.2, 0.2);
    const double down = stream.uniform(-0.2, 0.2);
    const auto astray = [&] { return motif.disorder * stream.uniform(-1, 1); };
    const DetailPose detail_pose = pose(stream);
    for (int i = 0; i < arrangement.parts; ++i) {
      const Part& part = arrangement.part[static_cast<std::size_t>(i)];
      const double x = scale * (part.x * std::cos(turn) - part.y * std::sin(turn)) + right + astray();
      const double y = scale * (part.x * std::sin(turn) + part.y * std::cos(turn)) + down + astray();
      draw({x, y, scale * part.radius * stream.uniform(0.88, 1.1)}, motif.outline, motif.detail, detail_pose);
    }
  }

  static DetailPose pose(RandomStream& stream) {
    DetailPose pose{stream.uniform(), stream.uniform(), {}};
    pose.speckles.words = {stream.next(), stream.next()};
    return pose;
  }

  // Each pixel is asked at 3 x 3 points, which softens edges.
  void draw(const Part& part, Outline outline, const Detail& detail, const DetailPose& detail_pose) {
    constexpr int points = 3;
    const double x0 = (part.x + 1) * 0.5 * shape_.width;  // centre and radius in pixels
    const double y0 = (part.y + 1) * 0.5 * shape_.height;
    const double radius = part.radius * unit_;
    const double reach = 1.2 * radius + 1;  // no outline goes beyond 1.2 radii
    const double to_32nds = 16 / unit_;
    const int first_y = std::max(0, static_cast<int>(std::floor(y0 - reach)));
    const int first_x = std::max(0, static_cast<int>(std::floor(x0 - reach)));
    const int last_y = std::min(shape_.height - 1, static_cast<int>(std::ceil(y0 + reach)));
    const int last_x = std::min(shape_.width - 1, static_cast<int>(std::ceil(x0 + reach)));
    for (int y = first_y; y <= last_y; ++y)
      for (int x = first_x; x <= last_x; ++x) {
        int covered = 0;
        int second = 0;
        for (int point = 0; point < points * points; ++point) {
          const double u = x + (point % points + 0.5) / points - x0;
          const double v = y + (point / points + 0.5) / points - y0;
          if (!inside(outline, u / radius, v / radius)) continue;
          ++covered;
          if (inked(detail, detail_pose, u * to_32nds, v * to_32nds, radius * to_32nds)) ++second;
        }
        if (covered != 0)
          blend(y, x, static_cast<double>(covered) / (points * points), static_cast<double>(second) / covered);
      }
  }

  void blend(int y, int x, double cover, double ink) {
    double* value = canvas_.data() + (static_cast<std::ptrdiff_t>(y) * shape_.width + x) * shape_.channels;
    for (int c = 0; c < shape_.channels; ++c) {
      const double colour = (1 - ink) * channel(colours_[1], c) + ink * channel(colours_[2], c);
      value[c] += cover * (colour - value[c]);
    }
  }

  // Light, noise, mirror, bytes. The sum of four bytes has deviation 2 sqrt((256^2 - 1) / 12) and stands in for a
  // normal one.
  void develop(double noise, bool mirrored, RandomStream& stream, std::uint8_t* bytes) const {
    constexpr double deviation = 147.8005412709;
    const double gain = stream.uniform(0.85, 1.1);
    for (int c = 0; c < shape_.channels; ++c)
      for (int y = 0; y < shape_.height; ++y)
        for (int x = 0; x < shape_.width; ++x) {
          const int from = mirrored ? shape_.width - 1 - x : x;
          const auto at =
              (static_cast<std::size_t>(y) * static_cast<std::size_t>(shape_.width) + static_cast<std::size_t>(from)) *
                  static_cast<std::size_t>(shape_.channels) +
              static_cast<std::size_t>(c);
          const std::uint32_t word = stream.next();
          const std::uint32_t sum = (word & 255u) + (word >> 8 & 255u) + (word >> 16 & 255u) + (word >> 24);
          const double value = gain * canvas_[at] + noise * (static_cast<double>(sum) - 510) / deviation;
          *bytes++ = static_cast<std::uint8_t>(std::lround(255 * std::clamp(value, 0.0, 1.0)));
        }
  }

  static double position(int pixel, int size) { return (pixel + 0.5) / size * 2 - 1; }

  Shape shape_;
  std::vector<double> canvas_;
  double unit_;  // pixels per unit of a part's radius
  std::array<Colour, 3> colours_{};
};

}  // namespace synthetic
}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
