#pragma once
// Only the largest values of every feature map stay.

#include <cstddef>
#include <cstdint>

#include "bicameral/core/instruction_set.hpp"
#include "bicameral/kernels/top_k.hpp"
#include "bicameral/layers/layer.hpp"

namespace bicameral {

/// Among which values the second choice of KWinners is made.
enum class Ranking {
  image,              // those of the same feature map: an image's result does not depend on the others of its batch
  batch,              // those of the same channel in the whole batch, in inference too: the study's rule
  batch_in_training,  // the study's in training, `image` elsewhere
};

inline namespace BICAMERAL_SIMD {

/// y = x for winners, 0 for others. First the kept = ceil(KeepPercent % of H W) largest values of every feature map
/// stay, the others become 0. Then, of what there is now (zeros count as zeros, so that negative values go first), the
/// ceil(SecondPercent % of kept N) largest stay among the N maps of a channel: those of the batch, or N = 1. Equal
/// values win in order of image, row, column; NaN always wins. The gradient passes through winners of both choices.
/// With Ranking::batch a prediction depends on the rest of its batch: mixes_images says so, and the laws of
/// check/layer_laws.hpp leave that one out.
template <int KeepPercent, int SecondPercent, Ranking Rule = Ranking::image>
struct KWinners : LayerDefaults {
  static_assert(KeepPercent > 0 && KeepPercent <= 100 && SecondPercent > 0 && SecondPercent <= 100,
                "KWinners: expected percentages from 1 to 100");
  static constexpr std::string_view kind = "kwinners";
  /// Does an image's result in inference depend on the other images?
  static constexpr bool mixes_images = Rule == Ranking::batch;
  static constexpr MemoryTraits memory(Mode) {
    return {.in_place = true, .gradient_in_place = true, .gradient_over_input = true};
  }
  static constexpr Shape output(Shape in) { return in; }
  /// A bit for each value: did it win?
  template <class T>
  static constexpr std::size_t saved_bytes(Mode mode, Shape in, int batch) {
    if (!keeps_activations(mode)) return 0;
    return static_cast<std::size_t>(batch * in.pixels() * winner_row_bytes(in.channels));
  }
  /// Values of each feature map that survive the first choice, and those of `maps` maps that survive the second.
  static constexpr std::int64_t kept(Shape in) { return part_of(KeepPercent, in.pixels()); }
  static constexpr std::int64_t kept_of_maps(Shape in, std::int64_t maps) {
    return part_of(SecondPercent, kept(in) * maps);
  }

  template <Mode M, class T>
  static void forward(const Site<T>& site, const T* x, T* y) {
    std::uint8_t* bits = keeps_activations(M) ? site.template saved_as<std::uint8_t>() : nullptr;
    const std::int64_t pixels = site.in.pixels();
    constexpr bool over_batch = Rule == Ranking::batch || (Rule == Ranking::batch_in_training && M == Mode::training);
    const std::int64_t groups = over_batch ? 1 : site.batch;
    const std::int64_t maps = over_batch ? site.batch : 1;
    top_k_forward(*site.pool, {site.batch, pixels, site.in.channels, kept(site.in)}, x, y, bits);
    top_k_forward(*site.pool, {groups, maps * pixels, site.in.channels, kept_of_maps(site.in, maps)},
                  static_cast<const T*>(y), y, bits, WinnerBits::clear_losers);
  }

  /// dx = dy where the value won, else 0.
  template <Mode M, class T>
  static void backward(const Site<T>& site, const T* dy, T* dx) {
    if (dx == nullptr) return;
    top_k_backward(*site.pool, site.batch * site.in.pixels(), site.in.channels,
                   static_cast<const std::uint8_t*>(site.template saved_as<std::uint8_t>()), dy, dx);
  }

 private:
  static constexpr std::int64_t part_of(int percent, std::int64_t count) { return (count * percent + 99) / 100; }
};

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
