#include "bicameral/augment/random_flip.hpp"

#include <cmath>

#include "tests/catch.hpp"

using namespace bicameral;

TEST_CASE("A flip mirrors the columns of half of the pictures and no rows") {
  const Shape shape{3, 6, 8};
  int flipped = 0;
  for (std::uint32_t image = 0; image < 10'000; ++image) {
    const auto drawn = RandomFlip::draw(shape, {1, 0, image});
    flipped += drawn.flipped ? 1 : 0;
    REQUIRE(drawn.row(5) == 5);
    REQUIRE(drawn.column(0) == (drawn.flipped ? 7 : 0));
    REQUIRE(drawn.column(6) == (drawn.flipped ? 1 : 6));
  }
  CHECK(std::abs(flipped - 5000) < 220);
}
