#include "bicameral/report/svg/axis.hpp"

#include <string>
#include <vector>

#include "tests/catch.hpp"

using namespace bicameral::svg;

namespace {

std::vector<std::string> texts(const std::vector<Tick>& ticks) {
  std::vector<std::string> found;
  for (const Tick& tick : ticks) found.push_back(tick.text);
  return found;
}

}  // namespace

TEST_CASE("an axis places values between its ends") {
  const Axis axis({10, 20}, Scale::linear, 100, 300);
  CHECK(axis.position(10) == 100);
  CHECK(axis.position(15) == 200);
  CHECK(axis.position(20) == 300);
  const Axis powers({1, 100}, Scale::logarithmic, 0, 200);
  CHECK(powers.position(10) == 100);
}

TEST_CASE("an axis of whole numbers writes no others") {
  CHECK(texts(Axis({0.94, 2.06}, Scale::linear, 0, 600).ticks(8)).size() > 2);
  const Axis epochs({0.94, 2.06}, Scale::linear, 0, 600, true);
  CHECK(texts(epochs.ticks(8)) == std::vector<std::string>{"1", "2"});
  CHECK(epochs.ticks(8)[1].value == 2);
  CHECK(texts(Axis({0.4, 4.6}, Scale::linear, 0, 600, true).ticks(10)) == std::vector<std::string>{"1", "2", "3", "4"});
  const Axis many({1, 180}, Scale::linear, 0, 600, true);
  CHECK(texts(many.ticks(5)) == texts(Axis({1, 180}, Scale::linear, 0, 600).ticks(5)));
}

TEST_CASE("a small axis has as many numbers across as upwards, where these have room") {
  const Axis similarity({0.2, 1}, Scale::linear, 50, 276);
  CHECK(texts(similarity.ticks_across(12)) == std::vector<std::string>{"0.2", "0.4", "0.6", "0.8", "1.0"});
  CHECK(texts(similarity.ticks_upward()) == texts(similarity.ticks_across(12)));
  const Axis long_texts({1e6, 1.000008e6}, Scale::linear, 50, 276);
  CHECK(long_texts.ticks_upward().size() == 5);
  CHECK(texts(long_texts.ticks_across(12)) == std::vector<std::string>{"1.000000 M", "1.000005 M"});
}
