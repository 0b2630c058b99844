#include "bicameral/layers/parameter.hpp"

#include <cmath>
#include <vector>

#include "tests/catch.hpp"

using namespace bicameral;

TEST_CASE("sizes of a parameter are counted and written as PyTorch does") {
  CHECK(to_string(Dims(64, 3, 3, 3)) == "[64, 3, 3, 3]");
  CHECK(to_string(Dims(5)) == "[5]");
  CHECK(to_string(Dims()) == "[]");
  STATIC_REQUIRE(Dims(64, 3, 3, 3).count() == 1728);
  STATIC_REQUIRE(Dims().count() == 1);
  STATIC_REQUIRE(Dims(3, 4) != Dims(4, 3));
  STATIC_REQUIRE(Dims(3) != Dims(3, 1));
}

TEST_CASE("a convolution's weights lie as HWIO where the file has OIHW") {
  const Dims dims(2, 3, 4, 5);
  std::vector<int> seen(120);
  std::int64_t in_file = 0;
  for (std::int64_t o = 0; o < 2; ++o)
    for (std::int64_t i = 0; i < 3; ++i)
      for (std::int64_t h = 0; h < 4; ++h)
        for (std::int64_t w = 0; w < 5; ++w, ++in_file) {
          const std::int64_t in_memory = memory_index(dims, StorageOrder::hwio, in_file);
          CHECK(in_memory == ((h * 5 + w) * 3 + i) * 2 + o);
          ++seen[static_cast<std::size_t>(in_memory)];
          CHECK(memory_index(dims, StorageOrder::as_in_file, in_file) == in_file);
        }
  CHECK(seen == std::vector<int>(120, 1));
}

TEST_CASE("the inverse root known at compile time is that of the standard library") {
  for (const std::int64_t n : {1, 2, 27, 576, 4608, 1000000})
    CHECK(detail::inverse_sqrt(n) == Approx(1 / std::sqrt(static_cast<double>(n))).epsilon(1e-15));
}
