#include "bicameral/report/html/table.hpp"

#include <string>

#include "tests/catch.hpp"
#include "tests/support/drawing.hpp"
#include "tests/support/markup.hpp"

using namespace bicameral;

TEST_CASE("a table has its caption, headers for columns and rows, and numbers on the right") {
  Table table({"network", "fine %"});
  table.add_row({"left", "46.9"});
  table.add_row({"three\nlines\nof <b>", "-"});
  const test::Element page = test::read_markup(html_table(table, "all networks").markup);
  CHECK(page.all("figcaption")[0]->text == "all networks");
  CHECK(page.all("div")[0]->attribute("class") == "scroll");
  CHECK(page.all("div")[0]->attribute("aria-label") == "all networks");
  const auto headers = page.all("th");
  REQUIRE(headers.size() == 4);
  CHECK(headers[0]->attribute("scope") == "col");
  CHECK(headers[1]->attribute("class") == "number");
  CHECK(headers[2]->attribute("scope") == "row");
  CHECK(headers[2]->text == "left");
  CHECK(headers[3]->text == "three");
  CHECK(headers[3]->all("br").size() == 2);
  REQUIRE(headers[3]->all("span").size() == 2);
  CHECK(headers[3]->all("span")[0]->text == "lines");
  CHECK(headers[3]->all("span")[1]->text == "of <b>");
  CHECK(headers[3]->all("span")[1]->attribute("class") == "second");
  REQUIRE(page.all("td").size() == 2);
  CHECK(page.all("td")[0]->attribute("class") == "number");
}

TEST_CASE("cells and captions are texts") {
  Table table(test::hostile_texts());
  table.add_row(test::hostile_texts());
  for (const std::string& caption : test::hostile_texts()) {
    const test::Element page = test::read_markup(html_table(table, caption).markup);
    CHECK(page.all("th").size() == test::hostile_texts().size() + 1);
    CHECK(page.all("script").empty());
    CHECK(page.all("img").empty());
  }
}

TEST_CASE("a table without rows is its header") {
  const test::Element page = test::read_markup(html_table(Table({"a", "b"}), "none").markup);
  CHECK(page.all("th").size() == 2);
  CHECK(page.all("tbody")[0]->children.empty());
}
