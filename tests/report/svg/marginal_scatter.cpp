#include "bicameral/report/svg/marginal_scatter.hpp"

#include <cmath>
#include <cstdint>
#include <numeric>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/drawing.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using bicameral::test::thrown_message;

namespace {

struct Points {
  std::vector<float> x, y, colour;

  explicit Points(std::size_t count) {
    std::uint32_t state = 7;
    const auto next = [&] {
      return static_cast<float>((state = state * 1664525U + 1013904223U) >> 8) / static_cast<float>(1 << 24);
    };
    for (std::size_t i = 0; i < count; ++i) {
      x.push_back(2 * next() - 1);
      y.push_back(x.back() * next());
      colour.push_back((x.back() + y.back()) / 2);
    }
  }
  MarginalScatter chart() const {
    MarginalScatter result;
    result.about = {"similarity", "", "left right, right wrong"};
    result.x = x;
    result.y = y;
    result.colour = colour;
    result.x_axis = "cosine similarity, left";
    result.y_axis = "cosine similarity, right";
    result.colour_axis = "combined similarity";
    return result;
  }
};

}  // namespace

TEST_CASE("few points are dots, and many are a picture that does not grow with them") {
  Raster picture;
  const PngEncoder encoder = [&](const Raster& raster) {
    picture = raster;
    return std::string("png");
  };
  const Points few(400);
  CHECK(test::read_markup(draw(few.chart(), {.png = encoder})).all("circle").size() == 400);
  CHECK(picture.width == 0);
  const Points many(60'000);
  const std::string markup = draw(many.chart(), {.png = encoder});
  CHECK(test::read_markup(markup).all("circle").empty());
  CHECK(test::read_markup(markup).all("image").size() == 1);
  CHECK(picture.width == 240);
  CHECK(picture.channels == 4);
  CHECK(markup.size() < 20'000);
  const Raster first = picture;
  CHECK(draw(many.chart(), {.png = encoder}) == markup);
  CHECK(picture == first);
}

TEST_CASE("without an encoder many points are thinned to every so many one, always the same") {
  const Points many(10'001);
  const std::string markup = draw(many.chart());
  CHECK(test::read_markup(markup).all("circle").size() == 4000);
  CHECK(draw(many.chart()) == markup);
}

TEST_CASE("the histograms count every point, and the description knows their number and medians") {
  Points three(0);
  three.x = {-1, 0.25F, 1};
  three.y = {0, 0, 0.5F};
  three.colour = {0, 1, 0.5F};
  const test::Element drawing = test::read_markup(draw(three.chart()));
  CHECK(drawing.all("desc")[0]->text ==
        "3 points; median of cosine similarity, left 0.25; median of cosine similarity, right 0; median of combined "
        "similarity 0.5.");
  std::size_t bars = 0;
  for (const test::Element* rectangle : drawing.all("rect")) bars += rectangle->attribute("class") == "f-area" ? 1 : 0;
  CHECK(bars == 5);  // three of x, two of y
}

TEST_CASE("dots lie at their values of both axes, and the bars of the histograms beside theirs") {
  Points four(0);
  four.x = {-0.5F, 0.25F, 0.25F, 1};
  four.y = {0, 0.5F, 0.5F, 0.125F};
  four.colour = {0, 0.5F, 1, 0.25F};
  const test::Element drawing = test::read_markup(draw(four.chart()));
  const svg::Axis across = test::axis_through(test::ticks_below(drawing));
  const svg::Axis upwards = test::axis_through(test::ticks_left(drawing));
  const auto near = [](double place) { return Approx(place).margin(test::coordinate_rounding); };
  const auto dots = drawing.all("circle");
  REQUIRE(dots.size() == 4);
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(test::number_in(*dots[i], "cx") == near(across.position(four.x[i])));
    CHECK(test::number_in(*dots[i], "cy") == near(upwards.position(four.y[i])));
  }
  std::vector<const test::Element*> bars;
  for (const test::Element* rectangle : drawing.all("rect"))
    if (rectangle->attribute("class") == "f-area") bars.push_back(rectangle);
  REQUIRE(bars.size() == 6);  // of x from left to right, then of y upwards
  const auto from = [&](std::size_t bar, const char* side) { return test::number_in(*bars[bar], side); };
  const auto to = [&](std::size_t bar, const char* side, const char* length) {
    return from(bar, side) + test::number_in(*bars[bar], length);
  };
  const double gap = 0.5 + test::coordinate_rounding;  // between bars
  const std::vector<double> xs = {-0.5, 0.25, 1};
  const std::vector<double> ys = {0, 0.125, 0.5};
  for (std::size_t i = 0; i < 3; ++i) {
    INFO(i);
    CHECK(from(i, "x") <= across.position(xs[i]) + gap);
    CHECK(to(i, "x", "width") >= across.position(xs[i]) - gap);
    CHECK(to(i, "y", "height") < upwards.position(0.5));  // above the panel
    CHECK(from(3 + i, "y") <= upwards.position(ys[i]) + gap);
    CHECK(to(3 + i, "y", "height") >= upwards.position(ys[i]) - gap);
    CHECK(from(3 + i, "x") > across.position(1));  // right of it
  }
  CHECK(from(1, "height") == near(2 * from(0, "height")));
  CHECK(from(2, "height") == near(from(0, "height")));
  CHECK(from(5, "width") == near(2 * from(3, "width")));
  CHECK(from(4, "width") == near(from(3, "width")));
}

TEST_CASE("cells count their points and mix their colours") {
  const std::vector<float> x = {0, 0.1F, 0.9F, 1};
  const std::vector<float> y = {0, 0.1F, 1, 0.95F};
  const std::vector<float> colour = {0, 1, 1, 1};
  const svg::ColourScale scale(svg::Range{0, 1});
  Raster raster = svg::point_cells(x, y, colour, {0, 1}, {0, 1}, scale, 2);
  const auto colour_at = [&](int column, int row) {
    const std::uint8_t* pixel = raster.at(column, row);
    return svg::Rgb{pixel[0], pixel[1], pixel[2]};
  };
  CHECK(colour_at(0, 1) == svg::sequential_colour(0.5));
  CHECK(colour_at(1, 0) == svg::sequential_colour(1));
  CHECK(raster.at(0, 1)[3] == 255);
  CHECK(raster.at(0, 0)[3] == 0);
  CHECK(raster.at(1, 1)[3] == 0);
  const std::vector<std::int64_t> counts = svg::histogram(x, {0, 1}, 4);
  CHECK(counts == std::vector<std::int64_t>{2, 0, 0, 2});
}

TEST_CASE("a scatter with histograms of any size has no text over another or cut") {
  const Points points(500);
  const Points one(1);
  for (const double width : test::drawn_widths()) {
    INFO(width);
    MarginalScatter chart = points.chart();
    CHECK(test::complaints(draw(chart, {.width = width})) == "");
    chart.x_range = chart.y_range = chart.colour_range = svg::Range{-1, 1};
    CHECK(test::complaints(draw(chart, {.width = width, .png = [](const Raster&) { return "png"; }})) == "");
    CHECK(test::complaints(draw(one.chart(), {.width = width})) == "");
    for (const std::string& text : test::hostile_texts()) {
      chart.about.heading = chart.x_axis = chart.y_axis = chart.colour_axis = text;
      CHECK(test::complaints(draw(chart, {.width = width})) == "");
    }
  }
}

TEST_CASE("an empty case says so, and wrong points are refused") {
  Points points(0);
  const std::string markup = draw(points.chart());
  CHECK(test::has_text(test::read_markup(markup), "no points in this case"));
  CHECK(test::complaints(markup) == "");
  points = Points(5);
  points.y.pop_back();
  CHECK(thrown_message([&] { draw(points.chart()); }).find("5 values of y and of colour, got 4 and 5") !=
        std::string::npos);
  points = Points(5);
  points.colour[3] = NAN;
  CHECK(thrown_message([&] { draw(points.chart()); }) ==
        "MarginalScatter: expected finite values of colour, got nan at point 3");
  points = Points(5);
  MarginalScatter chart = points.chart();
  chart.x_range = svg::Range{1, 1};
  CHECK_FALSE(thrown_message([&] { draw(chart); }).empty());
}
