#include "bicameral/core/shape.hpp"

#include "tests/catch.hpp"

using namespace bicameral;

TEST_CASE("a shape counts its pixels and values and is written as people say it") {
  STATIC_REQUIRE(Shape{3, 32, 16}.pixels() == 512);
  STATIC_REQUIRE(Shape{3, 32, 16}.size() == 1536);
  STATIC_REQUIRE(Shape{7}.size() == 7);
  STATIC_REQUIRE(Shape{3, 4, 5} != Shape{3, 5, 4});
  STATIC_REQUIRE(Image<3, 32, 16>::shape == Shape{3, 32, 16});
  STATIC_REQUIRE(Shape{60000, 60000, 1}.size() == 3600000000);  // more than an int holds
  CHECK(to_string(Shape{64, 16, 8}) == "64x16x8");
}
