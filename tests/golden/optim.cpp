// Losses, optimizers on given gradients, clipping and schedules against PyTorch.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "bicameral/loss/cross_entropy.hpp"
#include "bicameral/optim/adam.hpp"
#include "bicameral/optim/adamw.hpp"
#include "bicameral/optim/clip.hpp"
#include "bicameral/optim/schedule.hpp"
#include "bicameral/optim/sgd.hpp"
#include "tests/catch.hpp"
#include "tests/golden/fill.hpp"
#include "tests/golden/golden_file.hpp"

using namespace bicameral;
using golden::GoldenFile;

namespace {

constexpr std::int64_t count = 40000;  // more than one task's share of an optimizer step
constexpr int steps = 5;

template <class T>
constexpr double tolerance = sizeof(T) == 8 ? 1e-12 : 1e-6;

template <class T, class Values>
void compare(GoldenFile& file, const std::string& name, const Values& values) {
  const double difference = file.difference(name, values);
  INFO(name << (sizeof(T) == 8 ? " in double: " : " in float: ") << difference);
  CHECK(difference <= tolerance<T>);
}

template <class O>
void check_optimizer(const std::string& name, const typename O::Settings& settings, double rate) {
  using T = typename O::Value;
  GoldenFile file("optim");
  ThreadPool pool(2);
  std::vector<T> values = golden::fill<T>("optimizer.values", count);
  O optimizer(values.size(), settings);
  for (int step = 0; step < steps; ++step) {
    const std::string number = std::to_string(step);
    const std::vector<T> gradients = golden::fill<T>("optimizer.gradients." + number, count, {0.1, 0.0});
    optimizer.step(values, gradients, rate, pool);
    compare<T>(file, name + ".step" + number, values);
  }
}

template <class T>
void check_optimizers() {
  check_optimizer<Sgd<T>>("sgd", {.weight_decay = 5e-4}, 0.05);
  check_optimizer<Sgd<T>>("momentum", {.momentum = 0.9, .weight_decay = 5e-4}, 0.05);
  check_optimizer<Sgd<T>>("nesterov", {.momentum = 0.9, .weight_decay = 5e-4, .nesterov = true}, 0.05);
  check_optimizer<Adam<T>>("adam", {.weight_decay = 1e-3}, 1e-2);
  check_optimizer<AdamW<T>>("adamw", {.weight_decay = 1e-2}, 1e-2);
}

template <class T>
void check_cross_entropy() {
  GoldenFile file("optim");
  constexpr int rows = 6, columns = 11;
  for (const std::string kind : {"ordinary", "extreme"}) {
    std::vector<T> logits = golden::fill<T>("cross_entropy." + kind, rows * columns, {3.0, 0.0});
    if (kind == "extreme")
      for (T& value : logits) value = value > 0 ? T(80) : T(-80);
    const std::vector<std::int32_t> labels = golden::labels("cross_entropy." + kind + ".labels", rows, columns);
    for (const int percent : {0, 10}) {
      std::vector<T> gradient(logits.size());
      const CrossEntropyResult result =
          cross_entropy<T>(logits, columns, labels, {.label_smoothing = percent / 100.0}, std::span<T>(gradient));
      const std::string name = "cross_entropy." + kind + "." + std::to_string(percent);
      compare<T>(file, name + ".loss", result.loss);
      compare<T>(file, name + ".gradient", gradient);
    }
  }
}

template <class T>
void check_clipping() {
  GoldenFile file("optim");
  ThreadPool pool(2);
  const std::vector<T> before = golden::fill<T>("clip", count, {0.1, 0.0});
  std::vector<T> gradients = before;
  compare<T>(file, "clip.short.norm", clip_global_norm<T>(gradients, 1.5, pool));
  compare<T>(file, "clip.short.gradients", gradients);
  gradients = before;
  compare<T>(file, "clip.long.norm", clip_global_norm<T>(gradients, 1e6, pool));
  compare<T>(file, "clip.long.gradients", gradients);
}

/// The rates of the first steps, as many as the file has.
void check_schedule(const std::string& name, const ScheduleSettings& settings, double base, std::int64_t total) {
  GoldenFile file("optim");
  std::vector<double> rates(file.values(name).size());
  for (std::size_t step = 0; step < rates.size(); ++step)
    rates[step] = learning_rate(settings, base, static_cast<std::int64_t>(step), total);
  compare<double>(file, name, rates);
}

}  // namespace

TEST_CASE("Cross entropy and its gradient agree with PyTorch, for extreme scores and smoothed labels too") {
  check_cross_entropy<double>();
  check_cross_entropy<float>();
}

TEST_CASE("Five steps of each optimizer on given gradients agree with PyTorch") {
  check_optimizers<double>();
  check_optimizers<float>();
}

TEST_CASE("Gradient clipping agrees with PyTorch for gradients that are too long and for short ones") {
  check_clipping<double>();
  check_clipping<float>();
}

TEST_CASE("Learning rates agree with PyTorch's schedulers at every step") {
  check_schedule("cosine.17", {.kind = ScheduleKind::cosine}, 0.1, 17);
  check_schedule("cosine.17.minimum", {.kind = ScheduleKind::cosine, .minimum = 1e-3}, 0.1, 17);
  check_schedule("one_cycle.20", {.kind = ScheduleKind::one_cycle}, 0.4, 20);
  check_schedule("one_cycle.37", {.kind = ScheduleKind::one_cycle}, 0.4, 37);
  check_schedule("warmup.5", {.warmup_steps = 5}, 0.1, 9);
  check_schedule("warmup.5.cosine.21", {.kind = ScheduleKind::cosine, .warmup_steps = 5}, 0.1, 21);
}
