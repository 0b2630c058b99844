#pragma once
// Winograd's minimal filtering for 3x3 convolutions with stride 1: fewer multiplications for a few more additions.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "bicameral/kernels/conv2d/winograd/filters.hpp"
#include "bicameral/kernels/conv2d/winograd/tiles.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// F(m x m, 3 x 3): (m + 2)^2 matrix products over tiles of m x m pixels instead of 9 m^2 over pixels.
/// Forward: V = B^T d B of the input tiles, U = G g G^T of the filters, y = A^T (V U) A. The input gradient is the same
/// with dy in place of x and the filters turned by half a turn. Weight gradient: dU = V^T (A dy A^T), dg = G^T dU G.
/// Source: Lavin, Gray, "Fast algorithms for convolutional neural networks", CVPR 2016.
template <int OutputTile>
struct WinogradConvolution {
  using Maps = WinogradMaps<OutputTile>;
  static constexpr int matrices = Maps::input * Maps::input;
  static constexpr std::string_view name = OutputTile == 4 ? "winograd4" : "winograd2";
  static constexpr double largest_float_error = OutputTile == 4 ? 2e-5 : 1e-5;
  static constexpr double mean_float_error = OutputTile == 4 ? 4e-6 : 2e-6;

  static constexpr bool applies(const ConvolutionProblem& p) {
    return p.kernel == 3 && p.stride == 1 && p.padding <= 2;
  }

  template <class T>
  static std::size_t scratch_bytes(const ConvolutionProblem& p, const ConvolutionSettings&, int workers) {
    return std::max({Pass<T>(p).bytes(workers), Pass<T>(turned(p)).bytes(workers), WeightPass<T>(p).bytes()});
  }

  template <class T>
  static void forward(const ConvolutionCall& call, const T* x, const T* w, const T* bias, T* y) {
    run(call, call.problem, Turned::no, x, w, bias, y);
  }

  template <class T>
  static void backward_input(const ConvolutionCall& call, const T* dy, const T* w, T* dx) {
    run(call, turned(call.problem), Turned::yes, dy, w, static_cast<const T*>(nullptr), dx);
  }

  template <class T>
  static void backward_weight(const ConvolutionCall& call, const T* x, const T* dy, T* dw) {
    const ConvolutionProblem& p = call.problem;
    const WeightPass<T> pass(p);
    T* inputs = reinterpret_cast<T*>(call.scratch);
    T* gradients = inputs + size(pass.input_layout.matrix * matrices);
    T* sums = gradients + size(pass.gradient_layout.matrix * matrices);
    const std::int64_t sum_stride = padded_to_panels(p.filters);
    const std::int64_t channels = p.in.channels;
    for (std::int64_t chunk = 0; chunk < pass.chunks.tasks(); ++chunk) {
      const RowRange range = pass.chunks.range(chunk);
      const Partition groups{range.count(), pass.group};
      call.pool->for_each_task(groups.tasks(), [&](std::int64_t task, int) {
        const RowRange part = groups.range(task);
        const RowRange group{range.begin + part.begin, range.begin + part.end};
        simd_detail::tiles_to_panels<Maps::input, Maps::input>(pass.tiles, group, p.padding, p.in, x, pass.input_layout,
                                                               inputs + part.begin * panel_width,
                                                               [](const auto& d, auto& v) { Maps::input_map(d, v); });
        simd_detail::tiles_to_panels<OutputTile, Maps::input>(
            pass.tiles, group, 0, p.out(), dy, pass.gradient_layout, gradients + part.begin * panel_width,
            [](const auto& d, auto& m) { Maps::output_gradient_map(d, m); });
      });
      call.pool->for_each_task(matrices * pass.rows.tasks(), [&](std::int64_t task, int) {
        const std::int64_t q = task / pass.rows.tasks();
        const RowRange rows = pass.rows.range(task % pass.rows.tasks());
        panel_outer_product(static_cast<int>(rows.count()), p.filters, range.count(),
                            inputs + q * pass.input_layout.matrix + rows.begin / panel_width * pass.input_layout.panel,
                            pass.input_layout.panel, gradients + q * pass.gradient_layout.matrix,
                            pass.gradient_layout.panel, sums + (q * channels + rows.begin) * sum_stride, sum_stride,
                            chunk > 0);
      });
    }
    call.pool->for_each_task(channels, [&](std::int64_t k, int) {
      simd_detail::filter_gradient<Maps>(sums + k * sum_stride, channels * sum_stride, p.filters, dw + k * p.filters,
                                         channels * p.filters);
    });
  }

 private:
  enum class Turned { no, yes };
  static constexpr std::size_t size(std::int64_t count) { return static_cast<std::size_t>(count); }

