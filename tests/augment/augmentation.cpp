#include "bicameral/augment/augmentation.hpp"

#include <cmath>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using bicameral::test::thrown_message;

namespace {

// Steps without chance, so that their order can be seen.
struct TurnLeft {  // column x shows what was at x + 1, around the end
  struct Drawn {
    int width;
    int row(int y) const { return y; }
    int column(int x) const { return (x + 1) % width; }
  };
  static void check(const Shape&) {}
  static Drawn draw(const Shape& shape, const ImageKey&) { return {shape.width}; }
};
struct Mirror {
  struct Drawn {
    int width;
    int row(int y) const { return y; }
    int column(int x) const { return width - 1 - x; }
  };
  static void check(const Shape&) {}
  static Drawn draw(const Shape& shape, const ImageKey&) { return {shape.width}; }
};

std::vector<std::uint8_t> numbered(const Shape& shape) {
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(shape.size()));
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(i * 7 + i / 256);
  return bytes;
}

// Leaves bytes as they are, so that outputs can be told by eye.
PixelTable<double> plain(int channels) {
  const auto count = static_cast<std::size_t>(channels);
  return {{std::vector<double>(count, 0.0), std::vector<double>(count, 1 / 255.0)}, channels};
}

template <class Augment>
std::vector<double> applied(const Shape& shape, const std::vector<std::uint8_t>& bytes, const ImageKey& key = {}) {
  std::vector<double> output(bytes.size(), -1);
  Augment::apply(shape, bytes.data(), plain(shape.channels), key, output.data());
  return output;
}

}  // namespace

TEST_CASE("Without steps a picture is only normalised and turned channels-last") {
  for (const Shape shape : {Shape{3, 4, 5}, Shape{1, 3, 3}, Shape{2, 2, 150}, Shape{3, 1, 130}}) {
    const auto bytes = numbered(shape);
    const auto output = applied<Augmentation<>>(shape, bytes);
    std::size_t at = 0;
    for (int y = 0; y < shape.height; ++y)
      for (int x = 0; x < shape.width; ++x)
        for (int c = 0; c < shape.channels; ++c) {
          const auto from = static_cast<std::size_t>((c * shape.height + y) * shape.width + x);
          REQUIRE(output[at++] == Approx(bytes[from]).margin(1e-9));
        }
  }
}

TEST_CASE("Each channel is normalised by its own numbers") {
  const Shape shape{3, 1, 1};
  const std::vector<std::uint8_t> bytes{0, 255, 51};
  std::vector<float> output(3);
  Augmentation<>::apply(shape, bytes.data(), PixelTable<float>({{0.5, 0.5, 0.2}, {0.5, 0.25, 1}}, 3), {},
                        output.data());
  CHECK(output[0] == -1.0f);
  CHECK(output[1] == 2.0f);
  CHECK(output[2] == Approx(0.0f).margin(1e-7));
}

TEST_CASE("The first step of a chain is applied first") {
  const Shape shape{1, 1, 4};
  const std::vector<std::uint8_t> bytes{10, 20, 30, 40};
  const auto rounded = [](const std::vector<double>& values) {
    std::vector<int> result;
    for (const double value : values) result.push_back(static_cast<int>(std::lround(value)));
    return result;
  };
  CHECK(rounded(applied<Augmentation<TurnLeft>>(shape, bytes)) == std::vector{20, 30, 40, 10});
  CHECK(rounded(applied<Augmentation<TurnLeft, Mirror>>(shape, bytes)) == std::vector{10, 40, 30, 20});
  CHECK(rounded(applied<Augmentation<Mirror, TurnLeft>>(shape, bytes)) == std::vector{30, 20, 10, 40});
}

TEST_CASE("Crop and flip equal padding, cutting and mirroring by hand") {
  using Chain = Augmentation<RandomCrop<3>, RandomFlip>;
  const Shape shape{3, 7, 9};
  const auto bytes = numbered(shape);
  std::set<bool> flips;
  for (std::uint32_t image = 0; image < 50; ++image) {
    const ImageKey key{4, 2, image};
    const auto output = applied<Chain>(shape, bytes, key);
    const auto crop = RandomCrop<3>::draw(shape, key);
    const bool flipped = RandomFlip::draw(shape, key).flipped;
    flips.insert(flipped);
    for (int c = 0; c < 3; ++c) {
      // The padded channel, then the window of 7x9 whose corner was drawn, then its mirror image.
      std::vector<double> padded;
      for (int y = -3; y < 10; ++y)
        for (int x = -3; x < 12; ++x) {
          const int row = y < 0 ? -y : y > 6 ? 12 - y : y;
          const int column = x < 0 ? -x : x > 8 ? 16 - x : x;
          padded.push_back(bytes[static_cast<std::size_t>((c * 7 + row) * 9 + column)]);
        }
      for (int y = 0; y < 7; ++y)
        for (int x = 0; x < 9; ++x) {
          const int column = flipped ? 8 - x : x;
          const double expected = padded[static_cast<std::size_t>((y + 3 + crop.down) * 15 + column + 3 + crop.right)];
          REQUIRE(output[static_cast<std::size_t>((y * 9 + x) * 3 + c)] == Approx(expected).margin(1e-9));
        }
    }
  }
  CHECK(flips.size() == 2);
}

TEST_CASE("What happens to a picture depends on seed, epoch and picture") {
  using Chain = Augmentation<RandomCrop<4>, RandomFlip>;
  const Shape shape{3, 32, 32};
  const auto bytes = numbered(shape);
  const auto at = [&](const ImageKey& key) { return applied<Chain>(shape, bytes, key); };
  CHECK(at({1, 0, 0}) == at({1, 0, 0}));
  int same = 0;
  for (std::uint32_t i = 1; i <= 20; ++i) {
    same += at({1, 0, 0}) == at({1 + i, 0, 0}) ? 1 : 0;
    same += at({1, 0, 0}) == at({1, i, 0}) ? 1 : 0;
    same += at({1, 0, 0}) == at({1, 0, i}) ? 1 : 0;
  }
  CHECK(same <= 3);  // one in 162 by chance
}

TEST_CASE("A chain refuses what any of its steps refuses") {
  CHECK(thrown_message([] { Augmentation<>::check({1, 1, 1}); }).empty());
  CHECK(thrown_message([] { Augmentation<RandomFlip, RandomCrop<4>>::check({3, 3, 3}); }).find("RandomCrop") == 0);
}
