#include "bicameral/report/svg/labelled_scatter.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/drawing.hpp"
#include "tests/support/messages.hpp"
#include "tests/support/study_rows.hpp"

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

/// All networks of the study, in seven groups.
LabelledScatter all_arms(double test::StudyRow::*cost) {
  LabelledScatter chart;
  chart.about = {"accuracy against cost", "", ""};
  for (int group = 0; group < 7; ++group) chart.groups.push_back("kind " + std::to_string(group));
  chart.x_axis = "cost";
  chart.y_axis = "fine classes right (%)";
  for (std::size_t i = 0; i < test::study_rows().size(); ++i) {
    const test::StudyRow& row = test::study_rows()[i];
    if (row.fine)
      chart.points.push_back({row.name, 1e6 * row.*cost, *row.fine, test::study_interval(*row.fine, i), i % 7});
  }
  return chart;
}

struct Whisker {
  double x;
  double top;
  double bottom;
};

/// The long lines of the intervals.
std::vector<Whisker> whiskers(const test::Element& drawing) {
  std::vector<Whisker> found;
  for (const test::Element* line : drawing.all("line")) {
    const double x = test::number_in(*line, "x1");
    const double y1 = test::number_in(*line, "y1");
    const double y2 = test::number_in(*line, "y2");
    if (line->attribute("class").starts_with("k-series") && x == test::number_in(*line, "x2"))
      found.push_back({x, std::min(y1, y2), std::max(y1, y2)});
  }
  return found;
}

/// How often a word stands in a drawing.
std::size_t times(const test::Element& drawing, const std::string& word) {
  const std::vector<std::string> words = test::words_of(drawing);
  return static_cast<std::size_t>(std::count(words.begin(), words.end(), word));
}

}  // namespace

TEST_CASE("few points have their names beside them") {
  const test::Element drawing = test::read_markup(draw(points(4, "network ")));
  for (int i = 0; i < 4; ++i) CHECK(test::has_text(drawing, "network " + std::to_string(i)));
  CHECK_FALSE(test::has_text(drawing, "multiply-adds0"));
  CHECK(drawing.all("desc")[0]->text.find("network 1: 57 (56 to 58) at 2") != std::string::npos);
}

TEST_CASE("marks lie at their values of both axes, and whiskers reach from end to end of the intervals") {
  LabelledScatter chart;
  chart.about = {"accuracy against compute", "", ""};
  chart.points = {{"a", 1, 50, Interval{48, 55}, 0}, {"b", 10, 60, Interval{59, 64}, 0}, {"c", 300, 80, {}, 1}};
  const test::Element drawing = test::read_markup(draw(chart));
  const svg::Axis across = test::axis_through(test::ticks_below(drawing), svg::Scale::logarithmic);
  const svg::Axis upwards = test::axis_through(test::ticks_left(drawing));
  const auto near = [](double place) { return Approx(place).margin(test::coordinate_rounding); };
  const auto dots = drawing.all("circle");
  const std::vector<Whisker> lines = whiskers(drawing);
  REQUIRE(dots.size() == 2);
  REQUIRE(lines.size() == 2);
  for (std::size_t i = 0; i < 2; ++i) {
    const LabelledPoint& point = chart.points[i];
    CHECK(test::number_in(*dots[i], "cx") == near(across.position(point.x)));
    CHECK(test::number_in(*dots[i], "cy") == near(upwards.position(point.y)));
    CHECK(lines[i].x == near(across.position(point.x)));
    CHECK(lines[i].top == near(upwards.position(point.interval->high)));
    CHECK(lines[i].bottom == near(upwards.position(point.interval->low)));
  }
  const auto squares = drawing.all("path");
  REQUIRE(squares.size() == 1);
  const auto corners = test::corners_of(*squares[0]);
  REQUIRE(corners.size() == 4);  // 0.9 times the radius from the middle
  CHECK((corners[0][0] + corners[2][0]) / 2 == near(across.position(300)));
  CHECK((corners[0][1] + corners[2][1]) / 2 == near(upwards.position(80)));
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

TEST_CASE("all networks of the study: no whisker lies on another") {
  for (const auto cost : {&test::StudyRow::compute, &test::StudyRow::parameters}) {
    const LabelledScatter chart = all_arms(cost);
    const test::Element drawing = test::read_markup(draw(chart, {.width = 860}));
    const std::vector<Whisker> all = whiskers(drawing);
    REQUIRE(all.size() == chart.points.size());
    for (std::size_t i = 0; i < all.size(); ++i)
      for (std::size_t k = 0; k < i; ++k)
        if (all[i].top < all[k].bottom && all[k].top < all[i].bottom) CHECK(std::abs(all[i].x - all[k].x) > 7);
  }
}

TEST_CASE("all networks of the study have their names where these have room, and the rest have numbers") {
  for (const double width : {860.0, 328.0}) {
    const LabelledScatter chart = all_arms(&test::StudyRow::compute);
    const test::Element drawing = test::read_markup(draw(chart, {.width = width}));
    for (const LabelledPoint& point : chart.points) CHECK(times(drawing, point.label) == 1);  // at its place or below
    std::size_t numbered = 0;
    while (times(drawing, std::to_string(numbered + 1)) == 2) ++numbered;  // at its place and below
    CHECK(numbered < (width > 480 ? 10U : 20U));
    CHECK(numbered > (width > 480 ? 0U : 5U));
  }
}

TEST_CASE("all networks of the study fit on every screen") {
  for (const double width : test::drawn_widths()) {
    INFO(width);
    CHECK(test::complaints(draw(all_arms(&test::StudyRow::compute), {.width = width})) == "");
    CHECK(test::complaints(draw(all_arms(&test::StudyRow::parameters), {.width = width})) == "");
  }
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
