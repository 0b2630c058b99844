#include "examples/cifar100/run/durations.hpp"

#include "tests/catch.hpp"

using namespace cifar100;

TEST_CASE("what is left of a run is what was expected of its unfinished parts") {
  Durations durations;
  CHECK(durations.remaining() == 0);
  durations.expect(0, "left", 100);
  durations.expect(0, "right", 200);
  durations.expect(1, "left", 300);
  CHECK(durations.remaining() == Approx(600));
  durations.finished(0, "left", 100);  // as expected
  CHECK(durations.remaining() == Approx(500));
  durations.finished(0, "left", 1000);  // nobody waits for it any more
  durations.finished(0, "unknown", 1000);
  CHECK(durations.remaining() == Approx(500));
  durations.finished(0, "right", 200);
  durations.finished(1, "left", 300);
  CHECK(durations.remaining() == 0);
}

TEST_CASE("what took longer than expected lets the rest take longer, a short beginning less so") {
  Durations durations;
  durations.expect(0, "left", 6000);
  durations.expect(0, "right", 1000);
  durations.finished(0, "left", 12000);
  CHECK(durations.remaining() == Approx(1000 * (12000 + 60) / (6000 + 60.)));
  Durations brief;
  brief.expect(0, "left", 3);
  brief.expect(0, "right", 1000);
  brief.finished(0, "left", 6);
  CHECK(brief.remaining() == Approx(1000 * 66 / 63.));
}

TEST_CASE("a part that was stopped within an epoch has the rest of that epoch to go") {
  CHECK(epochs_left(6, {}, 10) == 6);
  CHECK(epochs_left(6, {.epoch = 2}, 10) == 4);
  CHECK(epochs_left(6, {.epoch = 2, .step = 5}, 10) == Approx(3.5));
  CHECK(epochs_left(6, {.epoch = 6}, 10) == 0);
}
