#include "bicameral/report/svg/curves.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/drawing.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using bicameral::test::thrown_message;

namespace {

CurvesChart parts(std::size_t count, std::size_t epochs) {
  CurvesChart chart;
  chart.about = {"learning", "", ""};
  chart.y_axis = "accuracy (%)";
  for (std::size_t c = 0; c < count; ++c) {
    Curve curve{"part number " + std::to_string(c), {}, {}};
    for (std::size_t e = 0; e < epochs; ++e) {
      curve.x.push_back(static_cast<double>(e + 1));
      curve.y.push_back(70 - 60 / static_cast<double>(e + c + 1));
    }
    if (epochs > 0) curve.marked = epochs - 1;
    chart.curves.push_back(curve);
  }
  return chart;
}

std::size_t count_of(const std::string& text, char wanted) {
  std::size_t count = 0;
  for (const char c : text) count += c == wanted ? 1 : 0;
  return count;
}

}  // namespace

TEST_CASE("a curve goes through its points, and a loss that is none is a gap") {
  CurvesChart chart = parts(1, 6);
  const auto line = [&] {
    const test::Element drawing = test::read_markup(draw(chart));
    for (const test::Element* path : drawing.all("path"))
      if (path->attribute("stroke-width") == "2") return path->attribute("d");
    return std::string();
  };
  CHECK(count_of(line(), 'M') == 1);
  CHECK(count_of(line(), 'L') == 5);
  chart.curves[0].y[2] = std::nan("");
  CHECK(count_of(line(), 'M') == 2);
  CHECK(count_of(line(), 'L') == 3);
  CHECK(test::complaints(draw(chart)) == "");
  CHECK(test::read_markup(draw(chart)).all("desc")[0]->text.find("part number 0, 6 points, last 60") == 0);
}

TEST_CASE("a curve and its marks lie at the values of both axes") {
  CurvesChart chart;
  chart.about = {"learning", "", ""};
  chart.curves = {{"part", {1, 2, 4, 7}, {3, 35, 20, 90}}};
  const auto near = [](double place) { return Approx(place).margin(test::coordinate_rounding); };
  for (const svg::Scale scale : {svg::Scale::linear, svg::Scale::logarithmic}) {
    chart.y_scale = scale;
    const test::Element drawing = test::read_markup(draw(chart));
    const svg::Axis across = test::axis_through(test::ticks_below(drawing));
    const svg::Axis upwards = test::axis_through(test::ticks_left(drawing), scale);
    std::vector<std::array<double, 2>> line;
    for (const test::Element* path : drawing.all("path"))
      if (path->attribute("stroke-width") == "2") line = test::corners_of(*path);
    std::vector<const test::Element*> marks;
    for (const test::Element* circle : drawing.all("circle"))
      if (circle->attribute("r") == "3.2") marks.push_back(circle);
    REQUIRE(line.size() == 4);
    REQUIRE(marks.size() == 4);
    for (std::size_t i = 0; i < 4; ++i) {
      const double x = across.position(chart.curves[0].x[i]);
      const double y = upwards.position(chart.curves[0].y[i]);
      CHECK(line[i][0] == near(x));
      CHECK(line[i][1] == near(y));
      CHECK(test::number_in(*marks[i], "cx") == near(x));
      CHECK(test::number_in(*marks[i], "cy") == near(y));
    }
  }
}

TEST_CASE("a point between two gaps has a mark, which is all that shows it") {
  CurvesChart chart = parts(1, 60);
  chart.curves[0].marked = {};
  const auto marks = [&] {
    std::vector<std::string> found;
    const test::Element drawing = test::read_markup(draw(chart));
    for (const test::Element* circle : drawing.all("circle"))
      if (circle->attribute("r") == "3.2") found.push_back(circle->attribute("cx"));
    return found;
  };
  const std::vector<std::string> before = marks();
  REQUIRE(before.size() == 10);  // points 3, 9, 15, ... of 60
  for (const std::size_t i : {16U, 18U, 22U, 24U, 58U}) chart.curves[0].y[i] = std::nan("");
  const std::vector<std::string> after = marks();
  CHECK(after.size() == 13);  // and points 17, 23 and 59, the last one
  for (const std::string& x : before) {
    INFO(x);
    CHECK((std::find(after.begin(), after.end(), x) != after.end()));
  }
}

TEST_CASE("a curve keeps its look where others are missing") {
  const CurvesChart three = parts(3, 6);
  CurvesChart last = three;
  last.curves.erase(last.curves.begin(), last.curves.begin() + 2);
  const auto strokes = [](const CurvesChart& chart) {
    std::vector<std::string> found;
    const test::Element drawing = test::read_markup(draw(chart));
    for (const test::Element* path : drawing.all("path"))
      if (path->attribute("stroke-width") == "2") found.push_back(path->attribute("class") + path->attribute("stroke"));
    return found;
  };
  CHECK(strokes(last).back() != strokes(three).back());
  last.curves[0].series = 2;
  CHECK(strokes(last).back() == strokes(three).back());
}

TEST_CASE("curves of any number and length have no text over another or cut") {
  for (const double width : test::drawn_widths())
    for (const std::size_t count : {1U, 3U, 12U})
      for (const std::size_t epochs : {1U, 2U, 60U}) {
        INFO(width << " " << count << " " << epochs);
        CurvesChart chart = parts(count, epochs);
        CHECK(test::complaints(draw(chart, {.width = width})) == "");
        chart.y_scale = svg::Scale::logarithmic;
        chart.curves[0].name = test::hostile_texts()[count % test::hostile_texts().size()];
        chart.curves.back().name = test::hostile_texts()[7];
        CHECK(test::complaints(draw(chart, {.width = width})) == "");
      }
}

TEST_CASE("the eighth curve differs from the first by its dashes") {
  const test::Element drawing = test::read_markup(draw(parts(8, 5)));
  std::size_t plain = 0;
  std::size_t dashed = 0;
  for (const test::Element* path : drawing.all("path"))
    if (path->attribute("stroke") == svg::series_paint(0).light && path->attribute("stroke-width") == "2")
      ++(path->attribute("stroke-dasharray").empty() ? plain : dashed);
  CHECK(plain == 1);
  CHECK(dashed == 1);
}

TEST_CASE("curves without an epoch say so, and wrong ones are refused") {
  CHECK(test::has_text(test::read_markup(draw(parts(2, 0))), "no epoch yet"));
  CHECK(test::complaints(draw(parts(0, 0))) == "");
  CurvesChart chart = parts(1, 3);
  chart.curves[0].y = {NAN, NAN, NAN};
  CHECK(test::has_text(test::read_markup(draw(chart)), "no epoch yet"));
  chart = parts(1, 3);
  chart.curves[0].y.pop_back();
  CHECK(thrown_message([&] { draw(chart); }).find("3 values of y, got 2") != std::string::npos);
  chart = parts(1, 3);
  chart.curves[0].marked = 3;
  CHECK(thrown_message([&] { draw(chart); }).find("a marked point below 3, got 3") != std::string::npos);
  chart = parts(1, 3);
  chart.curves[0].x[1] = NAN;
  CHECK_FALSE(thrown_message([&] { draw(chart); }).empty());
  chart = parts(1, 3);
  chart.y_scale = svg::Scale::logarithmic;
  chart.curves[0].y[1] = 0;
  CHECK(thrown_message([&] { draw(chart); }).find("numbers above zero") != std::string::npos);
}
