#include "bicameral/report/svg/comparison.hpp"

#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/drawing.hpp"
#include "tests/support/messages.hpp"
#include "tests/support/study_rows.hpp"

using namespace bicameral;
using bicameral::test::thrown_message;

namespace {

ComparisonChart three_arms() {
  ComparisonChart chart;
  chart.about = {"accuracies", "", ""};
  chart.rows = {{"left hemisphere alone (fine)", ComparedValue{46.9, Interval{46, 47.8}}, {}},
                {"bilateral, specialised, then fine-tuned end to end", ComparedValue{54.2, Interval{53.8, 54.6}, 57.1},
                 ComparedValue{66.3, Interval{66, 66.6}}},
                {"single", ComparedValue{45.3}, ComparedValue{61.8}}};
  return chart;
}

/// All networks of the study, with its own figures.
ComparisonChart all_arms() {
  ComparisonChart chart;
  chart.about = {"accuracies", "", ""};
  chart.reference = 0;
  const auto compared = [](std::optional<double> value, std::size_t row) {
    return value ? std::optional(ComparedValue{*value, test::study_interval(*value, row)}) : std::nullopt;
  };
  for (std::size_t i = 0; i < test::study_rows().size(); ++i) {
    const test::StudyRow& row = test::study_rows()[i];
    chart.rows.push_back({row.description, compared(row.fine, i), compared(row.coarse, i), row.arm});
  }
  chart.rows[0].fine->reported = 71.7;
  chart.rows[0].coarse->reported = 82;
  return chart;
}

std::size_t times(const test::Element& drawing, const std::string& word) {
  std::size_t found = 0;
  for (const std::string& each : test::words_of(drawing)) found += each == word ? 1 : 0;
  return found;
}

}  // namespace

TEST_CASE("a comparison shows each value at its place, with its interval and what was reported") {
  const test::Element drawing = test::read_markup(draw(three_arms()));
  CHECK(test::has_text(drawing, "single"));
  CHECK(test::has_text(drawing, "fine classes"));
  CHECK(test::has_text(drawing, "reported by the study: fine classes"));
  CHECK_FALSE(test::has_text(drawing, "reported by the study: coarse classes"));
  // One dot of the legend, then those of the rows: 46.9, 54.2 and 45.3 from left to right, on one straight scale.
  const auto dots = drawing.all("circle");
  REQUIRE(dots.size() == 4);
  const auto x = [&](std::size_t i) { return test::number_in(*dots[i], "cx"); };
  CHECK((x(2) - x(1)) / (x(1) - x(3)) == Approx((54.2 - 46.9) / (46.9 - 45.3)).epsilon(0.01));
  CHECK(drawing.all("desc")[0]->text.find("single: fine classes 45.3 coarse classes 61.8") != std::string::npos);
  CHECK(drawing.all("desc")[0]->text.find("54.2 (53.8 to 54.6), reported 57.1") != std::string::npos);
}

TEST_CASE("dots, whiskers and what was reported lie at their values, fine above coarse") {
  ComparisonChart chart;
  chart.about = {"accuracies", "", ""};
  chart.rows = {
      {"bilateral", ComparedValue{54.2, Interval{53.1, 54.6}, 57.1}, ComparedValue{66.3, Interval{66, 68.9}, 62}}};
  const test::Element drawing = test::read_markup(draw(chart));
  const svg::Axis across = test::axis_through(test::ticks_below(drawing));
  const auto near = [](double place) { return Approx(place).margin(test::coordinate_rounding); };
  const auto dots = drawing.all("circle");  // of the legend and of the row
  REQUIRE(dots.size() == 2);
  CHECK(test::number_in(*dots[1], "cx") == near(across.position(54.2)));
  const double fine = test::number_in(*dots[1], "cy");
  const double coarse = fine + 2 * svg::svg_detail::comparison_lane;
  const auto marks = drawing.all("path");  // three of the legend, then diamond, square, diamond
  REQUIRE(marks.size() == 6);
  const auto lies_at = [&](const test::Element& mark, double value, double y) {
    const auto corners = test::corners_of(mark);
    REQUIRE(corners.size() == 4);
    CHECK((corners[0][0] + corners[2][0]) / 2 == near(across.position(value)));
    CHECK((corners[0][1] + corners[2][1]) / 2 == near(y));
  };
  lies_at(*marks[3], 57.1, fine);
  lies_at(*marks[4], 66.3, coarse);
  lies_at(*marks[5], 62, coarse);
  const auto whisker_of = [&](const std::string& series) {
    std::vector<const test::Element*> found;
    for (const test::Element* line : drawing.all("line"))
      if (line->attribute("class") == series && line->attribute("y1") == line->attribute("y2")) found.push_back(line);
    REQUIRE(found.size() == 1);
    return found[0];
  };
  const auto spans = [&](const test::Element& whisker, double low, double high, double y) {
    CHECK(test::number_in(whisker, "x1") == near(across.position(low)));
    CHECK(test::number_in(whisker, "x2") == near(across.position(high)));
    CHECK(test::number_in(whisker, "y1") == near(y));
  };
  spans(*whisker_of("k-series-1"), 53.1, 54.6, fine);
  spans(*whisker_of("k-series-2"), 66, 68.9, coarse);
}

