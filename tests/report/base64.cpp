#include "bicameral/report/base64.hpp"

#include <string>

#include "tests/catch.hpp"

using namespace bicameral;

TEST_CASE("base64 agrees with the test vectors of RFC 4648") {
  CHECK(base64("") == "");
  CHECK(base64("f") == "Zg==");
  CHECK(base64("fo") == "Zm8=");
  CHECK(base64("foo") == "Zm9v");
  CHECK(base64("foob") == "Zm9vYg==");
  CHECK(base64("fooba") == "Zm9vYmE=");
  CHECK(base64("foobar") == "Zm9vYmFy");
}

TEST_CASE("base64 takes every byte") {
  CHECK(base64(std::string("\0\0\0", 3)) == "AAAA");
  CHECK(base64("\xff\xff\xff") == "////");
  CHECK(base64("\xfb\xef\xbe") == "++++");
  CHECK(base64("\x80") == "gA==");
  CHECK(data_uri("image/png", "f") == "data:image/png;base64,Zg==");
}
