#include "bicameral/kernels/arguments.hpp"

#include "tests/catch.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using namespace bicameral::test;

TEST_CASE("A size is refused outside its limits, by the names of function and argument") {
  CHECK(thrown_message([] { detail::expect_size("f", "n", 3, 3, 5); }).empty());
  CHECK(thrown_message([] { detail::expect_size("f", "n", 5, 3, 5); }).empty());
  CHECK(thrown_message([] { detail::expect_size("f", "n", 2, 3, 5); }) == "f: n: expected at least 3, got 2");
  CHECK(thrown_message([] { detail::expect_size("f", "n", 6, 3, 5); }) == "f: n: expected at most 5, got 6");
}

TEST_CASE("A product is refused from the first value too many, also where it would overflow 64 bits") {
  const auto refused = [](auto... factors) {
    return thrown_message([&] { detail::expect_product("f", "x", factors...); });
  };
  constexpr std::int64_t root = std::int64_t{1} << 20;
  CHECK(refused(root, root).empty());
  CHECK(refused(1, most_values).empty());
  CHECK(refused(root, root + 1) == "f: values of x: expected at most 1099511627776, got 1048576 x 1048577");
  constexpr std::int64_t power = std::int64_t{1} << 32;
  CHECK_FALSE(refused(power, power).empty());  // 0 in 64 bits
  CHECK_FALSE(refused(power, power, power).empty());
}

TEST_CASE("A pointer is refused when it is null or not aligned") {
  alignas(16) const char memory[32] = {};
  CHECK(thrown_message([&] { detail::expect_pointer("f", "x", memory + 16, 16); }).empty());
  CHECK(thrown_message([&] { detail::expect_pointer("f", "x", memory + 8, 8); }).empty());
  CHECK(thrown_message([&] { detail::expect_pointer("f", "x", memory + 8, 16); }) ==
        "f: x: expected memory aligned to 16 bytes, got another address");
  CHECK(thrown_message([&] { detail::expect_pointer("f", "x", nullptr, 1); }) ==
        "f: x: expected memory, got a null pointer");
}
