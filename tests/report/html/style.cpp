#include "bicameral/report/html/style.hpp"

#include <string>

#include "tests/catch.hpp"

using namespace bicameral;

TEST_CASE("the style sheet asks for nothing, and stands in a page as it is") {
  const std::string style = page_style();
  CHECK(style.find("url(") == std::string::npos);
  CHECK(style.find("@import") == std::string::npos);
  CHECK(style.find("//") == std::string::npos);
  CHECK(style.find_first_of("<&") == std::string::npos);
  long depth = 0;
  for (const char c : style) {
    depth += c == '{' ? 1 : c == '}' ? -1 : 0;
    CHECK(depth >= 0);
  }
  CHECK(depth == 0);
}

TEST_CASE("the style sheet knows dark screens, phones and paper") {
  const std::string style = page_style();
  CHECK(style.find("@media screen and (prefers-color-scheme:dark)") != std::string::npos);
  CHECK(style.find("@media screen and (max-width:") != std::string::npos);
  CHECK(style.find("@media print") != std::string::npos);
  CHECK(style.find(".scroll{overflow-x:auto;") != std::string::npos);
}
