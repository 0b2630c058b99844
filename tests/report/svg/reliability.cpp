#include "bicameral/report/svg/reliability.hpp"

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

ReliabilityDiagram bins() {
  ReliabilityDiagram chart;
  chart.about = {"reliability", "", ""};
  for (int b = 0; b < 10; ++b)
    chart.bars.push_back(
        {b / 10.0, (b + 1) / 10.0, b == 0 ? NAN : b / 12.0, b == 0 ? NAN : b / 10.0 + 0.05, b * b * 40});
  return chart;
}

}  // namespace

TEST_CASE("a reliability diagram has a bar for each bin with answers, a diagonal, and the counts below") {
  const test::Element drawing = test::read_markup(draw(bins()));
  std::size_t accuracies = 0;
  std::size_t counts = 0;
  for (const test::Element* rectangle : drawing.all("rect")) {
    accuracies += rectangle->attribute("opacity") == "0.85" ? 1 : 0;
    counts += rectangle->attribute("class") == "f-area" ? 1 : 0;
  }
  CHECK(accuracies == 9);
  CHECK(counts == 9);
  std::size_t dashed = 0;
  for (const test::Element* line : drawing.all("line")) dashed += line->attribute("stroke-dasharray").empty() ? 0 : 1;
  CHECK(dashed == 2);  // the diagonal and its entry in the legend
  CHECK(drawing.all("desc")[0]->text.find("40 answers of confidence 0.15: accuracy 0.0833") == 0);
}

TEST_CASE("bars stand at their confidences and are as high as the accuracy, and below as the number of answers") {
  ReliabilityDiagram chart;
  chart.about = {"reliability", "", ""};
  chart.bars = {{0.2, 0.5, 0.3, 0.45, 40}, {0.5, 0.9, 0.85, 0.6, 90}};
  const test::Element drawing = test::read_markup(draw(chart));
  const std::vector<test::DrawnTick> ticks = test::ticks_left(drawing);
  REQUIRE(ticks.size() == 8);  // 0 to 1 by 0.2; 0 and 50
  const svg::Axis shares = test::axis_through(std::vector<test::DrawnTick>(ticks.begin(), ticks.begin() + 6));
  const svg::Axis counts = test::axis_through(std::vector<test::DrawnTick>(ticks.begin() + 6, ticks.end()));
  const svg::Axis across = test::axis_through(test::ticks_below(drawing));
  const auto near = [](double place) { return Approx(place).margin(test::coordinate_rounding); };
  std::vector<const test::Element*> accuracies;
  std::vector<const test::Element*> answers;
  for (const test::Element* rectangle : drawing.all("rect")) {
    if (rectangle->attribute("opacity") == "0.85") accuracies.push_back(rectangle);
    if (rectangle->attribute("class") == "f-area") answers.push_back(rectangle);
  }
  REQUIRE(accuracies.size() == 2);
  REQUIRE(answers.size() == 2);
  const auto spans = [&](const test::Element& rectangle, const ReliabilityBar& bar, double top, double bottom) {
    const double left = test::number_in(rectangle, "x");
    const double upper = test::number_in(rectangle, "y");
    CHECK(left == near(across.position(bar.low) + 0.5));
    CHECK(left + test::number_in(rectangle, "width") == near(across.position(bar.high) - 0.5));
    CHECK(upper == near(top));
    CHECK(upper + test::number_in(rectangle, "height") == near(bottom));
  };
  for (std::size_t i = 0; i < 2; ++i) {
    const ReliabilityBar& bar = chart.bars[i];
    spans(*accuracies[i], bar, shares.position(bar.accuracy), shares.position(0));
    spans(*answers[i], bar, counts.position(static_cast<double>(bar.answers)), counts.position(0));
  }
  for (const test::Element* line : drawing.all("line")) {
    if (line->attribute("stroke-dasharray").empty() || line->attribute("y1") == line->attribute("y2")) continue;
    CHECK(test::number_in(*line, "x1") == near(across.position(0)));
    CHECK(test::number_in(*line, "y1") == near(shares.position(0)));
    CHECK(test::number_in(*line, "x2") == near(across.position(1)));
    CHECK(test::number_in(*line, "y2") == near(shares.position(1)));
  }
}

TEST_CASE("a reliability diagram of any size has no text over another or cut") {
  for (const double width : test::drawn_widths()) {
    INFO(width);
    ReliabilityDiagram chart = bins();
    CHECK(test::complaints(draw(chart, {.width = width})) == "");
    for (const std::string& text : test::hostile_texts()) {
      chart.accuracy_axis = chart.answers_axis = chart.confidence_axis = text;
      chart.bars[9].answers = 123'456'789;
      CHECK(test::complaints(draw(chart, {.width = width})) == "");
    }
    chart.bars.resize(2);
    chart.bars[1].answers = 1;
    CHECK(test::complaints(draw(chart, {.width = width})) == "");
  }
}

TEST_CASE("a reliability diagram without answers says so, and wrong bars are refused") {
  ReliabilityDiagram chart;
  chart.about = {"t", "", ""};
  CHECK(test::has_text(test::read_markup(draw(chart)), "no answers yet"));
  CHECK(test::complaints(draw(chart)) == "");
  chart = bins();
  chart.bars[3].accuracy = 1.5;
  CHECK(thrown_message([&] { draw(chart); }).find("accuracy and confidence from 0 to 1, got 1.5") != std::string::npos);
  chart = bins();
  chart.bars[3].accuracy = NAN;
  CHECK_FALSE(thrown_message([&] { draw(chart); }).empty());
  chart = bins();
  chart.bars[3].high = 2;
  CHECK_FALSE(thrown_message([&] { draw(chart); }).empty());
  chart = bins();
  chart.bars[3].answers = -1;
  CHECK(thrown_message([&] { draw(chart); }).find("a number of answers, got -1") != std::string::npos);
}
