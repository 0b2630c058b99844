#include "bicameral/report/html/figure.hpp"

#include <string>
#include <vector>

#include "bicameral/report/svg/comparison.hpp"
#include "tests/catch.hpp"
#include "tests/support/drawing.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using bicameral::test::thrown_message;

namespace {

ComparisonChart chart() {
  ComparisonChart result;
  result.about = {"accuracies", "", ""};
  result.rows = {{"left", ComparedValue{46.9}, {}}};
  return result;
}

}  // namespace

TEST_CASE("a figure holds its chart for a screen and for a phone, with ids of their own") {
  const test::Element figure = test::read_markup(html_figure(chart(), {.id = "all"}, "Figure <1>").markup);
  CHECK(figure.attribute("id") == "all");
  CHECK(figure.all("figcaption")[0]->text == "Figure <1>");
  const auto drawings = figure.all("svg");
  REQUIRE(drawings.size() == 2);
  CHECK(drawings[0]->attribute("width") == "860");
  CHECK(drawings[1]->attribute("width") == "328");
  CHECK(drawings[0]->attribute("aria-labelledby") != drawings[1]->attribute("aria-labelledby"));
  CHECK(figure.all("div")[0]->attribute("class") == "wide");
  CHECK(figure.all("div")[1]->attribute("class") == "narrow");
}

TEST_CASE("small figures stand side by side, drawn once") {
  const Html one = html_small_figure(chart(), {.id = "a"}, "");
  const Html two = html_small_figure(chart(), {.id = "b", .narrow = 300}, "second");
  const test::Element columns = test::read_markup(html_columns({one, two}).markup);
  CHECK(columns.attribute("class") == "columns");
  REQUIRE(columns.all("svg").size() == 2);
  CHECK(columns.all("svg")[1]->attribute("width") == "300");
  CHECK(columns.all("figcaption").size() == 1);
  CHECK_FALSE(thrown_message([] { html_figure(chart(), {.id = "1 2"}, ""); }).empty());
}

TEST_CASE("a gallery shows pictures within the page, and tells what is in them") {
  const std::vector<GalleryItem> items = {{{{"bytes", "left", "where the left half \"looks\""}}, {"seal <b>", "0.91"}},
                                          {{}, {}}};
  const test::Element gallery = test::read_markup(html_gallery(items, 64).markup);
  REQUIRE(gallery.all("img").size() == 1);
  const test::Element& picture = *gallery.all("img")[0];
  CHECK(picture.attribute("src") == data_uri("image/png", "bytes"));
  CHECK(picture.attribute("alt") == "where the left half \"looks\"");
  CHECK(picture.attribute("width") == "64");
  CHECK(gallery.all("p")[0]->text == "seal <b>");
  CHECK(test::read_markup(html_gallery({}).markup).children.empty());
  CHECK(thrown_message([] { html_gallery({}, 8); }) == "html_gallery: expected 16 to 1024 pixels, got 8");
  for (const std::string& hostile : test::hostile_texts()) {
    const test::Element page = test::read_markup(html_gallery({{{{hostile, hostile, hostile}}, {hostile}}}).markup);
    CHECK(page.all("img").size() == 1);
    CHECK(page.all("script").empty());
  }
}
