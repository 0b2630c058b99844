#include "bicameral/augment/normalize.hpp"

#include <cmath>
#include <limits>
#include <string>

#include "tests/catch.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using bicameral::test::thrown_message;

TEST_CASE("Bytes are scaled to [0, 1], moved by the mean and divided by the deviation") {
  const PixelTable<double> table({.mean = {0.5, 0.25}, .std = {0.25, 0.5}}, 2);
  CHECK(table.channel(0)[0] == -2.0);
  CHECK(table.channel(0)[255] == 2.0);
  CHECK(table.channel(1)[255] == 1.5);
  CHECK(table.channel(1)[51] == Approx((51.0 / 255 - 0.25) / 0.5).epsilon(1e-14));
}

TEST_CASE("The constants of three channels are CIFAR-100's") {
  const Normalization normalization;
  CHECK(normalization.mean == std::vector<double>{0.5071, 0.4867, 0.4408});
  CHECK(normalization.std == std::vector<double>{0.2675, 0.2565, 0.2761});
  CHECK(normalization_for(3) == normalization);
  CHECK(normalization_for(1) == Normalization{{0.5}, {0.25}});
  const PixelTable<float> table(normalization, 3);
  CHECK(table.channel(2)[128] == Approx((128.0 / 255 - 0.4408) / 0.2761).epsilon(1e-6));
}

TEST_CASE("A normalisation that does not fit is refused") {
  CHECK(thrown_message([] { PixelTable<float>({}, 1); }).find("each of 1 channels, got 3 means and 3 deviations") !=
        std::string::npos);
  CHECK(thrown_message([] { PixelTable<float>({.mean = {0}, .std = {0}}, 1); }).find("channel 0") != std::string::npos);
  CHECK_FALSE(thrown_message([] { PixelTable<float>({.mean = {0}, .std = {-1}}, 1); }).empty());
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK_FALSE(thrown_message([&] { PixelTable<float>({.mean = {nan}, .std = {1}}, 1); }).empty());
  CHECK_FALSE(thrown_message([&] { PixelTable<float>({.mean = {0}, .std = {nan}}, 1); }).empty());
  CHECK_FALSE(thrown_message([] { normalization_for(0); }).empty());
}
