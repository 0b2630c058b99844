#include "bicameral/train/position.hpp"

#include "tests/catch.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using namespace bicameral::test;

TEST_CASE("A position reads back bit for bit") {
  TrainPosition p;
  p.epoch = 3;
  p.step = 7;
  p.optimizer_steps = 1007;
  p.totals = {896, 0.1 + 0.2, 1.0 / 3, 2e-300, 12, 34};
  p.best_epoch = 2;
  p.best_score = 0.1;
  p.seconds = 1e5 / 3;
  p.images_seen = 1LL << 40;
  const TrainPosition read = position_from(to_map(p), "file");
  CHECK(to_map(read) == to_map(p));
  CHECK(read.totals == p.totals);
  CHECK(read.seconds == p.seconds);
}

TEST_CASE("A position with something missing or unreadable is refused by the entry's name") {
  const auto map = to_map(TrainPosition{});
  for (const auto& [key, value] : map) {
    auto broken = map;
    broken.erase(key);
    CHECK(thrown_message([&] { position_from(broken, "file"); }).find("'" + key + "'") != std::string::npos);
    broken[key] = "1,5";
    CHECK(thrown_message([&] { position_from(broken, "file"); }).find("'1,5'") != std::string::npos);
  }
  auto negative = map;
  negative["step"] = "-1";
  CHECK_FALSE(thrown_message([&] { position_from(negative, "file"); }).empty());
}
