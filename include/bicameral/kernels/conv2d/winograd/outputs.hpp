#pragma once
// From the products of Winograd's filtering to the pixels of the result.

#include <algorithm>
#include <cstdint>
#include <type_traits>

#include "bicameral/core/instruction_set.hpp"
#include "bicameral/kernels/conv2d/winograd/tiles.hpp"
#include "bicameral/kernels/moments.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {
namespace simd_detail {

/// max(value, 0) where asked for; NaN stays.
template <class V>
V finished(V value, V bias, bool relu) {
  const V sum = value + bias;
  return relu ? where_at_most(sum, V::zero(), V::zero(), sum) : sum;
}

/// Moments of the tiles seen so far, one register of filters at a time; mean and squares lie in memory between tiles.
template <class T>
struct RunningMoments {
  using V = Vec<T>;
  T* mean = nullptr;
  T* squares = nullptr;
  std::int64_t seen = 0;  // pixels before this tile

  /// Adds rows x columns of the tile, by the pairwise formula of join_moments.
  template <int Size>
  void add(const V (&tile)[Size][Size], int rows, int columns, std::int64_t filter) const {
    const auto count = static_cast<T>(rows * columns);
    const auto before = static_cast<T>(seen);
    V sum = V::zero();
    for (int r = 0; r < rows; ++r)
      for (int c = 0; c < columns; ++c) sum = sum + tile[r][c];
    const V mean_here = sum * V::broadcast(1 / count);
    V squares_here = V::zero();
    for (int r = 0; r < rows; ++r)
      for (int c = 0; c < columns; ++c) {
        const V difference = tile[r][c] - mean_here;
        squares_here = multiply_add(difference, difference, squares_here);
      }
    const V old_mean = V::load(mean + filter);
    const V towards = V::broadcast(count / (before + count));
    const V difference = mean_here - old_mean;
    multiply_add(difference, towards, old_mean).store(mean + filter);
    const V between = difference * difference * towards * V::broadcast(before);
    (V::load(squares + filter) + squares_here + between).store(squares + filter);
  }
};

/// One tile and one register of filters: y = finish(A^T m A), where product(q) reads m. `rows` x `columns` results are
/// stored, then measured together.
template <class Maps, int Pool, bool Clipped, class V, class Products, class Store, class Measure>
[[gnu::flatten]] void write_tile(const Products& product, V bias, bool relu, int rows, int columns, const Store& store,
                                 const Measure& measure) {
  constexpr int tile = Maps::output;
  constexpr int size = tile / Pool;
  V best[size][size];
  map_square<V, Maps::input, tile>([&](int r, int c) { return product(r * Maps::input + c); },
                                   [](const auto& m, auto& y) { Maps::output_map(m, y); },
                                   [&](int r, int c, V sum) {
                                     const V value = finished(sum, bias, relu);
                                     V& largest = best[r / Pool][c / Pool];
                                     const bool first = r % Pool == 0 && c % Pool == 0;
                                     largest = first ? value : where_at_most(value, largest, largest, value);
                                     const bool last = r % Pool == Pool - 1 && c % Pool == Pool - 1;
                                     if (last && !Clipped) store(r / Pool, c / Pool, largest);
                                   });
  if constexpr (Clipped)
    for (int r = 0; r < rows; ++r)
      for (int c = 0; c < columns; ++c) store(r, c, best[r][c]);
  measure(best);
}

/// y = finish(A^T m A) for every tile of the range and the filters of one block, clipped to the picture. With `moments`
/// (of whole panels of filters, from 0), also what is written, measured.
template <class Maps, int Pool, class T>
void write_tiles(const WinogradTiles& tiles, RowRange range, const T* products, std::int64_t matrix, int block,
                 const ConvolutionFinish<T>& finish, T* y, RunningMoments<T>* moments) {
  using V = Vec<T>;
  const Shape full = tiles.problem.out();
  const Shape out{full.channels, full.height / Pool, full.width / Pool};
  const std::int64_t line = std::int64_t{out.width} * out.channels;
  const int first = block * block_width;
  const int last = std::min(out.channels, first + block_width);
  tiles.for_each(range, [&](std::int64_t place, std::int64_t image, int row, int column) {
    constexpr int size = Maps::output / Pool;
    const int rows = std::min(size, out.height - row / Pool);
    const int columns = std::min(size, out.width - column / Pool);
    T* corner = y + image * out.size() + (row / Pool) * line + (column / Pool) * std::int64_t{out.channels};
    const T* tile = products + place * block_width - first;
    const bool whole = rows == size && columns == size;
    for (int channel = first; channel < last; channel += V::lanes) {
      const bool all_lanes = channel + V::lanes <= last;
      const V bias = finish.bias == nullptr ? V::zero() : load_channels(finish.bias, channel, last);
      const auto product = [&](int q) { return V::load(tile + q * matrix + channel); };
      const auto store = [&](int r, int c, V value) { value.store(corner + r * line + c * out.channels + channel); };
      const auto store_some = [&](int r, int c, V value) {
        store_channels(value, corner + r * line + c * out.channels, channel, last);
      };
      const auto measure = [&](const auto& results) {
        if (moments != nullptr) moments->add(results, rows, columns, channel);
      };
      if (whole && all_lanes)
        write_tile<Maps, Pool, false>(product, bias, finish.relu, size, size, store, measure);
      else
        write_tile<Maps, Pool, true>(product, bias, finish.relu, rows, columns, store_some, measure);
    }
    if (moments != nullptr) moments->seen += std::int64_t{rows} * columns;
  });
}

/// The same for the pooling that `finish` asks for. Requires finish.pool of 1 or 2.
template <class Maps, class T>
void write_tiles(const WinogradTiles& tiles, RowRange range, const T* products, std::int64_t matrix, int block,
                 const ConvolutionFinish<T>& finish, T* y, RunningMoments<T>* moments) {
  if (finish.pool == 2)
    write_tiles<Maps, 2>(tiles, range, products, matrix, block, finish, y, moments);
  else
    write_tiles<Maps, 1>(tiles, range, products, matrix, block, finish, y, moments);
}

}  // namespace simd_detail
}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
