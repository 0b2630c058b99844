#pragma once
// Few channels: pictures with zeros around them, in which one row of a window is one run of values.

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "bicameral/core/aligned_buffer.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/kernels/conv2d/problem.hpp"
#include "bicameral/kernels/partition.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {
namespace detail {

/// A convolution by window rows: `kernel` taps of kernel * channels values each, instead of kernel^2 taps of channels.
/// The weights lie in that order already. Pictures are padded band by band, so that a band stays in the first cache.
template <class T>
struct WindowRows {
  static constexpr int most_depth = 48;
  static constexpr std::int64_t band_bytes = 16 * 1024;

  static constexpr bool pays(const ConvolutionProblem& p) {
    return p.kernel > 1 && std::int64_t{p.kernel} * p.in.channels <= most_depth;
  }

  explicit WindowRows(const ConvolutionProblem& its_problem)
      : problem(its_problem),
        depth(problem.kernel * problem.in.channels),
        line(std::max(std::int64_t{problem.in.width} + 2 * problem.padding,
                      (problem.out_width() - std::int64_t{1}) * problem.stride + problem.kernel) *
             problem.in.channels) {
    const std::int64_t lines = band_bytes / std::max<std::int64_t>(line * std::int64_t{sizeof(T)}, 1);
    bands = {problem.out_height(), std::clamp<std::int64_t>((lines - problem.kernel) / problem.stride + 1, 1,
                                                            std::max(problem.out_height(), 1))};
  }
  std::int64_t pixels_per_band() const { return bands.rows_per_task * problem.out_width(); }
  std::int64_t padded_values() const { return ((bands.rows_per_task - 1) * problem.stride + problem.kernel) * line; }

  /// Copies what the windows of these output rows see of one picture.
  void pad(RowRange rows, const T* picture, T* padded) const {
    const std::int64_t border = std::int64_t{problem.padding} * problem.in.channels;
    const std::int64_t inside = std::int64_t{problem.in.width} * problem.in.channels;
    const std::int64_t top = rows.begin * problem.stride - problem.padding;
    const std::int64_t lines = (rows.count() - 1) * problem.stride + problem.kernel;
    for (std::int64_t row = top; row < top + lines; ++row) {
      if (row < 0 || row >= problem.in.height) {
        padded = std::fill_n(padded, line, T(0));
        continue;
      }
      padded = std::fill_n(padded, border, T(0));
      padded = std::copy_n(picture + row * inside, inside, padded);
      padded = std::fill_n(padded, line - border - inside, T(0));
    }
  }
  /// Calls visit(pixel, place of its window's first value in a padded band) for the pixels of `rows` output rows.
  template <class Visit>
  void for_each_window(std::int64_t rows, const Visit& visit) const {
    std::int64_t pixel = 0;
    for (std::int64_t row = 0; row < rows; ++row)
      for (int column = 0; column < problem.out_width(); ++column)
        visit(pixel++, row * problem.stride * line + std::int64_t{column} * problem.stride * problem.in.channels);
  }
  /// Calls visit(output rows, taps) for the rows one run after the other, where the taps that see the picture are the
  /// same: those outside it would add nothing.
  template <class Visit>
  void for_each_run(RowRange rows, const Visit& visit) const {
    const auto seen = [&](std::int64_t row) {
      const std::int64_t top = row * problem.stride - problem.padding;
      const std::int64_t first = std::clamp<std::int64_t>(-top, 0, problem.kernel);
      return RowRange{first, std::clamp<std::int64_t>(problem.in.height - top, first, problem.kernel)};
    };
    for (std::int64_t begin = rows.begin; begin < rows.end;) {
      const RowRange taps = seen(begin);
      std::int64_t end = begin + 1;
      while (end < rows.end && seen(end).begin == taps.begin && seen(end).end == taps.end) ++end;
      visit(RowRange{begin, end}, taps);
      begin = end;
    }
  }

  ConvolutionProblem problem;
  int depth;          // values of one row of a window
  std::int64_t line;  // values of one row of a padded band
  Partition bands;    // of output rows
};

}  // namespace detail
}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
