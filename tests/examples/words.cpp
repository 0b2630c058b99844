#include "examples/cifar100/words.hpp"

#include "tests/catch.hpp"

using namespace cifar100;
using Words = std::vector<std::string>;

TEST_CASE("words stand between commas, and only blanks around them go") {
  CHECK(comma_separated("").empty());
  CHECK(comma_separated("a") == Words{"a"});
  CHECK(comma_separated("a, b ,c") == Words{"a", "b", "c"});
  CHECK(comma_separated("3 7") == Words{"3 7"});  // not 37
  CHECK(comma_separated("a,") == Words{"a", ""});
  CHECK(comma_separated(",") == Words{"", ""});
  CHECK(comma_separated("  ") == Words{""});
}

TEST_CASE("of a mistyped word the nearest known one is told") {
  CHECK(nearest("lft", {"right", "left"}) == "left");
  CHECK(joined({"a", "b"}, ", ") == "a, b");
}
