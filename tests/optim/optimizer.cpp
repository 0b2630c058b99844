// What every optimizer must do, whatever its rule.
#include "bicameral/optim/optimizer.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "bicameral/core/random.hpp"
#include "bicameral/optim/adam.hpp"
#include "bicameral/optim/adamw.hpp"
#include "bicameral/optim/schedule.hpp"
#include "bicameral/optim/sgd.hpp"
#include "tests/catch.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using bicameral::test::thrown_message;

static_assert(Optimizer<Sgd<float>> && Optimizer<Sgd<double>>);
static_assert(Optimizer<Adam<float>> && Optimizer<Adam<double>>);
static_assert(Optimizer<AdamW<float>> && Optimizer<AdamW<double>>);
static_assert(!Optimizer<std::vector<float>>);

namespace {

/// Settings that exercise every term of the rule.
template <class O>
typename O::Settings every_term() {
  if constexpr (std::same_as<typename O::Settings, SgdSettings>)
    return {.momentum = 0.9, .weight_decay = 1e-3, .nesterov = true};
  else
    return {.weight_decay = 1e-3};
}

/// Values after `steps` steps over more than six chunks whose last is odd, with gradients that depend on the step.
template <class O>
std::vector<typename O::Value> trained(O& optimizer, std::vector<typename O::Value> values, int first, int last,
                                       int threads) {
  using T = typename O::Value;
  ThreadPool pool(threads);
  std::vector<T> gradients(values.size());
  for (int step = first; step < last; ++step) {
    RandomStream stream(5, Purpose::shuffle, "gradients", static_cast<std::uint32_t>(step));
    for (T& gradient : gradients) gradient = static_cast<T>(stream.uniform(-1, 1));
    optimizer.step(values, gradients, 1e-2, pool);
  }
  return values;
}

template <class T>
std::vector<T> start(std::size_t count) {
  RandomStream stream(5, Purpose::initialize, "values");
  std::vector<T> values(count);
  for (T& value : values) value = static_cast<T>(stream.uniform(-1, 1));
  return values;
}

constexpr std::size_t many = 6 * 16384 + 1003;

}  // namespace

TEMPLATE_TEST_CASE("The number of threads changes no bit of the values or the state", "", Sgd<float>, Adam<float>,
                   AdamW<float>, Adam<double>) {
  using T = typename TestType::Value;
  TestType alone(many, every_term<TestType>());
  const auto expected = trained(alone, start<T>(many), 0, 4, 1);
  REQUIRE(expected != start<T>(many));
  for (const int threads : {2, 3, 7}) {
    TestType optimizer(many, every_term<TestType>());
    REQUIRE(trained(optimizer, start<T>(many), 0, 4, threads) == expected);
    const auto state = optimizer.state();
    for (std::size_t i = 0; i < state.size(); ++i)
      REQUIRE(std::equal(state[i].values.begin(), state[i].values.end(), alone.state()[i].values.begin()));
  }
}

TEMPLATE_TEST_CASE("State and step count restore an optimizer exactly", "", Sgd<float>, Adam<float>, AdamW<float>) {
  TestType whole(many, every_term<TestType>());
  const auto expected = trained(whole, start<float>(many), 0, 5, 2);
  TestType before(many, every_term<TestType>());
  const auto halfway = trained(before, start<float>(many), 0, 2, 2);
  REQUIRE(before.steps() == 2);

  TestType after(many, before.settings());
  const auto saved = std::as_const(before).state();
  const auto loaded = after.state();
  REQUIRE(saved.size() == loaded.size());
  for (std::size_t i = 0; i < saved.size(); ++i) {
    REQUIRE(saved[i].name == loaded[i].name);
    REQUIRE(saved[i].values.size() == many);
    std::copy(saved[i].values.begin(), saved[i].values.end(), loaded[i].values.begin());
  }
  after.set_steps(before.steps());
  REQUIRE(trained(after, halfway, 2, 5, 1) == expected);
  REQUIRE(after.steps() == 5);
}

TEMPLATE_TEST_CASE("A quadratic with unequal slopes is brought to its minimum", "", Sgd<double>, Adam<double>,
                   AdamW<double>) {
  const std::vector<double> slopes{1, 4, 0.5, 2};
  const std::vector<double> minimum{3, -1, 0.25, -2};
  typename TestType::Settings settings{};
  if constexpr (std::same_as<typename TestType::Settings, SgdSettings>)
    settings.momentum = 0.9;
  else
    settings.weight_decay = 0;
  TestType optimizer(4, settings);
  ThreadPool pool(1);
  std::vector<double> values(4);
  std::vector<double> gradients(4);
  constexpr int steps = 1500;
  for (int step = 0; step < steps; ++step) {
    for (std::size_t i = 0; i < 4; ++i) gradients[i] = slopes[i] * (values[i] - minimum[i]);
    const double rate = learning_rate({.kind = ScheduleKind::cosine}, 0.05, step, steps);
    optimizer.step(values, gradients, rate, pool);
  }
  for (std::size_t i = 0; i < 4; ++i) CHECK(values[i] == Approx(minimum[i]).margin(1e-4));
}

TEMPLATE_TEST_CASE("Steps that make no sense are refused and change nothing", "", Sgd<float>, Adam<float>,
                   AdamW<float>) {
  TestType optimizer(3, every_term<TestType>());
  ThreadPool pool(1);
  std::vector<float> values{1, 2, 3};
  const std::vector<float> gradients{1, 1, 1};
  const auto message = [&](std::size_t count, std::size_t gradient_count, double rate) {
    return thrown_message([&] {
      optimizer.step(std::span<float>(values).first(count), std::span<const float>(gradients).first(gradient_count),
                     rate, pool);
    });
  };
  REQUIRE(message(2, 3, 0.1).find("::step: expected 3 values, got 2") != std::string::npos);
  REQUIRE(message(3, 2, 0.1).find("::step: expected 3 gradients, got 2") != std::string::npos);
  for (const double rate : {-0.1, std::nan(""), std::numeric_limits<double>::infinity()})
    REQUIRE(message(3, 3, rate).find("a learning rate of 0 or more") != std::string::npos);
  REQUIRE(thrown_message([&] { optimizer.set_steps(-1); }).find("got -1") != std::string::npos);
  REQUIRE(optimizer.steps() == 0);
  REQUIRE(values == std::vector<float>{1, 2, 3});
  REQUIRE(message(3, 3, 0.1).empty());
  REQUIRE(values != std::vector<float>{1, 2, 3});
}

TEMPLATE_TEST_CASE("NaN gradients reach their own values and no others", "", Sgd<float>, Adam<float>, AdamW<float>) {
  TestType optimizer(20, every_term<TestType>());
  ThreadPool pool(1);
  std::vector<float> values(20, 1.0f);
  std::vector<float> gradients(20, 0.5f);
  gradients[13] = std::nanf("");
  optimizer.step(values, gradients, 0.1, pool);
  for (std::size_t i = 0; i < 20; ++i) CHECK(std::isnan(values[i]) == (i == 13));
}