  /// The convolution of dy that gives dx.
  static constexpr ConvolutionProblem turned(const ConvolutionProblem& p) {
    return {p.batch, p.out(), p.in.channels, p.kernel, 1, 2 - p.padding};
  }

  /// How the products of one pass are cut.
  template <class T>
  struct Pass {
    explicit Pass(const ConvolutionProblem& p) : tiles{p, OutputTile} {
      const std::int64_t per_tile = matrices * std::int64_t{padded_to_panels(p.in.channels)} * std::int64_t{sizeof(T)};
      const std::int64_t fitting = std::max<std::int64_t>(block_bytes / per_tile / 14, 1) * 14;
      filter_values = std::int64_t{blocks_of(p.filters)} * matrices * p.in.channels * block_width;
      // Many filters for few tiles: reading the filters again for every block would cost more than sharing the tiles.
      shared = filter_values * std::int64_t{sizeof(T)} > most_filter_bytes;
      blocks = {tiles.count(), std::min(fitting, std::max<std::int64_t>(tiles.count(), 1))};
      chunks = shared ? Partition::by_bytes(tiles.count(), size(per_tile), chunk_bytes)
                      : Partition{tiles.count(), blocks.rows_per_task};
      if (shared) blocks.rows_per_task = std::min<std::int64_t>(shared_block, chunks.rows_per_task);
      input_layout = simd_detail::PanelLayout::of(chunks.rows_per_task, p.in.channels);
      product_matrix = (2 * blocks.rows_per_task | 1) * panel_width;
    }
    static constexpr std::int64_t block_bytes = 512 * 1024;
    static constexpr std::int64_t most_filter_bytes = 8 * 1024 * 1024;
    static constexpr std::size_t chunk_bytes = 10 * 1024 * 1024;
    static constexpr std::int64_t shared_block = 112;

    std::size_t filter_bytes() const { return aligned_bytes(size(filter_values) * sizeof(T)); }
    std::size_t input_bytes() const { return aligned_bytes(size(input_layout.matrix * matrices) * sizeof(T)); }
    std::size_t product_bytes() const { return aligned_bytes(size(product_matrix * matrices) * sizeof(T)); }
    std::size_t bytes(int workers) const {
      const auto each = static_cast<std::size_t>(workers);
      return filter_bytes() + (shared ? 1 : each) * input_bytes() + each * product_bytes();
    }

    simd_detail::WinogradTiles tiles;
    std::int64_t filter_values = 0;
    bool shared = false;
    Partition blocks;  // tiles that one task takes through the products
    Partition chunks;  // tiles whose inputs are mapped before any product
    simd_detail::PanelLayout input_layout;
    std::int64_t product_matrix = 0;
  };

  template <class T>
  static void run(const ConvolutionCall& call, const ConvolutionProblem& p, Turned filters, const T* x, const T* w,
                  const T* bias, T* y) {
    const Pass<T> pass(p);
    T* u = reinterpret_cast<T*>(call.scratch);
    std::byte* memory = call.scratch + pass.filter_bytes();
    const int filter_blocks = blocks_of(p.filters);
    const Partition depth{p.in.channels, panel_width};
    call.pool->for_each_task(filter_blocks * depth.tasks(), [&](std::int64_t task, int) {
      const RowRange rows = depth.range(task % depth.tasks());
      const auto block = static_cast<int>(task / depth.tasks());
      simd_detail::map_filters<Maps>(filters == Turned::yes, p.in.channels, p.filters, rows, block, w, u);
    });

    const auto inputs_to = [&](RowRange range, std::int64_t place, T* v) {
      simd_detail::tiles_to_panels<Maps::input, Maps::input>(pass.tiles, range, p.padding, p.in, x, pass.input_layout,
                                                             v + place * panel_width,
                                                             [](const auto& d, auto& to) { Maps::input_map(d, to); });
    };
    const auto products = [&](RowRange range, std::int64_t place, const T* v, int block, T* m) {
      const int columns = std::min(block_width, p.filters - block * block_width);
      for (int q = 0; q < matrices; ++q)
        panel_product(range.count(), columns, p.in.channels, v + q * pass.input_layout.matrix + place * panel_width,
                      pass.input_layout.panel, u + (std::int64_t{block} * matrices + q) * p.in.channels * block_width,
                      m + q * pass.product_matrix, block_width);
      write_outputs(pass.tiles, range, m, pass.product_matrix, block, bias, y);
    };

    if (!pass.shared) {
      call.pool->for_each_task(pass.blocks.tasks(), [&](std::int64_t task, int worker) {
        std::byte* own = memory + size(worker) * (pass.input_bytes() + pass.product_bytes());
        T* v = reinterpret_cast<T*>(own);
        T* m = reinterpret_cast<T*>(own + pass.input_bytes());
        const RowRange range = pass.blocks.range(task);
        inputs_to(range, 0, v);
        for (int block = 0; block < filter_blocks; ++block) products(range, 0, v, block, m);
      });
      return;
    }
    T* v = reinterpret_cast<T*>(memory);
    std::byte* product_memory = memory + pass.input_bytes();
    for (std::int64_t chunk = 0; chunk < pass.chunks.tasks(); ++chunk) {
      const RowRange all = pass.chunks.range(chunk);
      const Partition groups{all.count(), 8};
      call.pool->for_each_task(groups.tasks(), [&](std::int64_t task, int) {
        const RowRange part = groups.range(task);
        inputs_to({all.begin + part.begin, all.begin + part.end}, part.begin, v);
      });
      const Partition blocks{all.count(), pass.blocks.rows_per_task};
      call.pool->for_each_task(blocks.tasks() * filter_blocks, [&](std::int64_t task, int worker) {
        const RowRange part = blocks.range(task % blocks.tasks());
        T* m = reinterpret_cast<T*>(product_memory + size(worker) * pass.product_bytes());
        products({all.begin + part.begin, all.begin + part.end}, part.begin, v, static_cast<int>(task / blocks.tasks()),
                 m);
      });
    }
  }

