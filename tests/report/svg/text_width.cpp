#include "bicameral/report/svg/text_width.hpp"

#include <string>

#include "tests/catch.hpp"
#include "tests/support/drawing.hpp"

using namespace bicameral;

TEST_CASE("a text is as wide as its letters") {
  CHECK(svg::text_width("", 10) == 0);
  CHECK(svg::text_width("0", 100) == Approx(64));
  CHECK(svg::text_width("iW", 10) == Approx(2.8 + 9.9));
  CHECK(svg::text_width("~", 10) == Approx(8.4));
  CHECK(svg::text_width("iW", 10, true) > 1.25 * svg::text_width("iW", 10));
  CHECK(svg::text_width("\xE2\x88\x92"
                        "1",
                        10) == Approx(8.4 + 6.4));   // a minus sign
  CHECK(svg::text_width("\xE6\xBC\xA2", 10) >= 20);  // East Asian characters are two columns wide
  CHECK(svg::text_width("\xff", 10) > 0);
}

TEST_CASE("a shortened text fits and says that it is shortened") {
  CHECK(svg::shortened_text("short", 1000, 10) == "short");
  const std::string text = svg::shortened_text("household electrical devices", 80, 10);
  CHECK(text.ends_with("\xE2\x80\xA6"));
  CHECK(text.starts_with("househ"));
  CHECK(svg::text_width(text, 10) <= 80);
  CHECK(svg::shortened_text("seal pup", svg::text_width("seal \xE2\x80\xA6", 10), 10) == "seal\xE2\x80\xA6");
  CHECK(svg::shortened_text("W", 1, 10) == "\xE2\x80\xA6");
  for (const std::string& hostile : test::hostile_texts())
    for (const double width : {20.0, 50.0, 200.0})
      CHECK(svg::text_width(svg::shortened_text(hostile, width, 12), 12) <= width);
}

TEST_CASE("lines break at spaces, and none is wider than there is room") {
  using Lines = std::vector<std::string>;
  CHECK(svg::wrapped_text("", 100, 10) == Lines{""});
  CHECK(svg::wrapped_text("a b", 100, 10) == Lines{"a b"});
  CHECK(svg::wrapped_text("  two\nwords ", 1000, 10) == Lines{"two words"});
  CHECK(svg::wrapped_text("bilateral, frozen halves", svg::text_width("bilateral, frozen", 10), 10) ==
        Lines{"bilateral, frozen", "halves"});
  const Lines three = svg::wrapped_text("one two three four five six", svg::text_width("three", 10), 10, 3);
  REQUIRE(three.size() == 3);
  CHECK(three[2].ends_with("\xE2\x80\xA6"));
  for (const std::string& hostile : test::hostile_texts())
    for (const std::string& line : svg::wrapped_text(hostile, 60, 12)) CHECK(svg::text_width(line, 12) <= 60);
  CHECK(svg::widest({"i", "W", "i"}, 10) == Approx(9.9));
}
