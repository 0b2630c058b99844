#include "bicameral/report/svg/canvas.hpp"

#include <string>

#include "tests/catch.hpp"
#include "tests/support/drawing.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using bicameral::test::thrown_message;

TEST_CASE("coordinates are short") {
  CHECK(svg::coordinate(10) == "10");
  CHECK(svg::coordinate(1.5) == "1.5");
  CHECK(svg::coordinate(2.0 / 3) == "0.67");
  CHECK(svg::coordinate(-0.001) == "0");
}

TEST_CASE("a text covers its box, which way ever it is anchored") {
  const svg::Box start = svg::text_box(100, 50, "00", {.size = 10});
  CHECK(start.left == 100);
  CHECK(start.right == Approx(112.8));
  CHECK(start.top == Approx(42));
  CHECK(start.bottom == Approx(52.5));
  CHECK(svg::text_box(100, 50, "00", {.size = 10, .anchor = svg::Anchor::end}).left == Approx(87.2));
  CHECK(svg::text_box(100, 50, "00", {.size = 10, .anchor = svg::Anchor::middle}).left == Approx(93.6));
  const svg::Box upwards = svg::text_box(100, 50, "00", {.size = 10, .anchor = svg::Anchor::middle, .upwards = true});
  CHECK(upwards.width() == Approx(10.5));
  CHECK(upwards.top == Approx(43.6));
  CHECK(upwards.bottom == Approx(56.4));
  CHECK(svg::text_box(100, 50, "00", {.size = 10, .upwards = true}).bottom == 50);
}

TEST_CASE("a drawing tells what it shows, and paints by attribute and by class") {
  svg::Canvas canvas;
  canvas.rectangle({1, 2, 4, 8},
                   {.fill = &svg::paper, .stroke = &svg::series_paint(1), .width = 2, .dashes = "3 1", .opacity = 0.5});
  canvas.text(10, 20, "short\xE2\x80\xA6", {}, "short <for> long");
  canvas.picture({0, 0, 5, 5}, "not really a PNG");
  const std::string markup =
      canvas.document({.id = "x", .width = 300}, {"a \"title\"", "said first.", ""}, "then numbers.", 99.2);
  const test::Element drawing = test::read_markup(markup);
  CHECK(drawing.attribute("viewBox") == "0 0 300 100");
  CHECK(drawing.attribute("aria-labelledby") == "x-title x-desc");
  CHECK(drawing.all("title")[0]->text == "a \"title\"");
  CHECK(drawing.all("title")[1]->text == "short <for> long");
  CHECK(drawing.all("desc")[0]->text == "said first. then numbers.");
  const test::Element& rectangle = *drawing.all("rect").at(0);
  CHECK(rectangle.attribute("class") == "f-paper k-series-2");
  CHECK(rectangle.attribute("fill") == "#ffffff");
  CHECK(rectangle.attribute("stroke") == "#d55e00");
  CHECK(rectangle.attribute("stroke-width") == "2");
  CHECK(rectangle.attribute("width") == "3");
  CHECK(drawing.all("image")[0]->attribute("href").starts_with("data:image/png;base64,"));
  CHECK(drawing.all("style").empty());
}

TEST_CASE("a drawing that stands alone carries its colours and its paper") {
  const test::Element drawing = test::read_markup(svg::Canvas().document({.alone = true}, {"t", "d", ""}, "", 10));
  REQUIRE(drawing.all("style").size() == 1);
  CHECK(drawing.all("style")[0]->text == svg::plot_style());
  CHECK(drawing.all("rect")[0]->attribute("class") == "f-paper");
  CHECK(drawing.attribute("xmlns") == "http://www.w3.org/2000/svg");
}

TEST_CASE("a frame refuses ids and widths that cannot be") {
  for (const char* id : {"", "1a", "a b", "a\"", "-a", "a<"})
    CHECK(thrown_message([&] { PlotFrame{.id = id}.check(); }).find("an id of a letter") != std::string::npos);
  for (const double width : {239.0, 4001.0, std::nan("")})
    CHECK_FALSE(thrown_message([&] { PlotFrame{.width = width}.check(); }).empty());
  CHECK_NOTHROW(PlotFrame{.id = "aB-3_x", .width = 240}.check());
}

TEST_CASE("the check of drawings in these tests finds what is wrong") {
  const auto drawn = [](auto&& draw) {
    svg::Canvas canvas;
    draw(canvas);
    return test::complaints(canvas.document({.width = 240}, {"t", "d", ""}, "", 50));
  };
  CHECK(drawn([](svg::Canvas& c) { c.text(10, 20, "good", {}); }).empty());
  CHECK(drawn([](svg::Canvas& c) { c.text(230, 20, "long", {}); }).find("cut: 'long'") != std::string::npos);
  CHECK(drawn([](svg::Canvas& c) { c.text(10, 5, "high", {}); }).find("cut: 'high'") != std::string::npos);
  CHECK(drawn([](svg::Canvas& c) {
          c.text(10, 20, "one", {});
          c.text(30, 25, "two", {});
        }).find("'one' under 'two'") != std::string::npos);
  CHECK(drawn([](svg::Canvas& c) { c.line(10, 20, 241, 20, {}); }).find("line with x2=241") != std::string::npos);
  CHECK(drawn([](svg::Canvas& c) { c.circle(10, std::nan(""), 1, {}); }).find("circle with cy=nan") !=
        std::string::npos);
  CHECK(test::complaints(svg::Canvas().document({}, {}, "", 10)).find("no title; no desc") != std::string::npos);
}
