#include "bicameral/core/xtensor.hpp"

#include <cstdint>

#include "tests/catch.hpp"

TEST_CASE("The gate to xtensor offers tensors, views of them and their arithmetic") {
  xt::xtensor<std::uint8_t, 4> pixels = xt::zeros<std::uint8_t>({2, 3, 4, 5});
  pixels(1, 2, 3, 4) = 9;
  CHECK(pixels.data()[2 * 3 * 4 * 5 - 1] == 9);  // row-major
  const xt::xtensor<double, 1> row = xt::view(pixels, 1, 2, 3, xt::all()) * 0.5;
  CHECK(row.size() == 5);
  CHECK(row(4) == 4.5);
}
