#include "bicameral/augment/random_crop.hpp"

#include <array>
#include <cmath>
#include <string>

#include "tests/catch.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using bicameral::test::thrown_message;

TEST_CASE("Reflection does not repeat the edge") {
  constexpr std::array expected{3, 2, 1, 0, 1, 2, 3, 4, 3, 2, 1};  // of 5 pixels, 3 beyond either end
  for (int i = 0; i < 11; ++i) CHECK(reflected(i - 3, 5) == expected[static_cast<std::size_t>(i)]);
}

TEST_CASE("A crop moves all rows and all columns by one draw each, up to the padding, evenly") {
  const Shape shape{3, 32, 32};
  std::array<std::array<int, 9>, 9> moves{};
  for (std::uint32_t image = 0; image < 8100; ++image) {
    const auto drawn = RandomCrop<4>::draw(shape, {1, 0, image});
    REQUIRE(std::abs(drawn.down) <= 4);
    REQUIRE(std::abs(drawn.right) <= 4);
    ++moves[static_cast<std::size_t>(drawn.down + 4)][static_cast<std::size_t>(drawn.right + 4)];
    for (const int position : {0, 3, 15, 28, 31}) {
      REQUIRE(drawn.row(position) == reflected(position + drawn.down, 32));
      REQUIRE(drawn.column(position) == reflected(position + drawn.right, 32));
    }
  }
  for (const auto& row : moves)
    for (const int count : row) CHECK(std::abs(count - 100) < 45);
}

TEST_CASE("Pictures not larger than the padding are refused") {
  CHECK(thrown_message([] { RandomCrop<4>::check({3, 5, 5}); }).empty());
  CHECK(thrown_message([] { RandomCrop<4>::check({3, 4, 32}); }).find("padding of 4, got 3x4x32") != std::string::npos);
  CHECK_FALSE(thrown_message([] { RandomCrop<2>::check({3, 32, 2}); }).empty());
}
