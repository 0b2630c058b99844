#pragma once
// A picture as a vector, in PyTorch's order.

#include "bicameral/core/instruction_set.hpp"
#include "bicameral/layers/layer.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// y[(c H + h) W + w] = x[h, w, c]: channels first, so that the weights behind it fit PyTorch's.
struct Flatten : LayerDefaults {
  static constexpr std::string_view kind = "flatten";
  static constexpr MemoryTraits memory(Mode) { return {.gradient_over_input = true}; }
  static constexpr Shape output(Shape in) { return {static_cast<int>(in.size()), 1, 1}; }

  template <Mode M, class T>
  static void forward(const Site<T>& site, const T* x, T* y) {
    for_each_value(
        site, [=](std::int64_t pixels_first, std::int64_t channels_first) { y[channels_first] = x[pixels_first]; });
  }

  /// dx is dy in the order of x.
  template <Mode M, class T>
  static void backward(const Site<T>& site, const T* dy, T* dx) {
    if (dx == nullptr) return;
    for_each_value(
        site, [=](std::int64_t pixels_first, std::int64_t channels_first) { dx[pixels_first] = dy[channels_first]; });
  }

 private:
  template <class T, class Move>
  static void for_each_value(const Site<T>& site, const Move& move) {
    const std::int64_t pixels = site.in.pixels();
    const std::int64_t channels = site.in.channels;
    site.pool->for_each_task(site.batch, [&](std::int64_t image, int) {
      const std::int64_t first = image * pixels * channels;
      for (std::int64_t pixel = 0; pixel < pixels; ++pixel)
        for (std::int64_t c = 0; c < channels; ++c) move(first + pixel * channels + c, first + c * pixels + pixel);
    });
  }
};

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
