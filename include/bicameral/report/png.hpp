#pragma once
// PNG files through libpng: the one header that needs it. Link bicameral::png.

#include <png.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "bicameral/core/atomic_file.hpp"
#include "bicameral/core/error.hpp"
#include "bicameral/core/read_file.hpp"
#include "bicameral/report/raster.hpp"

namespace bicameral {
namespace report_detail {

/// libpng's own record of a picture, freed at the end. Its simplified interface returns errors instead of jumping.
class PngImage {
 public:
  PngImage() { image.version = PNG_IMAGE_VERSION; }
  PngImage(const PngImage&) = delete;
  PngImage& operator=(const PngImage&) = delete;
  ~PngImage() { png_image_free(&image); }

  png_image image{};
};

inline Raster decoded_png(const std::string& where, std::string_view bytes) {
  PngImage png;
  if (png_image_begin_read_from_memory(&png.image, bytes.data(), bytes.size()) == 0)
    fail(where, "a PNG file", png.image.message);
  const bool colour = (png.image.format & PNG_FORMAT_FLAG_COLOR) != 0;
  const bool opacity = (png.image.format & PNG_FORMAT_FLAG_ALPHA) != 0;
  png.image.format = opacity ? PNG_FORMAT_RGBA : colour ? PNG_FORMAT_RGB : PNG_FORMAT_GRAY;
  // Before memory is taken: a file of a few bytes may claim any size.
  constexpr png_uint_32 most = 1U << 14;
  if (png.image.width > most || png.image.height > most)
    fail(where, "sides of at most " + std::to_string(most) + " pixels",
         std::to_string(png.image.width) + " x " + std::to_string(png.image.height));
  Raster raster = Raster::of(static_cast<int>(png.image.width), static_cast<int>(png.image.height),
                             opacity  ? 4
                             : colour ? 3
                                      : 1);
  if (png_image_finish_read(&png.image, nullptr, raster.pixels.data(), 0, nullptr) == 0)
    fail(where, "a whole PNG file", png.image.message);
  return raster;
}

}  // namespace report_detail

/// The bytes of a PNG file of `raster`. Throws Error if the raster does not fit itself or libpng refuses it.
inline std::string encode_png(const Raster& raster) {
  raster.check();
  report_detail::PngImage png;
  png.image.width = static_cast<png_uint_32>(raster.width);
  png.image.height = static_cast<png_uint_32>(raster.height);
  png.image.format = raster.channels == 1 ? PNG_FORMAT_GRAY : raster.channels == 3 ? PNG_FORMAT_RGB : PNG_FORMAT_RGBA;
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(png.image);
  std::string bytes(size, '\0');
  if (png_image_write_to_memory(&png.image, bytes.data(), &size, 0, raster.pixels.data(), 0, nullptr) == 0)
    fail("encode_png", "a picture that libpng can write", png.image.message);
  bytes.resize(size);
  return bytes;
}

/// Writes `raster` as a PNG file, whole or not at all. Throws Error as encode_png and write_file do.
inline void write_png(const std::filesystem::path& path, const Raster& raster) { write_file(path, encode_png(raster)); }

/// The picture in the bytes of a PNG file, with 8 bits a channel: grey, colour, or either with opacity (as colour).
/// Errors: no PNG, damaged, cut short, a side of more than 16384 pixels.
inline Raster decode_png(std::string_view bytes) { return report_detail::decoded_png("decode_png", bytes); }

/// The same of a file; errors name it.
inline Raster read_png(const std::filesystem::path& path) {
  return report_detail::decoded_png(path.string(), read_file(path));
}

}  // namespace bicameral
