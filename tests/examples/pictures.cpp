#include "examples/cifar100/analysis/pictures.hpp"

#include "bicameral/augment/normalize.hpp"
#include "tests/catch.hpp"

using namespace cifar100;

namespace {

/// One picture of 2 x 3 pixels, its bytes counted up from 10 channel by channel.
bicameral::Dataset one_picture(int channels) {
  bicameral::Dataset data = bicameral::make_dataset({channels, 2, 3}, 1, {"a"}, {"b"});
  for (int i = 0; i < 6 * channels; ++i) data.image(0)[i] = static_cast<std::uint8_t>(10 + i);
  return data;
}

}  // namespace

TEST_CASE("a picture is shown with every pixel as a square of at least the side asked for") {
  const bicameral::Raster raster = picture(one_picture(3), 0, 7);
  CHECK(raster.width == 9);  // 3 pixels of 3
  CHECK(raster.height == 6);
  bicameral::Raster copy = raster;
  CHECK(copy.at(0, 0)[0] == 10);
  CHECK(copy.at(2, 2)[2] == 22);
  CHECK(copy.at(8, 5)[0] == 15);
  CHECK(copy.at(8, 5)[1] == 21);
  CHECK(copy.at(8, 5)[2] == 27);
  bicameral::Raster grey = picture(one_picture(1), 0, 1);
  CHECK(grey.width == 3);
  CHECK(grey.at(1, 1)[0] == 14);
  CHECK(grey.at(1, 1)[2] == 14);
}

TEST_CASE("a map colours the picture more where it is higher") {
  const std::vector<float> map{0, 0, 0, 0, 0, 1};
  bicameral::Raster raster = picture_with_map(one_picture(3), 0, map, 1);
  // 65 % of (10, 16, 22) and 35 % of dark violet (68, 1, 84); 30 % of (15, 21, 27) and 70 % of yellow (253, 231, 37).
  CHECK(static_cast<int>(raster.at(0, 0)[0]) == 30);
  CHECK(static_cast<int>(raster.at(0, 0)[1]) == 11);
  CHECK(static_cast<int>(raster.at(0, 0)[2]) == 44);
  CHECK(static_cast<int>(raster.at(2, 1)[0]) == 182);
  CHECK(static_cast<int>(raster.at(2, 1)[1]) == 168);
  CHECK(static_cast<int>(raster.at(2, 1)[2]) == 34);
}

TEST_CASE("networks see normalised pictures, channels last") {
  bicameral::ThreadPool pool(2);
  const bicameral::Dataset data = one_picture(3);
  const std::vector<float> seen = normalised_pictures(data, {0, 0}, pool);
  REQUIRE(seen.size() == 36);
  const bicameral::PixelTable<float> table({}, 3);
  CHECK(seen[0] == table.channel(0)[10]);
  CHECK(seen[1] == table.channel(1)[16]);
  CHECK(seen[17] == table.channel(2)[27]);
  CHECK(seen[18] == seen[0]);
}
