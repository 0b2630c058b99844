#include "bicameral/report/svg/axis.hpp"

#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/drawing.hpp"

using namespace bicameral::svg;
namespace test = bicameral::test;

namespace {

std::vector<std::string> texts(const std::vector<Tick>& ticks) {
  std::vector<std::string> found;
  for (const Tick& tick : ticks) found.push_back(tick.text);
  return found;
}

}  // namespace

TEST_CASE("an axis places values between its ends") {
  const Axis axis({10, 20}, Scale::linear, 100, 300);
  CHECK(axis.position(10) == 100);
  CHECK(axis.position(15) == 200);
  CHECK(axis.position(20) == 300);
  const Axis powers({1, 100}, Scale::logarithmic, 0, 200);
  CHECK(powers.position(10) == 100);
}

TEST_CASE("an axis of whole numbers writes no others") {
  CHECK(texts(Axis({0.94, 2.06}, Scale::linear, 0, 600).ticks(8)).size() > 2);
  const Axis epochs({0.94, 2.06}, Scale::linear, 0, 600, true);
  CHECK(texts(epochs.ticks(8)) == std::vector<std::string>{"1", "2"});
  CHECK(epochs.ticks(8)[1].value == 2);
  CHECK(texts(Axis({0.4, 4.6}, Scale::linear, 0, 600, true).ticks(10)) == std::vector<std::string>{"1", "2", "3", "4"});
  const Axis many({1, 180}, Scale::linear, 0, 600, true);
  CHECK(texts(many.ticks(5)) == texts(Axis({1, 180}, Scale::linear, 0, 600).ticks(5)));
}

TEST_CASE("a small axis has as many numbers across as upwards, where these have room") {
  const Axis similarity({0.2, 1}, Scale::linear, 50, 276);
  CHECK(texts(similarity.ticks_across(12)) == std::vector<std::string>{"0.2", "0.4", "0.6", "0.8", "1.0"});
  CHECK(texts(similarity.ticks_upward()) == texts(similarity.ticks_across(12)));
  const Axis long_texts({1e6, 1.000008e6}, Scale::linear, 50, 276);
  CHECK(long_texts.ticks_upward().size() == 5);
  CHECK(texts(long_texts.ticks_across(12)) == std::vector<std::string>{"1.000000 M", "1.000005 M"});
}

TEST_CASE("marks, grid lines and numbers stand at their values") {
  const Box panel{60, 40, 560, 240};
  const Axis across({-1, 4}, Scale::linear, panel.left, panel.right);
  const Axis upwards({10, 1000}, Scale::logarithmic, panel.bottom, panel.top);
  Canvas canvas;
  draw_axis_below(canvas, panel, across, "", 600, 13);
  draw_axis_above(canvas, panel, across, 600, 13);
  draw_axis_left(canvas, panel, upwards.ticks_upward(), upwards, 13);
  const test::Element drawing = test::read_markup(canvas.document({.width = 600}, {"axes", "", ""}, "", 280));
  const auto has_line = [&](const std::string& type, double x1, double y1, double x2, double y2) {
    for (const test::Element* line : drawing.all("line"))
      if (line->attribute("class") == type && line->attribute("x1") == coordinate(x1) &&
          line->attribute("y1") == coordinate(y1) && line->attribute("x2") == coordinate(x2) &&
          line->attribute("y2") == coordinate(y2))
        return true;
    return false;
  };
  const auto has_text_at = [&](const std::string& words, double x, double y) {
    for (const test::Element* text : drawing.all("text"))
      if (text->text == words && text->attribute("x") == coordinate(x) && text->attribute("y") == coordinate(y))
        return true;
    return false;
  };
  const std::vector<Tick> numbers = across.ticks_across(13);
  CHECK(numbers.size() > 4);
  for (const Tick& tick : numbers) {
    INFO(tick.text);
    const double x = across.position(tick.value);
    CHECK(has_line("k-axis", x, 240, x, 244));
    CHECK(has_line("k-axis", x, 40, x, 36));
    CHECK(has_line("k-grid", x, 40, x, 240));
    CHECK(has_text_at(tick.text, x, 259));
    CHECK(has_text_at(tick.text, x, 32));
  }
  const std::vector<Tick> powers = upwards.ticks_upward();
  CHECK(powers.size() > 2);
  for (const Tick& tick : powers) {
    INFO(tick.text);
    const double y = upwards.position(tick.value);
    CHECK(has_line("k-grid", 60, y, 560, y));
    CHECK(has_text_at(tick.text, 53, y + 0.35 * 13));
  }
  // So that other tests may read axes off their numbers.
  const auto near = [](double place) { return Approx(place).margin(test::coordinate_rounding); };
  CHECK(test::axis_through(test::ticks_below(drawing)).position(2.3) == near(across.position(2.3)));
  CHECK(test::axis_through(test::ticks_left(drawing), Scale::logarithmic).position(300) == near(upwards.position(300)));
}
