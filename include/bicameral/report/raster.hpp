#pragma once
// A picture of pixels, and how a drawing gets one encoded without knowing a library for it.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "bicameral/core/error.hpp"

namespace bicameral {

/// Pixels [height][width][channels] of 8 bits, the top row first; 1 channel is grey, 3 are red, green and blue in sRGB,
/// 4 have opacity besides (not multiplied in).
struct Raster {
  int width = 0;
  int height = 0;
  int channels = 3;
  std::vector<std::uint8_t> pixels;

  /// A raster of zeros. Requires positive sizes and 1, 3 or 4 channels.
  static Raster of(int width, int height, int channels) {
    Raster raster{width, height, channels, {}};
    raster.check_sizes();
    raster.pixels.resize(raster.bytes());
    return raster;
  }

  /// The first byte of a pixel. Requires that it lies in the raster.
  std::uint8_t* at(int x, int y) {
    return pixels.data() +
           (static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)) *
               static_cast<std::size_t>(channels);
  }

  std::size_t bytes() const {
    return static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * static_cast<std::size_t>(channels);
  }

  /// Throws Error unless sizes and pixels fit.
  void check() const {
    check_sizes();
    if (pixels.size() != bytes())
      fail("Raster", std::to_string(bytes()) + " bytes of pixels", std::to_string(pixels.size()));
  }

  bool operator==(const Raster&) const = default;

 private:
  void check_sizes() const {
    constexpr int most = 1 << 15;  // 32768 squared, times four channels, is what 64 bits and a browser still take
    if (width < 1 || height < 1 || width > most || height > most)
      fail("Raster", "sides from 1 to " + std::to_string(most), std::to_string(width) + " x " + std::to_string(height));
    if (channels != 1 && channels != 3 && channels != 4) fail("Raster", "1, 3 or 4 channels", std::to_string(channels));
  }
};

/// Makes the bytes of a PNG file; `encode_png` of png.hpp is one.
using PngEncoder = std::function<std::string(const Raster&)>;

}  // namespace bicameral
