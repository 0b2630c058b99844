#include "bicameral/report/png.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "tests/catch.hpp"
#include "tests/support/messages.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace bicameral;
using bicameral::test::TemporaryFolder;
using bicameral::test::thrown_message;

namespace {

Raster pattern(int width, int height, int channels) {
  Raster raster = Raster::of(width, height, channels);
  std::uint32_t state = 1;
  for (std::uint8_t& value : raster.pixels)
    value = static_cast<std::uint8_t>((state = state * 1664525U + 1013904223U) >> 24);
  return raster;
}

}  // namespace

TEST_CASE("a PNG gives back every pixel that went in") {
  for (const int channels : {1, 3, 4})
    for (const auto& [width, height] : {std::pair{1, 1}, {7, 3}, {1, 40}, {257, 130}}) {
      const Raster raster = pattern(width, height, channels);
      const std::string bytes = encode_png(raster);
      CHECK(bytes.starts_with("\x89PNG\r\n\x1a\n"));
      CHECK(decode_png(bytes) == raster);
      CHECK(encode_png(raster) == bytes);
    }
}

TEST_CASE("a PNG file is written and read whole") {
  const TemporaryFolder folder;
  const Raster raster = pattern(20, 10, 3);
  write_png(folder / "a.png", raster);
  CHECK(read_png(folder / "a.png") == raster);
  CHECK(thrown_message([&] { read_png(folder / "none.png"); }).find("none.png: expected a file") != std::string::npos);
  CHECK(thrown_message([&] { read_png(folder.path()); }).find(folder.path().string() + ": expected ") == 0);
  CHECK_FALSE(thrown_message([&] { write_png(folder / "no folder" / "a.png", raster); }).empty());
}

TEST_CASE("what is no whole PNG is refused, wherever it is cut or damaged") {
  const std::string bytes = encode_png(pattern(30, 20, 3));
  for (std::size_t length = 0; length + 12 < bytes.size(); length += 37)  // the last 12 bytes hold nothing
    CHECK_FALSE(thrown_message([&] { decode_png(std::string_view(bytes).substr(0, length)); }).empty());
  CHECK(thrown_message([] { decode_png("GIF89a and so on"); }).find("decode_png: expected a PNG file, got ") == 0);
  std::string damaged = bytes;
  damaged[bytes.size() / 2] = static_cast<char>(damaged[bytes.size() / 2] ^ 0x55);
  CHECK_FALSE(thrown_message([&] { decode_png(damaged); }).empty());
}

TEST_CASE("a PNG that claims to be huge takes no memory, and a wrong raster is not encoded") {
  // A header of 50000 x 50000 pixels with its checksum, and nothing behind it.
  const std::string huge(
      "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\xC3\x50\0\0\xC3\x50\x08\x02\0\0\0\xC4\xCD\xAA\x9D\0\0\0\0IDAT\x35\xAF\x06\x1E",
      45);
  CHECK(thrown_message([&] { decode_png(huge); }).find("sides of at most 16384") != std::string::npos);
  Raster raster = Raster::of(4, 4, 3);
  raster.pixels.resize(5);
  CHECK(thrown_message([&] { encode_png(raster); }).find("48 bytes of pixels, got 5") != std::string::npos);
}
