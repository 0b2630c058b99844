#pragma once
// What happens to one map on its way to the picture: scaled to [0, 1], resized, mirrored back.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "bicameral/core/instruction_set.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// What a map was before it was scaled.
enum class MapState : std::uint8_t {
  shown,      // it says something: it spans [0, 1] now
  zero,       // nothing positive in it, or all positive values the same: it is zero now
  not_finite  // it has a value that is no number: left as it was
};

/// map = max(map, 0), then (map - min) / (max - min). Values that differ by no more than `rounding` of the largest are
/// the same.
inline MapState scale_map(double* map, std::int64_t pixels, double rounding) {
  double least = HUGE_VAL;
  double most = 0;
  for (std::int64_t p = 0; p < pixels; ++p) {
    if (!std::isfinite(map[p])) return MapState::not_finite;
    map[p] = std::max(map[p], 0.0);
    least = std::min(least, map[p]);
    most = std::max(most, map[p]);
  }
  const double range = most - least;
  if (!(range > rounding * most)) {
    std::fill_n(map, pixels, 0.0);
    return MapState::zero;
  }
  for (std::int64_t p = 0; p < pixels; ++p) map[p] = (map[p] - least) / range;
  return MapState::shown;
}

/// Bilinear resizing of maps. Pixels are squares whose values lie in their middle: pixel x of the result reads the
/// place (x + 1/2) from / to - 1/2 between the two nearest pixels of the map, and beyond the outermost middles their
/// values. (PyTorch's interpolate with align_corners=False, OpenCV's INTER_LINEAR.)
class BilinearResize {
 public:
  /// From maps of from_height x from_width to ones of to_height x to_width, all positive.
  BilinearResize(int from_height, int from_width, int to_height, int to_width)
      : from_width_(from_width), rows_(taps(from_height, to_height)), columns_(taps(from_width, to_width)) {}

  /// Adds the resized map to `to`.
  void add(const double* from, double* to) const {
    for (const Tap& row : rows_) {
      const double* low = from + std::int64_t{row.low} * from_width_;
      const double* high = from + std::int64_t{row.high} * from_width_;
      for (const Tap& column : columns_) {
        const double above = mix(low[column.low], low[column.high], column.share);
        const double below = mix(high[column.low], high[column.high], column.share);
        *to++ += mix(above, below, row.share);
      }
    }
  }

 private:
  /// value = (1 - share) [low] + share [high].
  struct Tap {
    int low;
    int high;
    double share;
  };
  static double mix(double low, double high, double share) { return (1 - share) * low + share * high; }
  static std::vector<Tap> taps(int from, int to) {
    std::vector<Tap> result;
    for (int x = 0; x < to; ++x) {
      const double place = std::clamp((x + 0.5) * from / to - 0.5, 0.0, from - 1.0);
      const int low = static_cast<int>(place);
      result.push_back({low, std::min(low + 1, from - 1), place - low});
    }
    return result;
  }

  int from_width_;
  std::vector<Tap> rows_, columns_;
};

/// Adds a map, with left and right exchanged if `mirrored`, to `to`.
inline void add_map(const double* map, std::int64_t height, std::int64_t width, bool mirrored, double* to) {
  for (std::int64_t y = 0; y < height; ++y)
    for (std::int64_t x = 0; x < width; ++x) to[y * width + x] += map[y * width + (mirrored ? width - 1 - x : x)];
}

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
