#include "bicameral/report/svg/labelled_scatter.hpp"

#include <cmath>
#include <string>

#include "tests/catch.hpp"
#include "tests/support/drawing.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using bicameral::test::thrown_message;

namespace {

LabelledScatter points(std::size_t count, const std::string& name) {
  LabelledScatter chart;
  chart.about = {"accuracy against compute", "", ""};
  chart.x_axis = "multiply-adds";
  chart.y_axis = "fine accuracy (%)";
  for (std::size_t i = 0; i < count; ++i) {
    const double y = 50 + static_cast<double>(i * 7 % 11);
    chart.points.push_back(
        {name + std::to_string(i), std::pow(2.0, static_cast<double>(i % 9)), y, Interval{y - 1, y + 1}, i % 3});
  }
  return chart;
}

}  // namespace

TEST_CASE("few points have their names beside them") {
  const test::Element drawing = test::read_markup(draw(points(4, "network ")));
  for (int i = 0; i < 4; ++i) CHECK(test::has_text(drawing, "network " + std::to_string(i)));
  CHECK_FALSE(test::has_text(drawing, "multiply-adds0"));
  CHECK(drawing.all("desc")[0]->text.find("network 1: 57 (56 to 58) at 2") != std::string::npos);
}

TEST_CASE("many points with long names have numbers, and the names stand below") {
  const LabelledScatter chart = points(27, "ensemble of networks that were trained through their mean, ");
  const std::string markup = draw(chart, {.width = 328});
  const test::Element drawing = test::read_markup(markup);
  CHECK(test::complaints(markup) == "");
  std::size_t twice = 0;  // the number at the point and that in the key
  for (const std::string& word : test::words_of(drawing)) twice += word == "17" ? 1 : 0;
  CHECK(twice == 2);
}

TEST_CASE("points of any names and size have no text over another or cut") {
  for (const double width : test::drawn_widths()) {
    INFO(width);
    for (const std::size_t count : {1U, 5U, 27U})
      CHECK(test::complaints(draw(points(count, "bilateral, specialised "), {.width = width})) == "");
    LabelledScatter chart = points(4, "x");
    chart.groups = {"bilateral", test::hostile_texts()[1], "ensemble"};
    for (const std::string& text : test::hostile_texts()) chart.points.push_back({text, 10, 55, {}, 1});
    CHECK(test::complaints(draw(chart, {.width = width})) == "");
  }
}

TEST_CASE("a scatter of nothing says so, and wrong ones are refused") {
  CHECK(test::has_text(test::read_markup(draw(points(0, ""))), "no results yet"));
  LabelledScatter chart = points(2, "p");
  chart.points[1].x = 0;
  CHECK(thrown_message([&] { draw(chart); }).find("numbers above zero, got 0") != std::string::npos);
  chart.x_scale = svg::Scale::linear;
  CHECK(test::complaints(draw(chart)) == "");
  chart.points[1].y = NAN;
  CHECK(thrown_message([&] { draw(chart); }) == "LabelledScatter, 'p1': expected a finite number, got nan");
  chart = points(3, "p");
  chart.groups = {"one", "two"};
  CHECK(thrown_message([&] { draw(chart); }).find("a group below 2, got 2") != std::string::npos);
}