  /// y = A^T m A for every tile of the range and the filters of one block, clipped to the picture, plus the bias.
  template <class T>
  static void write_outputs(const simd_detail::WinogradTiles& tiles, RowRange range, const T* products,
                            std::int64_t matrix, int block, const T* bias, T* y) {
    constexpr int lanes = Vec<T>::lanes;
    const Shape out = tiles.problem.out();
    const int first = block * block_width;
    const int last = std::min(out.channels, first + block_width);
    tiles.for_each(range, [&](std::int64_t place, std::int64_t image, int row, int column) {
      const int rows = std::min(OutputTile, out.height - row);
      const int columns = std::min(OutputTile, out.width - column);
      T* corner = y + image * out.size() + (std::int64_t{row} * out.width + column) * out.channels;
      for (int channel = first; channel < last; channel += lanes) {
        const T* from = products + place * block_width + (channel - first);
        Vec<T> m[Maps::input][Maps::input];
        for (int r = 0; r < Maps::input; ++r)
          for (int c = 0; c < Maps::input; ++c) m[r][c] = Vec<T>::load(from + (r * Maps::input + c) * matrix);
        Vec<T> tile[OutputTile][OutputTile];
        simd_detail::map_both_ways<Maps::input, OutputTile>(m, tile,
                                                            [](const auto& a, auto& b) { Maps::output_map(a, b); });
        const Vec<T> shift = bias == nullptr ? Vec<T>::zero() : simd_detail::load_channels(bias, channel, out.channels);
        for (int r = 0; r < rows; ++r)
          for (int c = 0; c < columns; ++c)
            simd_detail::store_channels(tile[r][c] + shift, corner + (std::int64_t{r} * out.width + c) * out.channels,
                                        channel, out.channels);
      }
    });
  }

  /// How the weight gradient is cut.
  template <class T>
  struct WeightPass {
    explicit WeightPass(const ConvolutionProblem& p) : tiles{p, OutputTile}, rows{p.in.channels, 128} {
      const std::int64_t per_tile =
          matrices * std::int64_t{sizeof(T)} * (padded_to_panels(p.in.channels) + padded_to_panels(p.filters));
      const std::int64_t fitting =
          std::clamp<std::int64_t>(chunk_bytes / per_tile, 128, std::max<std::int64_t>(tiles.count(), 128));
      chunks = {tiles.count(), std::min(fitting, std::max<std::int64_t>(tiles.count(), 1))};
      input_layout = simd_detail::PanelLayout::of(chunks.rows_per_task, p.in.channels);
      gradient_layout = simd_detail::PanelLayout::of(chunks.rows_per_task, p.filters);
      sum_values = matrices * std::int64_t{p.in.channels} * padded_to_panels(p.filters);
    }
    static constexpr std::int64_t chunk_bytes = 8 * 1024 * 1024;
    std::size_t bytes() const {
      return size((input_layout.matrix + gradient_layout.matrix) * matrices + sum_values) * sizeof(T);
    }
    simd_detail::WinogradTiles tiles;
    Partition rows;                           // input channels per task of the products
    Partition chunks;                         // tiles whose products are summed at a time
    static constexpr std::int64_t group = 8;  // tiles mapped by one task
    simd_detail::PanelLayout input_layout, gradient_layout;
    std::int64_t sum_values = 0;
  };
};

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
