#pragma once
// Dropout whose mask depends on the image and the layer's name, not on the batch or the threads.

#include <algorithm>

#include "bicameral/core/instruction_set.hpp"
#include "bicameral/layers/layer.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// In training each value is zero with probability Percent / 100, else divided by the probability to stay; otherwise
/// y = x. Source: Srivastava et al., "Dropout", JMLR 2014, in the scaled form.
/// The mask of a value is a function of (seed, layer name, epoch, image, place in the image).
template <int Percent>
struct Dropout : LayerDefaults {
  static_assert(Percent >= 0 && Percent < 100, "Dropout: expected a percentage from 0 to 99");
  static constexpr std::string_view kind = "dropout";
  static constexpr MemoryTraits memory(Mode) {
    return {.in_place = true, .gradient_in_place = true, .gradient_over_input = true};
  }
  static constexpr Shape output(Shape in) { return in; }
  /// One byte per value: stays or not.
  template <class T>
  static constexpr std::size_t saved_bytes(Mode mode, Shape in, int batch) {
    return mode == Mode::training ? static_cast<std::size_t>(in.size() * batch) : 0;
  }

  template <Mode M, class T>
  static void forward(const Site<T>& site, const T* x, T* y) {
    const std::int64_t values = site.in.size();
    const StreamKey key(site.seed, Purpose::dropout, site.name);
    std::uint8_t* stays = M == Mode::training ? site.template saved_as<std::uint8_t>() : nullptr;
    site.pool->for_each_task(site.batch, [&](std::int64_t image, int) {
      const T* from = x + image * values;
      T* to = y + image * values;
      if constexpr (M == Mode::training) {
        const std::uint32_t item =
            site.items.empty() ? static_cast<std::uint32_t>(image) : site.items[static_cast<std::size_t>(image)];
        for (std::int64_t i = 0; i < values; i += 4) {
          const auto words = random_block(key, site.epoch, item, static_cast<std::uint64_t>(i / 4));
          for (std::int64_t j = i; j < i + 4 && j < values; ++j) {
            const bool kept = words[static_cast<std::size_t>(j - i)] >= threshold;
            stays[image * values + j] = kept;
            to[j] = kept ? from[j] * scale<T> : T(0);
          }
        }
      } else if (x != y) {
        std::copy_n(from, values, to);
      }
    });
  }

  /// dx = dy / (1 - Percent / 100) where the value stayed, else 0; without training dx = dy.
  template <Mode M, class T>
  static void backward(const Site<T>& site, const T* dy, T* dx) {
    if (dx == nullptr) return;
    const std::int64_t values = site.in.size();
    const std::uint8_t* stays = site.template saved_as<std::uint8_t>();
    site.pool->for_each_task(site.batch, [&](std::int64_t image, int) {
      for (std::int64_t i = image * values; i < (image + 1) * values; ++i) {
        if constexpr (M == Mode::training)
          dx[i] = stays[i] != 0 ? dy[i] * scale<T> : T(0);
        else
          dx[i] = dy[i];
      }
    });
  }

 private:
  static constexpr auto threshold = static_cast<std::uint32_t>((std::uint64_t{Percent} << 32) / 100);
  template <class T>
  static constexpr T scale = static_cast<T>(100.0 / (100 - Percent));
};

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
