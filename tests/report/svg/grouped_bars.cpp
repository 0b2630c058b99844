#include "bicameral/report/svg/grouped_bars.hpp"

#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/drawing.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using bicameral::test::thrown_message;

namespace {

GroupedBars halves() {
  GroupedBars chart;
  chart.about = {"specialisation", "", ""};
  chart.series = {"left", "right"};
  chart.axis = "accuracy (%)";
  chart.groups = {{"fine", {BarValue{40, Interval{39, 41}}, BarValue{20}}},
                  {"coarse", {std::nullopt, BarValue{60.25}}}};
  return chart;
}

}  // namespace

TEST_CASE("bars begin at zero, are as long as their values, and say them") {
  const test::Element drawing = test::read_markup(draw(halves()));
  const auto bars = drawing.all("rect");  // two of the legend, then three
  REQUIRE(bars.size() == 5);
  CHECK(test::number_in(*bars[2], "x") == test::number_in(*bars[3], "x"));
  CHECK(test::number_in(*bars[2], "width") == Approx(2 * test::number_in(*bars[3], "width")).epsilon(0.001));
  CHECK(test::has_text(drawing, "60.2"));
  CHECK(drawing.all("desc")[0]->text == "fine: left 40 right 20; coarse: right 60.2.");
}

TEST_CASE("bars and whiskers lie at the values of the axis, each whisker on its bar") {
  GroupedBars chart;
  chart.about = {"specialisation", "", ""};
  chart.series = {"left", "right"};
  chart.groups = {{"fine", {BarValue{40, Interval{31, 43}}, BarValue{20}}},
                  {"coarse", {BarValue{-15, Interval{-18, -5}}, std::nullopt}}};
  const test::Element drawing = test::read_markup(draw(chart));
  const svg::Axis across = test::axis_through(test::ticks_below(drawing));
  const auto near = [](double place) { return Approx(place).margin(test::coordinate_rounding); };
  const auto bars = drawing.all("rect");  // two of the legend, then three
  REQUIRE(bars.size() == 5);
  const auto reaches = [&](const test::Element& bar, double low, double high) {
    CHECK(test::number_in(bar, "x") == near(across.position(low)));
    CHECK(test::number_in(bar, "x") + test::number_in(bar, "width") == near(across.position(high)));
  };
  reaches(*bars[2], 0, 40);
  reaches(*bars[3], 0, 20);
  reaches(*bars[4], -15, 0);
  std::vector<const test::Element*> whiskers;  // each a line and its two ends
  for (const test::Element* line : drawing.all("line"))
    if (line->attribute("class") == "k-ink") whiskers.push_back(line);
  REQUIRE(whiskers.size() == 6);
  const auto spans = [&](std::size_t first, const test::Element& bar, double low, double high) {
    const double middle = test::number_in(bar, "y") + test::number_in(bar, "height") / 2;
    const auto ends = [&](std::size_t i, double x1, double x2, double y1, double y2) {
      CHECK(test::number_in(*whiskers[i], "x1") == near(x1));
      CHECK(test::number_in(*whiskers[i], "x2") == near(x2));
      CHECK(test::number_in(*whiskers[i], "y1") == near(y1));
      CHECK(test::number_in(*whiskers[i], "y2") == near(y2));
    };
    const double left = across.position(low);
    const double right = across.position(high);
    ends(first, left, right, middle, middle);
    ends(first + 1, left, left, middle - 3, middle + 3);
    ends(first + 2, right, right, middle - 3, middle + 3);
  };
  spans(0, *bars[2], 31, 43);
  spans(3, *bars[4], -18, -5);
}

TEST_CASE("bars to both sides, and of any labels, have no text over another or cut") {
  GroupedBars chart = halves();
  for (const std::string& text : test::hostile_texts())
    chart.groups.push_back({text, {BarValue{-12345}, BarValue{1e6}}});
  for (const double width : test::drawn_widths()) {
    INFO(width);
    CHECK(test::complaints(draw(chart, {.width = width})) == "");
    CHECK(test::complaints(draw(halves(), {.width = width})) == "");
  }
  chart = halves();
  chart.groups = {{"zero", {BarValue{0}, BarValue{0}}}};
  CHECK(test::complaints(draw(chart)) == "");
  chart.groups = {{"below", {BarValue{-1}, BarValue{-2, Interval{-2.5, -1.5}}}}};
  CHECK(test::complaints(draw(chart)) == "");
}

TEST_CASE("bars of nothing say so, and wrong ones are refused") {
  GroupedBars chart;
  chart.about = {"t", "", ""};
  CHECK(test::has_text(test::read_markup(draw(chart)), "no results yet"));
  CHECK(test::complaints(draw(chart)) == "");
  chart = halves();
  chart.groups[0].bars.pop_back();
  CHECK(thrown_message([&] { draw(chart); }) == "GroupedBars: expected 2 bars in a group, got 1");
  chart = halves();
  chart.groups[0].bars[1]->value = INFINITY;
  CHECK(thrown_message([&] { draw(chart); }) == "GroupedBars, 'fine': expected a finite number, got inf");
}
