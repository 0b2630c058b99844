#include "bicameral/augment/cutout.hpp"

#include <array>
#include <cmath>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using bicameral::test::thrown_message;

TEMPLATE_TEST_CASE("Exactly the square's pixels become zero in all channels, and it may overhang on any side", "",
                   float, double) {
  const Shape shape{3, 7, 9};
  for (const int side : {1, 2, 5, 7}) {
    const Cutout cutout{side};
    std::array<bool, 4> overhung{};
    for (std::uint32_t image = 0; image < 200; ++image) {
      const ImageKey key{4, 2, image};
      const auto square = cutout.draw(shape, key);
      const int rows = square.bottom - square.top;
      const int columns = square.right - square.left;
      overhung[0] |= square.top == 0 && rows < side;
      overhung[1] |= square.bottom == 7 && rows < side;
      overhung[2] |= square.left == 0 && columns < side;
      overhung[3] |= square.right == 9 && columns < side;
      REQUIRE(rows >= (side + 1) / 2);
      REQUIRE(rows <= side);
      REQUIRE(columns >= (side + 1) / 2);
      REQUIRE(columns <= side);
      std::vector<TestType> picture(static_cast<std::size_t>(shape.size()), TestType{5});
      cutout.apply(shape, key, picture.data());
      for (int y = 0; y < 7; ++y)
        for (int x = 0; x < 9; ++x)
          for (int c = 0; c < 3; ++c) {
            const bool covered = y >= square.top && y < square.bottom && x >= square.left && x < square.right;
            REQUIRE(picture[static_cast<std::size_t>((y * 9 + x) * 3 + c)] == (covered ? TestType{0} : TestType{5}));
          }
    }
    CHECK(overhung == std::array{side > 1, side > 2, side > 1, side > 2});  // an even square has its centre lower right
  }
}

TEST_CASE("Centres are spread evenly, and depend on seed, epoch and picture") {
  const Shape shape{1, 8, 8};
  std::array<int, 64> centres{};
  for (std::uint32_t image = 0; image < 6400; ++image) {
    const auto square = Cutout{1}.draw(shape, {1, 0, image});
    ++centres[static_cast<std::size_t>(square.top * 8 + square.left)];
  }
  for (const int count : centres) CHECK(std::abs(count - 100) < 45);
  const auto at = [&](const ImageKey& key) {
    const auto square = Cutout{1}.draw(shape, key);
    return square.top * 8 + square.left;
  };
  int same = 0;
  for (std::uint32_t i = 1; i <= 50; ++i) {
    same += at({1, 0, 0}) == at({1 + i, 0, 0}) ? 1 : 0;
    same += at({1, 0, 0}) == at({1, i, 0}) ? 1 : 0;
    same += at({1, 0, 0}) == at({1, 0, i}) ? 1 : 0;
  }
  CHECK(same < 12);  // one in 64 by chance
}

TEST_CASE("A side of 0 leaves a picture alone, one larger than the picture or negative is refused") {
  const Shape shape{3, 6, 8};
  std::vector<float> picture(static_cast<std::size_t>(shape.size()), 5.0F);
  const auto before = picture;
  Cutout{}.apply(shape, {1, 0, 0}, picture.data());
  CHECK(picture == before);
  CHECK(thrown_message([&] { Cutout{6}.check(shape); }).empty());
  CHECK(thrown_message([&] { Cutout{7}.check(shape); }) == "Cutout: expected a side from 0 to 6 pixels, got 7");
  CHECK(thrown_message([&] { Cutout{-1}.check(shape); }).find("got -1") != std::string::npos);
}
