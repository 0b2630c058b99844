#include "bicameral/report/svg/ticks.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using bicameral::test::thrown_message;
using svg::Range;
using svg::Scale;

namespace {

std::vector<std::string> texts_of(const std::vector<svg::Tick>& ticks) {
  std::vector<std::string> texts;
  for (const svg::Tick& tick : ticks) texts.push_back(tick.text);
  return texts;
}
using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("steps are 1, 2 or 5 times a power of ten") {
  CHECK(svg::round_step(1) == 1);
  CHECK(svg::round_step(1.01) == 2);
  CHECK(svg::round_step(3) == 5);
  CHECK(svg::round_step(7) == 10);
  CHECK(svg::round_step(0.03) == Approx(0.05));
  CHECK(svg::round_step(0.2) == Approx(0.2));
  CHECK(svg::round_step(6e20) == Approx(1e21));
}

TEST_CASE("ticks of a linear axis are round and written alike") {
  CHECK(texts_of(svg::linear_ticks({0, 1}, 6)) == Texts{"0", "0.2", "0.4", "0.6", "0.8", "1.0"});
  CHECK(texts_of(svg::linear_ticks({43.2, 75.1}, 7)) == Texts{"45", "50", "55", "60", "65", "70", "75"});
  CHECK(texts_of(svg::linear_ticks({-1, 1}, 5)) == Texts{"\xE2\x88\x92"
                                                         "1.0",
                                                         "\xE2\x88\x92"
                                                         "0.5",
                                                         "0", "0.5", "1.0"});
  CHECK(texts_of(svg::linear_ticks({0, 45000}, 5)) == Texts{"0", "10 k", "20 k", "30 k", "40 k"});
  CHECK(texts_of(svg::linear_ticks({0, 9000}, 5)) == Texts{"0", "2000", "4000", "6000", "8000"});
  CHECK(texts_of(svg::linear_ticks({0, 2.4e6}, 5)) == Texts{"0", "0.5 M", "1.0 M", "1.5 M", "2.0 M"});
  CHECK(texts_of(svg::linear_ticks({0, 4e-5}, 5)) == Texts{"0", "1e-5", "2e-5", "3e-5", "4e-5"});
  CHECK(texts_of(svg::linear_ticks({1e6, 1.000002e6}, 3)) == Texts{"1.000000 M", "1.000001 M", "1.000002 M"});
}

TEST_CASE("ticks of any range lie in it, are few, in order, and no two look alike") {
  const std::vector<double> ends = {-1e100, -3e9,  -12345.6, -1,  -0.37, -1e-7, 0,     1e-90, 2e-5,
                                    0.1,    0.999, 1,        7.7, 100,   54321, 6.5e6, 1e15,  1e100};
  for (std::size_t i = 0; i < ends.size(); ++i)
    for (std::size_t k = i + 1; k < ends.size(); ++k)
      for (const std::size_t most : {2U, 3U, 5U, 11U}) {
        INFO(ends[i] << " to " << ends[k]);
        for (const Scale scale : {Scale::linear, Scale::logarithmic}) {
          if (scale == Scale::logarithmic && !(ends[i] > 0)) continue;
          const Range range{ends[i], ends[k]};
          const auto ticks = scale == Scale::linear ? svg::linear_ticks(range, most) : svg::log_ticks(range, most);
          CHECK(ticks.size() <= most);
          if (scale == Scale::linear && most >= 5) CHECK(ticks.size() >= 2);
          std::set<std::string> different;
          const double slack = scale == Scale::linear ? 2e-9 * (range.high - range.low) : 2e-9 * range.high;
          for (std::size_t t = 0; t < ticks.size(); ++t) {
            CHECK(ticks[t].value >= (scale == Scale::linear ? range.low - slack : range.low * (1 - 2e-9)));
            CHECK(ticks[t].value <= range.high + slack);
            if (t > 0) CHECK(ticks[t].value > ticks[t - 1].value);
            different.insert(ticks[t].text);
          }
          CHECK(different.size() == ticks.size());
        }
      }
}

TEST_CASE("ticks of a logarithmic axis are powers of ten, with 2 and 5 where there is room") {
  CHECK(texts_of(svg::log_ticks({1, 100}, 7)) == Texts{"1", "2", "5", "10", "20", "50", "100"});
  CHECK(texts_of(svg::log_ticks({1, 100}, 6)) == Texts{"1", "10", "100"});
  CHECK(texts_of(svg::log_ticks({0.004, 30}, 5)) == Texts{"0.01", "0.1", "1", "10"});
  CHECK(texts_of(svg::log_ticks({4e5, 3e7}, 6)) == Texts{"500 k", "1 M", "2 M", "5 M", "10 M", "20 M"});
  CHECK(texts_of(svg::log_ticks({1, 1e12}, 5)) == Texts{"1", "1000", "1 M", "1 G", "1 T"});
  CHECK(texts_of(svg::log_ticks({1, 1e12}, 4)) == Texts{"1", "10 k", "100 M", "1 T"});
  CHECK(texts_of(svg::log_ticks({30, 90}, 4)) == texts_of(svg::linear_ticks({30, 90}, 4)));
}

TEST_CASE("short texts of numbers") {
  CHECK(svg::short_text(0) == "0");
  CHECK(svg::short_text(71.6849) == "71.7");
  CHECK(svg::short_text(-0.05) ==
        "\xE2\x88\x92"
        "0.05");
  CHECK(svg::short_text(100) == "100");
  CHECK(svg::short_text(1234) == "1234");
  CHECK(svg::short_text(12910) == "12.9 k");
  CHECK(svg::short_text(6568000) == "6.57 M");
  CHECK(svg::short_text(2e-5) == "2e-5");
  CHECK(svg::short_text(0.000999) == "9.99e-4");
  CHECK(svg::short_text(1e21) == "1e21");
  CHECK(svg::short_text(0.5, 1) == "0.5");
}

TEST_CASE("what is no range is refused") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  CHECK(thrown_message([&] { svg::linear_ticks({0, nan}, 5); }) == "linear_ticks: expected a finite number, got nan");
  CHECK_FALSE(thrown_message([&] { svg::linear_ticks({-infinity, 0}, 5); }).empty());
  CHECK_FALSE(thrown_message([&] { svg::linear_ticks({1, 1}, 5); }).empty());
  CHECK_FALSE(thrown_message([&] { svg::linear_ticks({2, 1}, 5); }).empty());
  CHECK(thrown_message([&] { svg::log_ticks({0, 1}, 5); }).find("above zero, got 0") != std::string::npos);
  CHECK_FALSE(thrown_message([&] { svg::log_ticks({nan, 1}, 5); }).empty());
  CHECK_FALSE(thrown_message([&] { svg::short_text(nan); }).empty());
}