TEST_CASE("a comparison of any labels and size has no text over another or cut") {
  ComparisonChart chart = three_arms();
  for (const std::string& text : test::hostile_texts())
    chart.rows.push_back({text, ComparedValue{50}, ComparedValue{50}});
  chart.about.heading = "a heading that is rather long for a phone but not for a screen, it says a lot";
  chart.axis = test::hostile_texts()[0];
  for (const double width : test::drawn_widths()) {
    INFO(width);
    CHECK(test::complaints(draw(chart, {.width = width})) == "");
    CHECK(test::complaints(draw(three_arms(), {.width = width, .alone = true})) == "");
  }
}

TEST_CASE("all networks of the study fit on one screen, with the axis at both ends and the arms by name") {
  const test::Element drawing = test::read_markup(draw(all_arms(), {.width = 860}));
  CHECK(test::number_in(drawing, "height") <= 800);
  CHECK(times(drawing, "60") == 2);
  for (const char* arm : {"specialised", "halves", "unspecialised", "single", "ensemble", "same_role", "matched",
                          "fine_tuned", "pairs", "local_skipping"})
    CHECK(times(drawing, arm) == 1);
  for (const double width : test::drawn_widths()) {
    INFO(width);
    CHECK(test::complaints(draw(all_arms(), {.width = width})) == "");
  }
}

TEST_CASE("a comparison of few rows has its axis once") {
  CHECK(times(test::read_markup(draw(three_arms(), {.width = 860})), "50") == 1);
}

TEST_CASE("the values of the reference are led past all rows") {
  const test::Element drawing = test::read_markup(draw(all_arms(), {.width = 860}));
  CHECK(times(drawing, "bilateral, specialised, frozen halves") == 2);  // its row and the legend
  std::vector<const test::Element*> guides;
  for (const test::Element* line : drawing.all("line"))
    if (!line->attribute("stroke-dasharray").empty() && line->attribute("x1") == line->attribute("x2"))
      guides.push_back(line);
  REQUIRE(guides.size() == 2);
  // The first circle is the legend's, the second the reference's fine value.
  CHECK(guides[0]->attribute("x1") == drawing.all("circle")[1]->attribute("cx"));
  CHECK(test::number_in(*guides[0], "y2") - test::number_in(*guides[0], "y1") > 500);
  CHECK(test::number_in(*guides[1], "x1") > test::number_in(*guides[0], "x1"));
}

TEST_CASE("groups of any names have room beside and above the rows") {
  ComparisonChart chart = three_arms();
  for (const std::string& text : test::hostile_texts())
    chart.rows.push_back({text, ComparedValue{50}, ComparedValue{50}, text});
  for (const double width : test::drawn_widths()) {
    INFO(width);
    CHECK(test::complaints(draw(chart, {.width = width})) == "");
  }
}

TEST_CASE("a comparison of equal values, of none and of no rows is drawn") {
  ComparisonChart chart;
  chart.about = {"t", "", ""};
  CHECK(test::complaints(draw(chart)) == "");
  CHECK(test::has_text(test::read_markup(draw(chart)), "no results yet"));
  chart.rows = {{"nothing", {}, {}}};
  CHECK(test::complaints(draw(chart)) == "");
  CHECK(test::has_text(test::read_markup(draw(chart)), "nothing"));
  chart.rows = {{"a", ComparedValue{50}, ComparedValue{50}}, {"b", ComparedValue{50}, {}}};
  CHECK(test::complaints(draw(chart)) == "");
}

TEST_CASE("a comparison refuses what is no value") {
  ComparisonChart chart = three_arms();
  chart.rows[1].fine->value = std::nan("");
  chart.rows[1].fine->interval = {};
  CHECK(thrown_message([&] { draw(chart); }).find("fine-tuned end to end'") != std::string::npos);
  chart = three_arms();
  chart.rows[0].fine->interval = Interval{50, 60};
  CHECK(thrown_message([&] { draw(chart); }).find("an interval that holds its value") != std::string::npos);
  CHECK_FALSE(thrown_message([&] { draw(three_arms(), {.id = "a b"}); }).empty());
  chart = three_arms();
  chart.reference = 3;
  CHECK(thrown_message([&] { draw(chart); }) == "ComparisonChart: expected a reference below 3, got 3");
}
