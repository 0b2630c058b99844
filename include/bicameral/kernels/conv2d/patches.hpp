#pragma once
// Rows of the patch matrix: the input values under each window, in the order of the weights.

#include <algorithm>
#include <cstdint>

#include "bicameral/core/instruction_set.hpp"
#include "bicameral/kernels/conv2d/problem.hpp"
#include "bicameral/kernels/partition.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {
namespace detail {

/// Part of the columns of the patch matrix: taps [first_tap, last_tap) with channels [first_channel, last_channel).
struct PatchColumns {
  int first_tap = 0;
  int last_tap = 0;
  int first_channel = 0;
  int last_channel = 0;
  constexpr int channels() const { return last_channel - first_channel; }
  constexpr std::int64_t count() const { return std::int64_t{last_tap - first_tap} * channels(); }
  static constexpr PatchColumns all(const ConvolutionProblem& p) { return {0, p.kernel * p.kernel, 0, p.in.channels}; }
};

/// Calls visit(row of the patch matrix relative to the range, image, first input row, first input column).
template <class Visit>
void for_each_patch(const ConvolutionProblem& p, RowRange rows, const Visit& visit) {
  const std::int64_t pixels = p.out().pixels();
  std::int64_t image = rows.begin / pixels;
  int r = static_cast<int>(rows.begin % pixels) / p.out_width();
  int c = static_cast<int>(rows.begin % pixels) % p.out_width();
  for (std::int64_t row = 0; row < rows.count(); ++row) {
    visit(row, image, r * p.stride - p.padding, c * p.stride - p.padding);
    if (++c < p.out_width()) continue;
    c = 0;
    if (++r < p.out_height()) continue;
    r = 0;
    ++image;
  }
}

/// patches[rows, columns.count()] from x; values outside the picture are zero.
template <class T>
void gather_patches(const ConvolutionProblem& p, RowRange rows, const PatchColumns& columns, const T* x, T* patches) {
  const std::int64_t channels = p.in.channels;
  const int taken = columns.channels();
  const bool whole_rows = columns.first_tap % p.kernel == 0 && columns.last_tap % p.kernel == 0 && taken == channels;
  for_each_patch(p, rows, [&](std::int64_t row, std::int64_t image, int top, int left) {
    T* to = patches + row * columns.count();
    const T* picture = x + image * p.in.size();
    if (whole_rows) {
      // One row of the window is contiguous in channels-last order: copy it at once, less what hangs over the edge.
      const int before = std::clamp(-left, 0, p.kernel);
      const int inside = std::max(0, std::min(p.kernel, p.in.width - left) - before);
      for (int i = columns.first_tap / p.kernel; i < columns.last_tap / p.kernel; ++i) {
        const int h = top + i;
        if (h < 0 || h >= p.in.height || inside == 0) {
          to = std::fill_n(to, p.kernel * channels, T(0));
          continue;
        }
        to = std::fill_n(to, before * channels, T(0));
        to = std::copy_n(picture + (std::int64_t{h} * p.in.width + left + before) * channels, inside * channels, to);
        to = std::fill_n(to, (p.kernel - before - inside) * channels, T(0));
      }
      return;
    }
    for (int tap = columns.first_tap; tap < columns.last_tap; ++tap) {
      const int h = top + tap / p.kernel;
      const int w = left + tap % p.kernel;
      if (h < 0 || h >= p.in.height || w < 0 || w >= p.in.width)
        to = std::fill_n(to, taken, T(0));
      else
        to = std::copy_n(picture + (std::int64_t{h} * p.in.width + w) * channels + columns.first_channel, taken, to);
    }
  });
}

/// x += the patches, each value added to the input it came from; values outside the picture are dropped. A patch begins
/// every `stride` values.
template <class T>
void scatter_patches(const ConvolutionProblem& p, RowRange rows, const T* patches, std::int64_t stride, T* x) {
  const std::int64_t channels = p.in.channels;
  for_each_patch(p, rows, [&](std::int64_t row, std::int64_t image, int top, int left) {
    const T* from = patches + row * stride;
    T* picture = x + image * p.in.size();
    const int before = std::clamp(-left, 0, p.kernel);
    const int inside = std::max(0, std::min(p.kernel, p.in.width - left) - before);
    for (int i = 0; i < p.kernel; ++i) {
      const int h = top + i;
      if (h < 0 || h >= p.in.height) continue;
      const T* source = from + (std::int64_t{i} * p.kernel + before) * channels;
      T* target = picture + (std::int64_t{h} * p.in.width + left + before) * channels;
      for (std::int64_t k = 0; k < inside * channels; ++k) target[k] += source[k];
    }
  });
}

}  // namespace detail
}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
