#include "bicameral/report/escape.hpp"

#include <string>

#include "tests/catch.hpp"
#include "tests/support/drawing.hpp"
#include "tests/support/markup.hpp"

using namespace bicameral;

TEST_CASE("markup in a text is shown and not read") {
  CHECK(escape_text("a < b && c > \"d\" 'e'") == "a &lt; b &amp;&amp; c &gt; \"d\" 'e'");
  CHECK(escape_attribute("a < b && c > \"d\" 'e'") == "a &lt; b &amp;&amp; c &gt; &quot;d&quot; &#39;e&#39;");
  CHECK(escape_text("<script>alert(1)</script>") == "&lt;script&gt;alert(1)&lt;/script&gt;");
  CHECK(escape_text("]]>") == "]]&gt;");
  CHECK(escape_text("&amp;") == "&amp;amp;");
  CHECK(escape_text("") == "");
}

TEST_CASE("what a document may not hold becomes the replacement character") {
  const std::string replacement = "\xEF\xBF\xBD";
  CHECK(escape_text(std::string("a\0b", 3)) == "a" + replacement + "b");
  CHECK(escape_text("\x1b[31m\x7f") == replacement + "[31m" + replacement);
  CHECK(escape_text("\xC2\x80") == replacement);                                  // a control character of Latin-1
  CHECK(escape_text("\xEF\xBF\xBE") == replacement);                              // U+FFFE
  CHECK(escape_text("\xEF\xB7\x90") == replacement);                              // U+FDD0
  CHECK(escape_text("\xF0\x9F\xBF\xBF") == replacement);                          // U+1FFFF
  CHECK(escape_text("x\xff\xc3") == "x" + replacement + replacement);             // no UTF-8; cut short
  CHECK(escape_text("\xed\xa0\x80") == replacement + replacement + replacement);  // a surrogate
  CHECK(escape_text("\xC2\xA0 \xC3\xA9 \xF0\x9F\x90\xB3") == "\xC2\xA0 \xC3\xA9 \xF0\x9F\x90\xB3");
}

TEST_CASE("line ends are one, and attributes keep them") {
  CHECK(escape_text("a\r\nb\rc\nd\te") == "a\nb\nc\nd\te");
  CHECK(escape_attribute("a\r\nb\rc\nd\te") == "a&#10;b&#10;c&#10;d&#9;e");
  CHECK(escape_text("a\r") == "a\n");
}

TEST_CASE("every hostile text is one text within its element and its attribute") {
  for (const std::string& hostile : test::hostile_texts()) {
    const test::Element element =
        test::read_markup("<p title=\"" + escape_attribute(hostile) + "\">" + escape_text(hostile) + "</p>");
    CHECK(element.children.empty());
    CHECK(element.attributes.size() == 1);
    CHECK(element.text == element.attribute("title"));
  }
}

TEST_CASE("the reader of markup in these tests finds mistakes") {
  CHECK(test::read_markup("<!DOCTYPE html>\n<a b=\"c\"><d/>e &lt;</a>\n").text == "e <");
  for (const char* wrong :
       {"<a>", "<a></b>", "<a b=c></a>", "<a b=\"1\" b=\"2\"></a>", "<a>&nbsp;</a>", "<a>&</a>", "<a>\xff</a>",
        "<a>\x01</a>", "<a><</a>", "<a></a><b></b>", "<a b=\"<\"></a>", "<a>]]></a>", "", "a"})
    CHECK_THROWS(test::read_markup(wrong));
}
