#include "bicameral/report/html/fragment.hpp"

#include <string>

#include "tests/catch.hpp"
#include "tests/support/drawing.hpp"
#include "tests/support/markup.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using bicameral::test::thrown_message;

TEST_CASE("pieces of a page are what they say, and texts in them are texts") {
  for (const std::string& hostile : test::hostile_texts()) {
    const Html all = html_paragraph(hostile) + html_answer(hostile) + html_note(hostile) + html_heading(hostile) +
                     html_code(hostile) + html_list({hostile, hostile}) + html_definitions({{hostile, hostile}}) +
                     html_details(hostile, html_paragraph(hostile));
    const test::Element page = test::read_markup("<main>" + all.markup + "</main>");
    CHECK(page.all("p").size() == 4);
    CHECK(page.all("h3").size() == 1);
    CHECK(page.all("code").size() == 1);
    CHECK(page.all("li").size() == 2);
    CHECK(page.all("dt").size() == 1);
    CHECK(page.all("summary").size() == 1);
    CHECK(page.all("script").empty());
    CHECK(page.all("b").empty());
    CHECK(page.all("img").empty());
  }
  CHECK(html_paragraph("a & b").markup == "<p>a &amp; b</p>\n");
}

TEST_CASE("headings have levels, and one can be what is opened") {
  CHECK(html_heading("a & b").markup == "<h3>a &amp; b</h3>\n");
  CHECK(html_heading("a", 6).markup == "<h6>a</h6>\n");
  CHECK(thrown_message([] { html_heading("a", 2); }) == "html_heading: expected a level from 3 to 6, got 2");
  CHECK(thrown_message([] { html_heading("a", 7); }) == "html_heading: expected a level from 3 to 6, got 7");
  const test::Element details = test::read_markup(html_details(html_heading("a"), html_heading("b", 4)).markup);
  REQUIRE(details.all("summary").size() == 1);
  CHECK(details.all("summary")[0]->all("h3").size() == 1);
  CHECK(details.all("h4").size() == 1);
}

TEST_CASE("empty lists are not there") {
  CHECK(html_list({}).markup.empty());
  CHECK(html_definitions({}).markup.empty());
}
