#include "bicameral/core/numbers.hpp"

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <locale>
#include <string>

#include "bicameral/core/random.hpp"
#include "tests/catch.hpp"

using namespace bicameral;

namespace {

/// Writes a decimal comma, as a German locale does; such a locale need not be installed.
struct DecimalComma : std::numpunct<char> {
  char do_decimal_point() const override { return ','; }
  std::string do_grouping() const override { return "\3"; }
  char do_thousands_sep() const override { return '.'; }
};

/// Puts the global locale back at the end.
class WithDecimalComma {
 public:
  WithDecimalComma() : before_(std::locale::global(std::locale(std::locale::classic(), new DecimalComma))) {}
  WithDecimalComma(const WithDecimalComma&) = delete;
  WithDecimalComma& operator=(const WithDecimalComma&) = delete;
  ~WithDecimalComma() { std::locale::global(before_); }

 private:
  std::locale before_;
};

}  // namespace

TEST_CASE("number_text gives the shortest text that reads back") {
  CHECK(number_text(0.1) == "0.1");
  CHECK(number_text(0.1f) == "0.1");
  CHECK(number_text(1.0) == "1");
  CHECK(number_text(-2.5) == "-2.5");
  CHECK(number_text(1e300) == "1e+300");
  CHECK(number_text(1.0 / 3.0) == "0.3333333333333333");
  CHECK(number_text(std::int64_t{-9223372036854775807 - 1}) == "-9223372036854775808");
  CHECK(number_text(std::uint64_t{18446744073709551615u}) == "18446744073709551615");
  CHECK(number_text(std::numeric_limits<double>::quiet_NaN()) == "nan");
  CHECK(number_text(-std::numeric_limits<double>::infinity()) == "-inf");
}

TEST_CASE("every finite double comes back from its text bit for bit") {
  RandomStream stream(7, Purpose::initialize, "numbers");
  int finite = 0;
  for (int i = 0; i < 20000; ++i) {
    const std::uint64_t high = stream.next();
    const auto bits = (high << 32) | stream.next();
    const auto value = std::bit_cast<double>(bits);
    if (!std::isfinite(value)) continue;
    ++finite;
    const auto back = parse_number(number_text(value));
    REQUIRE(back);
    REQUIRE(std::bit_cast<std::uint64_t>(*back) == bits);
  }
  CHECK(finite > 19000);
  for (const double value : {0.0, -0.0, 5e-324, 2.2250738585072014e-308, std::numeric_limits<double>::max()}) {
    const auto back = parse_number(number_text(value));
    REQUIRE(back);
    CHECK(std::bit_cast<std::uint64_t>(*back) == std::bit_cast<std::uint64_t>(value));
  }
}

TEST_CASE("numbers do not depend on the locale") {
  const WithDecimalComma locale;
  CHECK(number_text(1234567.25) == "1234567.25");
  CHECK(number_text(1234567) == "1234567");
  CHECK(fixed_text(1234.5, 2) == "1234.50");
  CHECK(parse_number("1234.5") == 1234.5);
  CHECK_FALSE(parse_number("1234,5"));
}

TEST_CASE("parse_number takes a decimal number and nothing else") {
  CHECK(parse_number("1e-4") == 1e-4);
  CHECK(parse_number("-3") == -3.0);
  CHECK(parse_number(".5") == 0.5);
  for (const char* text :
       {"", " 1", "1 ", "+1", "1.0x", "nan", "inf", "-inf", "0x10", "1e999", "1e", "-", ".", "1,5", "1e5.0", "--1"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_number(text));
  }
}

TEST_CASE("parse_integer and parse_unsigned take whole numbers in range and nothing else") {
  CHECK(parse_integer("-9223372036854775808") == std::numeric_limits<std::int64_t>::min());
  CHECK(parse_integer("9223372036854775807") == std::numeric_limits<std::int64_t>::max());
  CHECK(parse_unsigned("18446744073709551615") == std::numeric_limits<std::uint64_t>::max());
  CHECK_FALSE(parse_integer("9223372036854775808"));
  CHECK_FALSE(parse_unsigned("18446744073709551616"));
  CHECK_FALSE(parse_unsigned("-1"));
  for (const char* text : {"", " 1", "1 ", "+1", "1.0", "1e3", "0x1", "one"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_integer(text));
  }
}

TEST_CASE("fixed_text rounds to so many decimals") {
  CHECK(fixed_text(71.68, 1) == "71.7");
  CHECK(fixed_text(100, 0) == "100");
  CHECK(fixed_text(-0.04, 1) == "0.0");
  CHECK(fixed_text(-0.06, 1) == "-0.1");
  CHECK(fixed_text(std::numeric_limits<double>::max(), 30).size() == 309 + 1 + 30);
  CHECK(fixed_text(std::numeric_limits<double>::quiet_NaN(), 3) == "nan");
}
