#include "bicameral/report/html/page.hpp"

#include <set>
#include <string>

#include "tests/catch.hpp"
#include "tests/support/drawing.hpp"
#include "tests/support/markup.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using bicameral::test::thrown_message;

TEST_CASE("a page has its title, its contents, its sections and nothing from outside") {
  HtmlPage page("Does it see more?", "three seeds");
  page.add_lead(html_answer("yes"));
  page.add_section("Comparison");
  page.add(html_paragraph("first"));
  page.add_section("Learning curves (fine)");
  page.add(html_paragraph("second"));
  page.add(html_paragraph("third"));
  page.add_footer(html_note("the end"));
  const std::string text = page.text();
  CHECK(text.starts_with("<!DOCTYPE html>\n<html lang=\"en\""));
  const test::Element root = test::read_markup(text);
  CHECK(root.all("title")[0]->text == "Does it see more?");
  CHECK(root.all("h1")[0]->text == "Does it see more?");
  const auto sections = root.all("section");
  REQUIRE(sections.size() == 2);
  CHECK(sections[0]->all("p").size() == 1);
  CHECK(sections[1]->all("p").size() == 2);
  const auto links = root.all("nav")[0]->all("a");
  REQUIRE(links.size() == 2);
  CHECK(links[1]->text == "Learning curves (fine)");
  CHECK(links[1]->attribute("href") == "#section-learning-curves-fine");
  CHECK(sections[1]->all("h2")[0]->attribute("id") == "section-learning-curves-fine");
  CHECK(root.all("footer").size() == 1);
  CHECK(root.all("script").empty());
  for (const test::Element* link : root.all("link")) CHECK(link->attribute("href").starts_with("data:"));
  bool refuses = false;
  for (const test::Element* meta : root.all("meta"))
    refuses = refuses || meta->attribute("content").starts_with("default-src 'none';");
  CHECK(refuses);
}

TEST_CASE("titles are texts, and every section has an id of its own") {
  for (const std::string& hostile : test::hostile_texts()) {
    HtmlPage page(hostile, hostile);
    for (int i = 0; i < 3; ++i) {
      page.add_section(hostile);
      page.add(html_paragraph(hostile));
    }
    page.add_section(hostile + "-2");
    const test::Element root = test::read_markup(page.text());
    std::set<std::string> ids;
    for (const test::Element* heading : root.all("h2")) {
      ids.insert(heading->attribute("id"));
      CHECK(heading->attribute("id").find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos);
    }
    CHECK(ids.size() == 4);
    CHECK(root.all("script").empty());
    CHECK(root.all("img").empty());
  }
}

TEST_CASE("a page without sections is its title, and takes no content without a section") {
  HtmlPage page("empty");
  const test::Element root = test::read_markup(page.text());
  CHECK(root.all("nav").empty());
  CHECK(root.all("footer").empty());
  CHECK(thrown_message([&] { page.add(html_paragraph("lost")); }) ==
        "HtmlPage::add: expected a section to add to, got none");
}
