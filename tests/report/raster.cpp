#include "bicameral/report/raster.hpp"

#include "tests/catch.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using bicameral::test::thrown_message;

TEST_CASE("a raster finds its pixels row by row") {
  Raster raster = Raster::of(3, 2, 4);
  CHECK(raster.pixels.size() == 24);
  raster.at(2, 1)[3] = 7;
  CHECK(raster.pixels[23] == 7);
  raster.at(0, 1)[0] = 5;
  CHECK(raster.pixels[12] == 5);
  CHECK_NOTHROW(raster.check());
}

TEST_CASE("a raster that does not fit itself is refused") {
  CHECK(thrown_message([] { Raster::of(0, 2, 3); }).find("sides from 1") != std::string::npos);
  CHECK(thrown_message([] { Raster::of(2, 1 << 20, 3); }).find("2 x 1048576") != std::string::npos);
  CHECK(thrown_message([] { Raster::of(2, 2, 2); }).find("1, 3 or 4 channels, got 2") != std::string::npos);
  Raster raster = Raster::of(2, 2, 3);
  raster.pixels.pop_back();
  CHECK(thrown_message([&] { raster.check(); }) == "Raster: expected 12 bytes of pixels, got 11");
}
