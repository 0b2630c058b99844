#include "bicameral/core/utf8.hpp"

#include <string>

#include "bicameral/core/json_text.hpp"
#include "tests/catch.hpp"

using namespace bicameral;

TEST_CASE("every Unicode character survives being written and read as UTF-8") {
  for (char32_t code = 0; code <= 0x10FFFF; code += (code < 0x3000 ? 1 : 37)) {
    if (code >= 0xD800 && code <= 0xDFFF) continue;
    std::string text;
    append_utf8(text, code);
    const auto [read, bytes] = first_utf8_character(text);
    if (read != code || bytes != text.size()) FAIL("character " << static_cast<unsigned long>(code));
  }
  std::string last;
  append_utf8(last, 0x10FFFF);
  CHECK(last == "\xF4\x8F\xBF\xBF");
}

TEST_CASE("what is not well-formed UTF-8 is recognised") {
  CHECK(is_utf8("71.7 ± 0.3 – 語 😀"));
  CHECK(is_utf8(""));
  for (const char* text :
       {"\x80", "\xC0\x80", "\xC1\xBF", "\xC3", "\xC3(", "\xE0\x80\x80", "\xED\xA0\x80", "\xED\xBF\xBF",
        "\xF0\x80\x80\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "a\xE2\x82"})
    CHECK_FALSE(is_utf8(text));
}

TEST_CASE("display_width counts columns, not bytes") {
  CHECK(display_width("71.7 ± 0.3") == 10);
  CHECK(display_width("e\u0301") == 1);
  CHECK(display_width("語") == 2);
  CHECK(display_width("a\xFF") == 2);
  CHECK(first_columns("a±b", 2) == "a±");
  CHECK(first_columns("a語b", 2) == "a");
  CHECK(first_columns("ab", 5) == "ab");
}

TEST_CASE("in_quotes shows what cannot be printed and shortens what is long") {
  CHECK(in_quotes("left.conv1 ±") == "'left.conv1 ±'");
  CHECK(in_quotes("a\x1B[2J\n\xFF\x7F") == "'a\\x1b[2J\\x0a\\xff\\x7f'");
  CHECK(in_quotes("\u009B") == "'\\xc2\\x9b'");
  CHECK(in_quotes(std::string(1000, 'x')).size() < 140);
}

TEST_CASE("json_string escapes what JSON demands and mends what is no UTF-8") {
  CHECK(json_string("plain ±") == "\"plain ±\"");
  CHECK(json_string("a\"b\\c\n\t\r\x01\x1F") == R"("a\"b\\c\n\t\r\u0001\u001f")");
  CHECK(json_string(std::string("a\0b", 3)) == R"("a\u0000b")");
  CHECK(json_string("\xFFz") == "\"\xEF\xBF\xBDz\"");
}
