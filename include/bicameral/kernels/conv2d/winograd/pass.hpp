#pragma once
// Winograd's filtering of a batch: tiles to matrices, products, and back, in pieces that stay in cache.

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "bicameral/core/instruction_set.hpp"
#include "bicameral/kernels/conv2d/winograd/filters.hpp"
#include "bicameral/kernels/conv2d/winograd/outputs.hpp"
#include "bicameral/kernels/conv2d/winograd/tiles.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {
namespace simd_detail {

/// Are the filters of a problem those of its input gradient, turned by half a turn?
enum class Turned { no, yes };

/// How the products of one pass are cut, and its scratch memory.
template <class Maps, class T>
struct WinogradPass {
  static constexpr int matrices = Maps::input * Maps::input;

  explicit WinogradPass(const ConvolutionProblem& p) : tiles{p, Maps::output} {
    const std::int64_t per_tile = matrices * std::int64_t{padded_to_panels(p.in.channels)} * std::int64_t{sizeof(T)};
    const std::int64_t count = std::max<std::int64_t>(tiles.count(), 1);
    // Many filters for few tiles: reading the filters again for every piece would cost more than sharing the tiles.
    shared = filter_values(p) * std::int64_t{sizeof(T)} > most_filter_bytes;
    const std::int64_t fitting = shared ? std::clamp<std::int64_t>(shared_bytes / per_tile, 1, most_shared)
                                        : std::max<std::int64_t>(own_bytes / per_tile / 14, 1) * 14;
    const std::int64_t most = std::min(fitting, count);
    // All share each piece, so none may be small.
    pieces = {tiles.count(), shared ? equal_rows(count, most) : most};
    // Memory for the largest pieces, so that it suffices for fewer images.
    input_layout = PanelLayout::of(most, p.in.channels);
    product_matrix = (2 * most | 1) * panel_width;
  }
  static constexpr std::int64_t own_bytes = 512 * 1024;
  static constexpr std::int64_t most_filter_bytes = 8 * 1024 * 1024;
  static constexpr std::int64_t shared_bytes = 10 * 1024 * 1024;
  static constexpr std::int64_t most_shared = 128;
  static constexpr std::int64_t mapped_together = 8;  // tiles that one task maps before shared products

  /// How many pixels of the results, which are measured apart for each piece, one has.
  std::int64_t piece_pixels(std::int64_t piece) const {
    std::int64_t pixels = 0;
    tiles.for_each(pieces.range(piece), [&](std::int64_t, std::int64_t, int row, int column) {
      pixels += std::int64_t{std::min(Maps::output, tiles.problem.out_height() - row)} *
                std::min(Maps::output, tiles.problem.out_width() - column);
    });
    return pixels;
  }

  /// Values of all filters mapped to matrices.
  static constexpr std::int64_t filter_values(const ConvolutionProblem& p) {
    return blocks_of(p.filters) * block_filter_values(p);
  }
  /// Those of one block of 32.
  static constexpr std::int64_t block_filter_values(const ConvolutionProblem& p) {
    return matrices * filter_matrix(p.in.channels);
  }
  /// Does each task map the filters that it needs? They are needed once, where all tiles are mapped at a time, and so
  /// stay in cache.
  bool maps_in_tasks() const { return shared && pieces.tasks() == 1; }
  std::size_t block_filter_bytes() const { return bytes_of(block_filter_values(tiles.problem)); }
  /// Bytes for mapped filters that are not prepared: all of them, or a block for each worker; enough for fewer images.
  std::size_t filter_bytes(int workers) const {
    const std::size_t all = bytes_of(filter_values(tiles.problem));
    return shared ? std::max(all, static_cast<std::size_t>(workers) * block_filter_bytes()) : all;
  }
  std::size_t zero_bytes() const { return bytes_of(padded_to_panels(tiles.problem.in.channels)); }
  std::size_t input_bytes() const { return bytes_of(input_layout.matrix * matrices); }
  std::size_t product_bytes() const { return bytes_of(product_matrix * matrices); }
  /// Scratch besides the filters.
  std::size_t bytes(int workers) const {
    const auto each = static_cast<std::size_t>(workers);
    return zero_bytes() + (shared ? 1 : each) * input_bytes() + each * product_bytes();
  }

  WinogradTiles tiles;
  bool shared = false;
  Partition pieces;  // of tiles: one for each task, or one after the other for all tasks together
  PanelLayout input_layout;
  std::int64_t product_matrix = 0;

