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

  /// Where a tile lies: its image and its first output row and column.
  struct Place {
    std::int64_t image;
    int row;
    int column;
  };
  Place place_of(std::int64_t tile) const {
    const auto within = static_cast<int>(tile % per_image());
    return {tile / per_image(), within / across() * size, within % across() * size};
  }

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

/// A square of Size x Size pixels whose corner may lie outside the picture; what lies outside points to zeros, so that
/// the loops over channels need no questions.
template <int Size, class T>
struct Window {
  Window(const T* picture, const Shape& shape, int top, int left, const T* zeros) {
    for (int r = 0; r < Size; ++r) {
      const bool row_inside = top + r >= 0 && top + r < shape.height;
      for (int c = 0; c < Size; ++c) {
        const bool inside = row_inside && left + c >= 0 && left + c < shape.width;
        pixels[r][c] = inside ? picture + (std::int64_t{top + r} * shape.width + left + c) * shape.channels : zeros;
      }
    }
  }
  const T* pixels[Size][Size];
};

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
/// `zeros` has as many zeros as a pixel has channels, rounded up to panels.
template <int Size, int To, class T, class Map>
void tiles_to_panels(const WinogradTiles& tiles, RowRange range, int overlap, const Shape& shape, const T* pictures,
                     const T* zeros, const PanelLayout& layout, T* panels, const Map& map) {
  using V = Vec<T>;
  const int channels = shape.channels;
  const int whole = channels / V::lanes * V::lanes;
  const auto window_of = [&](std::int64_t tile) {
    const WinogradTiles::Place at = tiles.place_of(tile);
    return Window<Size, T>(pictures + at.image * shape.size(), shape, at.row - overlap, at.column - overlap, zeros);
  };
  T copies[Size * Size * V::lanes] = {};
  const Window<Size, T> copied(copies, {V::lanes, Size, Size}, 0, 0, zeros);
  Window<Size, T> window = window_of(range.begin);
  for (std::int64_t place = 0; place < range.count(); ++place) {
    // The next tile comes from memory while this one is mapped: its short rows are too many for the hardware to
    // foresee.
    const Window<Size, T> next = window_of(std::min(range.begin + place + 1, range.end - 1));
    for (int channel = 0; channel < padded_to_panels(channels); channel += V::lanes) {
      // What is left of the last panel is copied: the rest of the channels, then zeros.
      const bool rest = channel >= whole;
      if (rest)
        for (int r = 0; r < Size; ++r)
          for (int c = 0; c < Size; ++c)
            load_channels(window.pixels[r][c], channel, channels).store(copies + (r * Size + c) * V::lanes);
      const Window<Size, T>& from = rest ? copied : window;
      const int offset = rest ? 0 : channel;
      T* to = panels + (channel / panel_width) * layout.panel + place * panel_width + channel % panel_width;
      map_square<V, Size, To>(
          [&](int r, int c) {
            prefetch(next.pixels[r][c] + channel);
            return V::load(from.pixels[r][c] + offset);
          },
          map, [&](int r, int c, V value) { value.store(to + (r * To + c) * layout.matrix); });
    }
    window = next;
  }
}

}  // namespace simd_detail
}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
