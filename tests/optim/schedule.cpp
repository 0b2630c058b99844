#include "bicameral/optim/schedule.hpp"

#include <cmath>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using bicameral::test::thrown_message;

namespace {

void require_rates(const ScheduleSettings& settings, std::int64_t total, const std::vector<double>& expected) {
  for (std::size_t step = 0; step < expected.size(); ++step) {
    INFO("step " << step);
    CHECK(learning_rate(settings, 0.1, static_cast<std::int64_t>(step), total) ==
          Approx(expected[step]).epsilon(1e-12).margin(1e-16));
  }
}

}  // namespace

TEST_CASE("A constant rate stays and does not care about the total") {
  REQUIRE(learning_rate({}, 0.1, 0, 10) == 0.1);
  REQUIRE(learning_rate({}, 0.1, 1000, 10) == 0.1);
  REQUIRE(learning_rate({}, 0.1, 5, 0) == 0.1);
  REQUIRE_FALSE(depends_on_total({}));
  REQUIRE(depends_on_total({.kind = ScheduleKind::cosine}));
  REQUIRE(depends_on_total({.kind = ScheduleKind::one_cycle}));
}

TEST_CASE("Warm-up rises in equal parts to the base rate") {
  require_rates({.warmup_steps = 3}, 10, {0.025, 0.05, 0.075, 0.1, 0.1});
}

TEST_CASE("The cosine schedule agrees with PyTorch, also after a warm-up") {
  // CosineAnnealingLR(T_max=5, eta_min=0.01) with lr=0.1 of PyTorch 1.13.
  require_rates({.kind = ScheduleKind::cosine, .minimum = 0.01}, 5,
                {0.1, 0.09140576474687263, 0.06890576474687263, 0.04109423525312736, 0.018594235253127367, 0.01});
  // SequentialLR([LinearLR(start_factor=1/4, total_iters=3), CosineAnnealingLR(T_max=4)], [3])
  require_rates({.kind = ScheduleKind::cosine, .warmup_steps = 3}, 7,
                {0.025, 0.05, 0.075, 0.1, 0.08535533905932738, 0.05, 0.014644660940672627, 0.0});
}

TEST_CASE("The one-cycle schedule agrees with PyTorch") {
  // OneCycleLR(max_lr=0.1, total_steps=10) and total_steps=3 of PyTorch 1.13.
  const ScheduleSettings settings{.kind = ScheduleKind::one_cycle};
  require_rates(settings, 10,
                {0.004, 0.052, 0.1, 0.09504846320134738, 0.0811745653949763, 0.06112620219362893, 0.03887419780637107,
                 0.0188258346050237, 0.004951936798652629, 4e-07, 4e-07});
  require_rates(settings, 3, {0.09944154354509119, 0.046263710266697504, 4e-07});
}

TEST_CASE("One-cycle has a rate at every step, however short or one-sided") {
  for (const double rise : {0.0, 0.1, 0.3, 0.5, 1.0}) {
    for (std::int64_t total = 1; total <= 12; ++total) {
      for (std::int64_t step = 0; step <= total; ++step) {
        const double rate = learning_rate({.kind = ScheduleKind::one_cycle, .rise = rise}, 0.1, step, total);
        CHECK((rate >= 4e-7 * (1 - 1e-9) && rate <= 0.1 * (1 + 1e-9)));
      }
    }
  }
  REQUIRE(learning_rate({.kind = ScheduleKind::one_cycle, .rise = 0.5}, 0.1, 0, 2) ==
          0.1);  // the rise is one step long
}

TEST_CASE("Names of schedules can be read back, and unknown ones list the known") {
  for (const auto kind : {ScheduleKind::constant, ScheduleKind::cosine, ScheduleKind::one_cycle})
    REQUIRE(parse_schedule(to_string(kind)) == kind);
  REQUIRE(to_string(ScheduleKind::one_cycle) == "one_cycle");
  REQUIRE(thrown_message([] { parse_schedule("linear"); }) ==
          "schedule: expected constant, cosine or one_cycle, got linear");
}

TEST_CASE("Settings and steps that make no sense are refused") {
  const auto message = [](const ScheduleSettings& settings, std::int64_t step, std::int64_t total, double base = 0.1) {
    return thrown_message([&] { learning_rate(settings, base, step, total); });
  };
  REQUIRE(message({.warmup_steps = -1}, 0, 10).find("a warm-up of 0 steps or more") != std::string::npos);
  REQUIRE(message({.kind = ScheduleKind::one_cycle, .warmup_steps = 2}, 0, 10).find("its own rise") !=
          std::string::npos);
  REQUIRE(message({.minimum = -1}, 0, 10).find("a minimum") != std::string::npos);
  REQUIRE(message({.rise = 1.5}, 0, 10).find("a rise from 0 to 1") != std::string::npos);
  REQUIRE(message({.final_divisor = 0}, 0, 10).find("a positive divisor") != std::string::npos);
  REQUIRE(message({}, -1, 10).find("a step of 0 or more, got -1") != std::string::npos);
  REQUIRE(message({}, 0, 10, std::nan("")).find("a base rate") != std::string::npos);
  REQUIRE(message({.kind = ScheduleKind::cosine}, 11, 10) == "learning_rate: expected a step up to 10, got 11");
  REQUIRE(message({.kind = ScheduleKind::cosine, .warmup_steps = 10}, 0, 10) ==
          "schedule: expected more steps than the 10 of the warm-up, got 10");
  REQUIRE(message({.kind = ScheduleKind::cosine, .warmup_steps = 9}, 0, 10).empty());
  REQUIRE(message({.warmup_steps = 10}, 0, 10).empty());  // a constant rate may go on to more steps
}
