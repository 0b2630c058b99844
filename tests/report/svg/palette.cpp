#include "bicameral/report/svg/palette.hpp"

#include <cmath>
#include <string>
#include <string_view>

#include "bicameral/report/svg/colour_scale.hpp"
#include "tests/catch.hpp"

using namespace bicameral;

namespace {

/// Relative luminance and contrast as in the Web Content Accessibility Guidelines 2.1.
double luminance(double red, double green, double blue) {
  const auto linear = [](double value) {
    value /= 255;
    return value <= 0.03928 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}
double luminance(svg::Rgb colour) { return luminance(colour.red, colour.green, colour.blue); }
double luminance(std::string_view hex) {
  const auto part = [&](std::size_t at) {
    return static_cast<double>(std::stoi(std::string(hex.substr(at, 2)), nullptr, 16));
  };
  return luminance(part(1), part(3), part(5));
}
double contrast(double a, double b) { return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05); }

}  // namespace

TEST_CASE("texts and series stand out from light and from dark paper") {
  for (const svg::Paint& text : {svg::ink, svg::muted}) {
    CHECK(contrast(luminance(text.light), luminance(svg::paper.light)) >= 4.5);
    CHECK(contrast(luminance(text.dark), luminance(svg::paper.dark)) >= 4.5);
  }
  for (const svg::Paint& series : svg::series_paints) {
    CHECK(contrast(luminance(series.light), luminance(svg::paper.light)) >= 2);
    CHECK(contrast(luminance(series.dark), luminance(svg::paper.dark)) >= 4.5);
  }
  CHECK(svg::series_paint(0).name == "series-1");
  CHECK(svg::series_paint(7).name == "series-1");
}

TEST_CASE("the sequential palette goes through its anchors and gets ever lighter") {
  CHECK(svg::hex_text(svg::sequential_colour(0)) == "#440154");
  CHECK(svg::hex_text(svg::sequential_colour(0.5)) == "#21918c");
  CHECK(svg::hex_text(svg::sequential_colour(1)) == "#fde725");
  CHECK(svg::sequential_colour(-3) == svg::sequential_colour(0));
  CHECK(svg::sequential_colour(3) == svg::sequential_colour(1));
  CHECK(svg::sequential_colour(1.0 / 16) == svg::Rgb{0x46, 0x17, 0x68});
  for (int i = 1; i <= 64; ++i)
    CHECK(luminance(svg::sequential_colour(i / 64.0)) > luminance(svg::sequential_colour((i - 1) / 64.0)));
}

TEST_CASE("values become colours straight or by the square root, and points avoid both ends") {
  const svg::ColourScale straight(svg::Range{0, 4});
  CHECK(straight.share(1) == 0.25);
  CHECK(straight.share(-1) == 0);
  CHECK(straight.share(9) == 1);
  CHECK(straight.colour(2) == svg::sequential_colour(0.5));
  CHECK(svg::ColourScale(svg::Range{0, 4}, true).share(1) == 0.5);
  const svg::ColourScale points = svg::point_colours({-1, 1});
  CHECK(luminance(points.colour(-1)) > luminance(svg::sequential_colour(0)));
  CHECK(luminance(points.colour(1)) < luminance(svg::sequential_colour(1)));
  CHECK(contrast(luminance(points.colour(-1)), luminance(svg::paper.dark)) >= 1.8);
  CHECK(contrast(luminance(points.colour(1)), luminance(svg::paper.light)) >= 1.4);
}

TEST_CASE("the style sheet has every colour twice and a rule for each use") {
  const std::string style = svg::plot_style();
  for (const svg::Paint& paint : svg::series_paints) {
    const std::string name(paint.name);
    CHECK(style.find("--plot-" + name + ":" + std::string(paint.light) + ";") != std::string::npos);
    CHECK(style.find("--plot-" + name + ":" + std::string(paint.dark) + ";") != std::string::npos);
    CHECK(style.find(".plot .f-" + name + "{fill:var(--plot-" + name + ")}") != std::string::npos);
    CHECK(style.find(".plot .k-" + name + "{stroke:var(--plot-" + name + ")}") != std::string::npos);
  }
  CHECK(style.find("@media screen and (prefers-color-scheme:dark)") != std::string::npos);
  CHECK(style.find_first_of("<&") == std::string::npos);
}
