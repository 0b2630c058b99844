#pragma once
// The weight gradient by Winograd's filtering: both sides mapped, one sum of products for each matrix, mapped back
// once.

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "bicameral/core/instruction_set.hpp"
#include "bicameral/kernels/conv2d/winograd/filters.hpp"
#include "bicameral/kernels/conv2d/winograd/tiles.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {
namespace simd_detail {

/// How the work is cut, and its scratch memory.
template <class Maps, class T>
struct WinogradWeightPass {
  static constexpr int matrices = Maps::input * Maps::input;

  explicit WinogradWeightPass(const ConvolutionProblem& p) : tiles{p, Maps::output}, rows{p.in.channels, 128} {
    const std::int64_t per_tile =
        matrices * std::int64_t{sizeof(T)} * (padded_to_panels(p.in.channels) + padded_to_panels(p.filters));
    const std::int64_t fitting =
        std::clamp<std::int64_t>(chunk_bytes / per_tile, 128, std::max<std::int64_t>(tiles.count(), 128));
    chunks = {tiles.count(), std::min(fitting, std::max<std::int64_t>(tiles.count(), 1))};
    input_layout = PanelLayout::of(chunks.rows_per_task, p.in.channels);
    gradient_layout = PanelLayout::of(chunks.rows_per_task, p.filters);
    sum_values = matrices * std::int64_t{p.in.channels} * padded_to_panels(p.filters);
  }
  static constexpr std::int64_t chunk_bytes = 8 * 1024 * 1024;
  static constexpr std::int64_t mapped_together = 8;  // tiles mapped by one task

  std::int64_t zero_values() const {
    return padded_to_panels(std::max(tiles.problem.in.channels, tiles.problem.filters));
  }
  std::size_t bytes() const {
    return static_cast<std::size_t>(zero_values() + (input_layout.matrix + gradient_layout.matrix) * matrices +
                                    sum_values) *
           sizeof(T);
  }

  WinogradTiles tiles;
  Partition rows;    // input channels per task of the products
  Partition chunks;  // tiles whose products are summed at a time
  PanelLayout input_layout, gradient_layout;
  std::int64_t sum_values = 0;
};

/// dw = G^T (sum over tiles of (B^T d B)^T (A dy A^T)) G; scratch of WinogradWeightPass::bytes().
template <class Maps, class T>
void run_winograd_weight(ThreadPool& pool, const ConvolutionProblem& p, const T* x, const T* dy, T* dw,
                         std::byte* scratch) {
  const WinogradWeightPass<Maps, T> pass(p);
  T* zeros = reinterpret_cast<T*>(scratch);
  T* inputs = zeros + pass.zero_values();
  T* gradients = inputs + pass.input_layout.matrix * pass.matrices;
  T* sums = gradients + pass.gradient_layout.matrix * pass.matrices;
  const std::int64_t sum_stride = padded_to_panels(p.filters);
  const std::int64_t channels = p.in.channels;
  std::fill_n(zeros, pass.zero_values(), T(0));
  for (std::int64_t chunk = 0; chunk < pass.chunks.tasks(); ++chunk) {
    const RowRange range = pass.chunks.range(chunk);
    const Partition groups{range.count(), pass.mapped_together};
    pool.for_each_task(groups.tasks(), [&](std::int64_t task, int) {
      const RowRange part = groups.range(task);
      const RowRange group{range.begin + part.begin, range.begin + part.end};
      tiles_to_panels<Maps::input, Maps::input>(pass.tiles, group, p.padding, p.in, x, static_cast<const T*>(zeros),
                                                pass.input_layout, inputs + part.begin * panel_width, InputMap<Maps>{});
      tiles_to_panels<Maps::output, Maps::input>(pass.tiles, group, 0, p.out(), dy, static_cast<const T*>(zeros),
                                                 pass.gradient_layout, gradients + part.begin * panel_width,
                                                 OutputGradientMap<Maps>{});
    });
    pool.for_each_task(pass.matrices * pass.rows.tasks(), [&](std::int64_t task, int) {
      const std::int64_t q = task / pass.rows.tasks();
      const RowRange rows = pass.rows.range(task % pass.rows.tasks());
      panel_outer_product(static_cast<int>(rows.count()), p.filters, range.count(),
                          inputs + q * pass.input_layout.matrix + rows.begin / panel_width * pass.input_layout.panel,
                          pass.input_layout.panel, gradients + q * pass.gradient_layout.matrix,
                          pass.gradient_layout.panel, sums + (q * channels + rows.begin) * sum_stride, sum_stride,
                          chunk > 0);
    });
  }
  pool.for_each_task(channels, [&](std::int64_t k, int) {
    filter_gradient<Maps>(sums + k * sum_stride, channels * sum_stride, p.filters, dw + k * p.filters,
                          channels * p.filters);
  });
}

}  // namespace simd_detail
}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
