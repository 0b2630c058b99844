#include "bicameral/core/error.hpp"

#include "tests/catch.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using namespace bicameral::test;

TEST_CASE("an error says where, what was expected and what was got") {
  CHECK(thrown_message([] { fail("here", "this", "that"); }) == "here: expected this, got that");
  CHECK_THROWS_AS(fail("here", "this", "that"), std::runtime_error);
}

TEST_CASE("expect throws only for what does not hold") {
  CHECK(thrown_message([] { expect(false, "there", "at least 2", 1); }) == "there: expected at least 2, got 1");
  CHECK(thrown_message([] { expect(true, "there", "at least 2", 2); }) == "");
}