TEST_CASE("the range of values has a margin, whatever the values") {
  const auto range = [](std::vector<double> values, Scale scale = Scale::linear) {
    return svg::range_of("test", values, scale);
  };
  CHECK(range({0, 100}) == Range{-4, 104});
  CHECK(range({5, 5, 5}) == Range{4.5, 5.5});
  CHECK(range({0}) == Range{-0.5, 0.5});
  CHECK(range({-20}) == Range{-22, -18});
  for (const double value : {1e-50, 3.0, 1e50}) {  // as good as the same: a range with ticks that can be told apart
    const Range wide = range({value, value * (1 + 1e-15)});
    CHECK(svg::linear_ticks(wide, 6).size() >= 2);
  }
  const Range decades = range({1, 1000}, Scale::logarithmic);
  CHECK(decades.low < 1);
  CHECK(decades.low > 0.1);
  CHECK(decades.high > 1000);
  const Range same = range({7, 7}, Scale::logarithmic);
  CHECK(same.low < 7);
  CHECK(same.high > 7);
  CHECK(thrown_message([&] { range({1, std::nan("")}); }) == "test: expected a finite number, got nan");
  CHECK(thrown_message([&] { range({1, 0}, Scale::logarithmic); }) == "test: expected numbers above zero, got 0");
  CHECK_FALSE(thrown_message([&] { range({}); }).empty());
}

TEST_CASE("the smallest and the largest numbers have an axis, and beyond it is said which numbers have one") {
  constexpr double tiny = std::numeric_limits<double>::denorm_min();
  CHECK(texts_of(svg::linear_ticks({0, tiny}, 5)) == Texts{"0"});
  CHECK(svg::linear_ticks({tiny, 2 * tiny}, 5).empty());
  CHECK(svg::short_text(tiny) == "0");
  CHECK(svg::short_text(-tiny) == "0");
  CHECK(svg::short_text(2e-300) == "2e-300");
  const auto range = [](const std::vector<double>& values, Scale scale) {
    return svg::range_of("test", values, scale);
  };
  const std::vector<std::vector<double>> extremes = {{0, tiny},       {tiny},      {-tiny, tiny}, {0, 1e-305},
                                                     {-1e100, 1e100}, {0, -1e100}, {1e100},       {1e-300, 1e100}};
  for (const std::vector<double>& values : extremes) {
    INFO(values.front() << " to " << values.back());
    const Range found = range(values, Scale::linear);
    CHECK(found.low <= *std::min_element(values.begin(), values.end()));
    CHECK(found.high >= *std::max_element(values.begin(), values.end()));
    const auto ticks = svg::linear_ticks(found, 6);
    CHECK(ticks.size() >= 2);
    std::set<std::string> different;
    for (const svg::Tick& tick : ticks) different.insert(tick.text);
    CHECK(different.size() == ticks.size());
  }
  CHECK(range({1e-100, 1e100}, Scale::logarithmic).high == 1e100);
  CHECK(svg::log_ticks(range({1e-100, 1e100}, Scale::logarithmic), 6).size() >= 2);
  CHECK(thrown_message([&] {
          svg::linear_ticks({0, 1e101}, 5);
        }) == "linear_ticks: expected a number from -1e100 to 1e100, got 1e+101");
  CHECK(thrown_message([&] { range({-1e200}, Scale::linear); }) ==
        "test: expected a number from -1e100 to 1e100, got -1e+200");
  CHECK(thrown_message([&] {
          range({1, 1e-150}, Scale::logarithmic);
        }) == "test: expected numbers of at least 1e-100, got 1e-150");
}
