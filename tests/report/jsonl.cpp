#include "bicameral/report/jsonl.hpp"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using bicameral::test::thrown_message;

TEST_CASE("a JSON object keeps the order of its members and the exact value of its numbers") {
  JsonObject object;
  object.add("stage", "left \"±\"\n").add("epoch", 3).add("loss", 0.1).add("half", 0.5f).add("best", true);
  object.add("big", std::uint64_t{18446744073709551615u}).add("text", std::string("x"));
  CHECK(
      object.text() ==
      R"({"stage":"left \"±\"\n","epoch":3,"loss":0.1,"half":0.5,"best":true,"big":18446744073709551615,"text":"x"})");
}

TEST_CASE("what JSON has no word for is null") {
  JsonObject object;
  object.add("nan", std::numeric_limits<double>::quiet_NaN());
  object.add("inf", -std::numeric_limits<float>::infinity());
  object.add("absent", std::optional<double>()).add("present", std::optional<int>(4));
  CHECK(object.text() == R"({"nan":null,"inf":null,"absent":null,"present":4})");
}

TEST_CASE("lists and objects nest") {
  JsonObject inner;
  inner.add("a", std::vector<double>{1, 0.25})
      .add("b", std::vector<std::string>{"x", "\""})
      .add("c", std::vector<int>{});
  JsonObject object;
  object.add("inner", inner).add("flags", std::vector<bool>{true, false});
  CHECK(object.text() == R"({"inner":{"a":[1,0.25],"b":["x","\""],"c":[]},"flags":[true,false]})");
  CHECK(JsonObject().text() == "{}");
}

TEST_CASE("the same key twice is refused") {
  JsonObject object;
  object.add("loss", 1.0);
  CHECK(thrown_message([&] { object.add("loss", 2.0); }).find("'loss' again") != std::string::npos);
  CHECK(object.text() == R"({"loss":1})");
}