 private:
  /// Rows of each of as few pieces as possible with at most `most` rows, nearly equal.
  static std::int64_t equal_rows(std::int64_t count, std::int64_t most) {
    const std::int64_t least = (count + most - 1) / most;
    return (count + least - 1) / least;
  }
  static std::size_t bytes_of(std::int64_t values) {
    return aligned_bytes(static_cast<std::size_t>(values) * sizeof(T));
  }
};

/// Filters as they are given: mapped already, or weights of the problem (or of the one whose input gradient it is),
/// with memory for what is mapped of them, WinogradPass::filter_bytes().
template <class T>
struct WinogradFilters {
  const T* mapped = nullptr;
  const T* weights = nullptr;
  Turned turned = Turned::no;
  T* memory = nullptr;
};

/// u[block][matrix][depth][32] from the weights of the problem, or of the one whose input gradient it is.
template <class Maps, class T>
void map_all_filters(ThreadPool& pool, const ConvolutionProblem& p, Turned turned, const T* w, T* u) {
  const Partition depth{p.in.channels, panel_width};
  pool.for_each_task(blocks_of(p.filters) * depth.tasks(), [&](std::int64_t task, int) {
    map_filters<Maps>(turned == Turned::yes, p.in.channels, p.filters, depth.range(task % depth.tasks()),
                      static_cast<int>(task / depth.tasks()), w,
                      u + task / depth.tasks() * WinogradPass<Maps, T>::block_filter_values(p));
  });
}

/// y = finish(x * filters); scratch of WinogradPass::bytes(). With `moments`, a part for each
/// of WinogradPass::pieces, also those of y. They belong to results that are neither rectified nor pooled.
template <class Maps, class T>
void run_winograd(ThreadPool& pool, const ConvolutionProblem& p, const T* x, const WinogradFilters<T>& filters,
                  const ConvolutionFinish<T>& finish, T* y, std::byte* scratch,
                  const MomentParts<T>* moments = nullptr) {
  const WinogradPass<Maps, T> pass(p);
  T* zeros = reinterpret_cast<T*>(scratch);
  std::fill_n(zeros, padded_to_panels(p.in.channels), T(0));
  std::byte* memory = scratch + pass.zero_bytes();
  const int filter_blocks = blocks_of(p.filters);

  const auto inputs_to = [&](RowRange range, std::int64_t place, T* v) {
    tiles_to_panels<Maps::input, Maps::input>(pass.tiles, range, p.padding, p.in, x, static_cast<const T*>(zeros),
                                              pass.input_layout, v + place * panel_width, InputMap<Maps>{});
  };
  const std::int64_t block_values = pass.block_filter_values(p);
  const auto products = [&](std::int64_t piece, const T* v, const T* u, int block, T* m) {
    const RowRange range = pass.pieces.range(piece);
    const int columns = std::min(block_width, p.filters - block * block_width);
    for (int q = 0; q < pass.matrices; ++q)
      panel_product(range.count(), columns, p.in.channels, v + q * pass.input_layout.matrix, pass.input_layout.panel,
                    u + q * filter_matrix(p.in.channels), m + q * pass.product_matrix, block_width);
    RunningMoments<T> running;
    if (moments != nullptr) {
      running = {moments->mean(piece), moments->squares(piece)};
      std::fill_n(running.mean + block * block_width, padded_to_panels(columns), T(0));
      std::fill_n(running.squares + block * block_width, padded_to_panels(columns), T(0));
    }
    write_tiles<Maps>(pass.tiles, range, m, pass.product_matrix, block, finish, y,
                      moments == nullptr ? nullptr : &running);
  };

  const T* mapped = filters.mapped;
  if (mapped == nullptr && !pass.maps_in_tasks()) {
    map_all_filters<Maps>(pool, p, filters.turned, filters.weights, filters.memory);
    mapped = filters.memory;
  }
  if (!pass.shared) {
    pool.for_each_task(pass.pieces.tasks(), [&](std::int64_t piece, int worker) {
      std::byte* own = memory + static_cast<std::size_t>(worker) * (pass.input_bytes() + pass.product_bytes());
      T* v = reinterpret_cast<T*>(own);
      T* m = reinterpret_cast<T*>(own + pass.input_bytes());
      inputs_to(pass.pieces.range(piece), 0, v);
      for (int block = 0; block < filter_blocks; ++block) products(piece, v, mapped + block * block_values, block, m);
    });
    return;
  }
  const Partition depth{p.in.channels, panel_width};
  T* v = reinterpret_cast<T*>(memory);
  std::byte* product_memory = memory + pass.input_bytes();
  for (std::int64_t piece = 0; piece < pass.pieces.tasks(); ++piece) {
    const RowRange all = pass.pieces.range(piece);
    const Partition groups{all.count(), pass.mapped_together};
    pool.for_each_task(groups.tasks(), [&](std::int64_t task, int) {
      const RowRange group = groups.range(task);
      inputs_to({all.begin + group.begin, all.begin + group.end}, group.begin, v);
    });
    pool.for_each_task(filter_blocks, [&](std::int64_t task, int worker) {
      const auto block = static_cast<int>(task);
      const T* u = mapped;
      if (u != nullptr) {
        u += block * block_values;
      } else {
        T* own = filters.memory + static_cast<std::int64_t>(pass.block_filter_bytes() / sizeof(T)) * worker;
        for (std::int64_t rows = 0; rows < depth.tasks(); ++rows)
          map_filters<Maps>(filters.turned == Turned::yes, p.in.channels, p.filters, depth.range(rows), block,
                            filters.weights, own);
        u = own;
      }
      products(piece, v, u, block,
               reinterpret_cast<T*>(product_memory + static_cast<std::size_t>(worker) * pass.product_bytes()));
    });
  }
}

}  // namespace simd_detail
}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
