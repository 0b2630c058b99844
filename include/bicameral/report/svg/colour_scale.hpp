#pragma once
// From values to colours.

#include <algorithm>
#include <cmath>

#include "bicameral/report/svg/palette.hpp"
#include "bicameral/report/svg/ticks.hpp"

namespace bicameral::svg {

/// The part of the palette from `begin` to `end` for the values of a range; square roots show small values beside large
/// ones. Requires range.low < range.high.
class ColourScale {
 public:
  explicit ColourScale(Range range, bool square_root = false, double begin = 0, double end = 1)
      : range_(range), square_root_(square_root), begin_(begin), end_(end) {}

  /// Where a value stands between the ends, from 0 to 1; what is outside the range is clamped.
  double share(double value) const {
    const double straight = std::clamp((value - range_.low) / (range_.high - range_.low), 0.0, 1.0);
    return square_root_ ? std::sqrt(straight) : straight;
  }
  /// The colour at a share.
  Rgb at_share(double share) const { return sequential_colour(begin_ + share * (end_ - begin_)); }
  Rgb colour(double value) const { return at_share(share(value)); }
  const Range& range() const { return range_; }

 private:
  Range range_;
  bool square_root_;
  double begin_;
  double end_;
};

/// For points: without the darkest and the lightest colours, which are lost on dark and on light paper.
inline ColourScale point_colours(Range range) { return ColourScale(range, false, 0.18, 0.93); }

}  // namespace bicameral::svg
