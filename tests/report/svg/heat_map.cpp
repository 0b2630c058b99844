#include "bicameral/report/svg/heat_map.hpp"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/drawing.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using bicameral::test::thrown_message;

namespace {

HeatMap classes(std::size_t size, std::size_t labels) {
  HeatMap chart;
  chart.about = {"confusion", "", ""};
  chart.size = size;
  chart.values.assign(size * size, 0.01);
  for (std::size_t i = 0; i < size; ++i) chart.values[i * size + i] = 0.5;
  for (std::size_t i = 0; i < labels; ++i)
    chart.labels.push_back("large omnivores and herbivores " + std::to_string(i));
  return chart;
}

}  // namespace

TEST_CASE("a small table is drawn cell by cell, and neighbours alike are one rectangle") {
  HeatMap chart = classes(3, 3);
  chart.value_axis = "share";
  const test::Element drawing = test::read_markup(draw(chart));
  std::size_t cells = 0;
  std::size_t diagonal = 0;
  for (const test::Element* rectangle : drawing.all("rect")) {
    cells += rectangle->attribute("shape-rendering") == "crispEdges" ? 1 : 0;
    diagonal += rectangle->attribute("fill") == svg::hex_text(svg::sequential_colour(1)) ? 1 : 0;
  }
  CHECK(cells == 7);  // 2 + 3 + 2
  CHECK(diagonal == 3);
  CHECK(drawing.all("desc")[0]->text == "3 by 3 cells; mean of the diagonal 0.5.");
}

TEST_CASE("a large table is a picture of one pixel per cell, clear where there is nothing") {
  Raster picture;
  HeatMap chart = classes(100, 20);
  chart.values[1] = std::nan("");
  const std::string markup = draw(chart, {.png = [&](const Raster& raster) {
                                    picture = raster;
                                    return std::string("png");
                                  }});
  CHECK(picture.width == 100);
  CHECK(picture.height == 100);
  CHECK(picture.at(0, 0)[0] == svg::sequential_colour(1).red);
  CHECK(picture.at(0, 0)[3] == 255);
  CHECK(picture.at(1, 0)[3] == 0);
  CHECK(test::complaints(markup) == "");
  CHECK(test::read_markup(markup).all("image").size() == 1);
  CHECK(test::complaints(draw(chart)) == "");  // and without an encoder, rectangles
}

TEST_CASE("a cell lies in the row of its first class and the column of its second one") {
  HeatMap chart = classes(4, 0);
  chart.labels = {"a", "b", "c", "d"};
  chart.values.assign(16, std::nan(""));
  chart.values[1 * 4 + 3] = 0.5;  // the second row, the fourth column
  const test::Element drawing = test::read_markup(draw(chart));
  std::vector<const test::Element*> cells;
  for (const test::Element* rectangle : drawing.all("rect"))
    if (rectangle->attribute("shape-rendering") == "crispEdges") cells.push_back(rectangle);
  REQUIRE(cells.size() == 1);
  std::vector<double> rows;
  std::vector<double> columns;
  for (const test::Element* text : drawing.all("text")) {
    if (text->text == "2  b") rows.push_back(test::number_in(*text, "y") - 0.35 * test::number_in(*text, "font-size"));
    if (text->text == "4") columns.push_back(test::number_in(*text, "x"));
  }
  REQUIRE(rows.size() == 1);
  REQUIRE(columns.size() == 1);
  const double width = test::number_in(*cells[0], "width");
  const double height = test::number_in(*cells[0], "height");
  CHECK(width == height);
  CHECK(test::number_in(*cells[0], "x") + width / 2 == Approx(columns[0]).margin(test::coordinate_rounding));
  CHECK(test::number_in(*cells[0], "y") + height / 2 == Approx(rows[0]).margin(test::coordinate_rounding));

  Raster picture;
  chart = classes(40, 0);
  chart.values.assign(1600, std::nan(""));
  chart.values[1 * 40 + 39] = 0.5;
  draw(chart, {.png = [&](const Raster& raster) {
         picture = raster;
         return std::string("png");
       }});
  REQUIRE(picture.width == 40);
  CHECK(picture.at(39, 1)[3] == 255);
  CHECK(picture.at(1, 39)[3] == 0);
}

TEST_CASE("every name of a row is there at every width, beside the rows or below") {
  for (const double width : test::drawn_widths())
    for (const std::size_t size : {20U, 100U}) {
      INFO(width << " " << size);
      const HeatMap chart = classes(size, 20);
      const std::string markup = draw(chart, {.width = width, .png = [](const Raster&) { return "png"; }});
      CHECK(test::complaints(markup) == "");
      std::string all;
      for (const std::string& word : test::words_of(test::read_markup(markup))) all += word + "|";
      for (std::size_t i = 0; i < 20; ++i)
        CHECK(all.find("herbivores " + std::to_string(i) + "|") != std::string::npos);
    }
}

TEST_CASE("tables of any labels and values have no text over another or cut") {
  for (const double width : test::drawn_widths()) {
    INFO(width);
    HeatMap chart = classes(12, 0);
    CHECK(test::complaints(draw(chart, {.width = width})) == "");
    chart.labels = test::hostile_texts();
    chart.row_axis = chart.column_axis = chart.value_axis = test::hostile_texts()[7];
    CHECK(test::complaints(draw(chart, {.width = width})) == "");
    for (const double value : {0.0, std::numeric_limits<double>::denorm_min(), 1e99}) {
      chart.values.assign(144, value);
      CHECK(test::complaints(draw(chart, {.width = width})) == "");
    }
    CHECK(test::complaints(draw(classes(1, 1), {.width = width})) == "");
  }
}

TEST_CASE("a table of nothing says so, and wrong ones are refused") {
  CHECK(test::has_text(test::read_markup(draw(classes(0, 0))), "no results yet"));
  CHECK(test::complaints(draw(classes(0, 0))) == "");
  HeatMap chart = classes(4, 0);
  chart.values.pop_back();
  CHECK(thrown_message([&] { draw(chart); }) == "HeatMap: expected 16 values, got 15");
  chart = classes(4, 3);
  CHECK(thrown_message([&] { draw(chart); }).find("equal groups of 4 rows, got 3") != std::string::npos);
  chart = classes(4, 2);
  chart.values[5] = -0.5;
  CHECK(thrown_message([&] { draw(chart); }).find("no value below zero") != std::string::npos);
  chart.values[5] = INFINITY;
  CHECK_FALSE(thrown_message([&] { draw(chart); }).empty());
}
