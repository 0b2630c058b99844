#pragma once
// A picture cut into the tiles of Winograd's filtering, and the passes that map tiles to matrices and back.

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "bicameral/core/instruction_set.hpp"
#include "bicameral/kernels/conv2d/problem.hpp"
#include "bicameral/kernels/conv2d/winograd/transform.hpp"
#include "bicameral/kernels/panel_product.hpp"
#include "bicameral/kernels/partition.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {
namespace simd_detail {

/// Output tiles of m x m pixels; the last row and column of tiles may hang over the edge.
struct WinogradTiles {
  ConvolutionProblem problem{};
  int size = 4;  // m
  int across() const { return (problem.out_width() + size - 1) / size; }
  int down() const { return (problem.out_height() + size - 1) / size; }
  std::int64_t per_image() const { return std::int64_t{across()} * down(); }
  std::int64_t count() const { return per_image() * problem.batch; }

  /// Calls visit(place in the range, image, first output row, first output column).
  template <class Visit>
  void for_each(RowRange range, const Visit& visit) const {
    std::int64_t image = range.begin / per_image();
    int row = static_cast<int>(range.begin % per_image()) / across();
    int column = static_cast<int>(range.begin % per_image()) % across();
    for (std::int64_t place = 0; place < range.count(); ++place) {
      visit(place, image, row * size, column * size);
      if (++column < across()) continue;
      column = 0;
      if (++row < down()) continue;
      row = 0;
      ++image;
    }
  }
};

/// Values [channel, channel + lanes) of a pixel with `channels` channels; zero behind the last.
template <class T>
Vec<T> load_channels(const T* pixel, int channel, int channels) {
  constexpr int lanes = Vec<T>::lanes;
  if (channel + lanes <= channels) return Vec<T>::load(pixel + channel);
  T values[lanes] = {};
  for (int c = channel; c < channels; ++c) values[c - channel] = pixel[c];
  return Vec<T>::load(values);
}

template <class T>
void store_channels(Vec<T> vector, T* pixel, int channel, int channels) {
  constexpr int lanes = Vec<T>::lanes;
  if (channel + lanes <= channels) return vector.store(pixel + channel);
  T values[lanes];
  vector.store(values);
  for (int c = channel; c < channels; ++c) pixel[c] = values[c - channel];
}

/// A square of Size x Size pixels whose corner may lie outside the picture; what lies outside is zero.
template <int Size, class T>
void load_window(const T* picture, const Shape& shape, int top, int left, int channel, Vec<T> (&window)[Size][Size]) {
  const int channels = shape.channels;
  const bool inside = top >= 0 && left >= 0 && top + Size <= shape.height && left + Size <= shape.width &&
                      channel + Vec<T>::lanes <= channels;
  const T* corner = picture + (std::int64_t{top} * shape.width + left) * channels;
  if (inside) {
    for (int r = 0; r < Size; ++r)
      for (int c = 0; c < Size; ++c)
        window[r][c] = Vec<T>::load(corner + (std::int64_t{r} * shape.width + c) * channels + channel);
    return;
  }
  for (int r = 0; r < Size; ++r)
    for (int c = 0; c < Size; ++c) {
      const bool there = top + r >= 0 && top + r < shape.height && left + c >= 0 && left + c < shape.width;
      window[r][c] = there ? load_channels(corner + (std::int64_t{r} * shape.width + c) * channels, channel, channels)
                           : Vec<T>::zero();
    }
}

/// Where the matrices of a block of tiles lie: matrix q, panel p, tile t at q matrix + p panel + t 16.
struct PanelLayout {
  std::int64_t matrix = 0;
  std::int64_t panel = 0;

  /// For `tiles` tiles; an odd number of cache lines per matrix keeps stores to all matrices in different cache sets.
  static constexpr PanelLayout of(std::int64_t tiles, int channels) {
    const std::int64_t lines = tiles * panels_of(channels);
    return {(lines | 1) * panel_width, tiles * panel_width};
  }
};

/// Every tile mapped to one value in each matrix: the windows of `Size` pixels at the tile's corner less `overlap`.
template <int Size, int To, class T, class Map>
void tiles_to_panels(const WinogradTiles& tiles, RowRange range, int overlap, const Shape& shape, const T* pictures,
                     const PanelLayout& layout, T* panels, const Map& map) {
  constexpr int lanes = Vec<T>::lanes;
  const int channels = padded_to_panels(shape.channels);
  tiles.for_each(range, [&](std::int64_t place, std::int64_t image, int row, int column) {
    const T* picture = pictures + image * shape.size();
    for (int channel = 0; channel < channels; channel += lanes) {
      Vec<T> window[Size][Size];
      load_window<Size>(picture, shape, row - overlap, column - overlap, channel, window);
      Vec<T> mapped[To][To];
      map_both_ways<Size, To>(window, mapped, map);
      T* to = panels + (channel / panel_width) * layout.panel + place * panel_width + channel % panel_width;
      for (int r = 0; r < To; ++r)
        for (int c = 0; c < To; ++c) mapped[r][c].store(to + (r * To + c) * layout.matrix);
    }
  });
}

}  // namespace simd_detail
}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
