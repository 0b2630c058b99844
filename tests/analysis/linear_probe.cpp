#include "bicameral/analysis/linear_probe.hpp"

#include <vector>

#include "tests/catch.hpp"
#include "tests/golden/fill.hpp"
#include "tests/support/compare.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using bicameral::test::numbers;
using bicameral::test::same_bits;
using bicameral::test::thrown_message;

namespace {

/// Rows around a centre for each class, `spread` wide; some features are copies of others, one never changes.
struct Clouds {
  std::vector<float> values;
  std::vector<std::int32_t> labels;
  static constexpr std::int64_t columns = 12;

  Clouds(const std::string& name, int rows, int classes, float spread) {
    const std::vector<float> centres = numbers<float>(static_cast<std::size_t>(classes * columns), "centres");
    const std::vector<float> noise = numbers<float>(static_cast<std::size_t>(rows * columns), name);
    labels = golden::labels(name, rows, classes);
    for (int i = 0; i < rows; ++i)
      for (int j = 0; j < columns; ++j) {
        const auto at = static_cast<std::size_t>(labels[static_cast<std::size_t>(i)] * columns + j);
        const float value = centres[at] + spread * noise[static_cast<std::size_t>(i * columns + j)];
        values.push_back(j == 5 ? 4.0F : j == 6 ? values.back() * 0 + values[values.size() - 3] : 100 * value + 5);
      }
  }
  LabelledFeatures look() const { return {feature_rows(values, columns), labels}; }
};

}  // namespace

TEST_CASE("a probe tells clouds apart that a plane can tell apart, and not those that it cannot") {
  ThreadPool pool(2);
  const Clouds train("train", 400, 6, 0.3F), validation("validation", 100, 6, 0.3F), test("test", 300, 6, 0.3F);
  const ProbeFit fit = fit_linear_probe(train.look(), validation.look(), 6, pool);
  CHECK(probe_accuracy(fit.probe, test.look(), pool).top1() == 1);
  for (const ProbeCandidate& one : fit.candidates) CHECK(one.converged);

  // Labels that have nothing to do with the features.
  Clouds shuffled = train, other = validation;
  shuffled.labels = golden::labels("random", 400, 6);
  other.labels = golden::labels("more random", 100, 6);
  const ProbeFit guess = fit_linear_probe(shuffled.look(), other.look(), 6, pool);
  CHECK(guess.candidates[guess.chosen].validation_accuracy < 0.35);

  // The classes of "exclusive or" lie on no two sides of a plane.
  std::vector<float> corners;
  std::vector<std::int32_t> labels;
  for (int i = 0; i < 40; ++i) {
    corners.insert(corners.end(), {static_cast<float>(i % 2), static_cast<float>(i / 2 % 2)});
    labels.push_back((i % 2) ^ (i / 2 % 2));
  }
  const LabelledFeatures exclusive{feature_rows(corners, 2), labels};
  const ProbeFit none = fit_linear_probe(exclusive, exclusive, 2, pool);
  CHECK(probe_accuracy(none.probe, exclusive, pool).top1() <= 0.75);
}

TEST_CASE(
    "the penalty is chosen on the validation rows, of equal ones the strongest, and weak ones are not tried for ever") {
  ThreadPool pool(2);
  const Clouds train("train", 60, 6, 1.4F), validation("validation", 400, 6, 1.4F);
  const ProbeSettings settings{.l2 = {10, 1, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6}};
  const ProbeFit fit = fit_linear_probe(train.look(), validation.look(), 6, pool, settings);
  const double chosen = fit.candidates[fit.chosen].validation_accuracy;
  for (std::size_t i = 0; i < fit.candidates.size(); ++i) {
    INFO("l2 " << fit.candidates[i].l2);
    CHECK(fit.candidates[i].l2 == settings.l2[i]);
    if (i < fit.chosen) CHECK(fit.candidates[i].validation_accuracy < chosen);
    if (i > fit.chosen) CHECK(fit.candidates[i].validation_accuracy <= chosen);
    if (i > 0) CHECK(fit.candidates[i].objective < fit.candidates[i - 1].objective);
  }
  CHECK(fit.candidates.size() == fit.chosen + 3);
  CHECK(probe_accuracy(fit.probe, validation.look(), pool).top1() == chosen);
}

TEST_CASE("the minimum does not depend on where training began") {
  ThreadPool pool(2);
  const Clouds train("train", 200, 5, 1.0F);
  const ProbeSettings path{.l2 = {1, 1e-1, 1e-2, 1e-3}, .tolerance = 1e-5};
  const ProbeSettings straight{.l2 = {1e-3}, .tolerance = 1e-5};
  const double a = fit_linear_probe(train.look(), train.look(), 5, pool, path).candidates.back().objective;
  const ProbeFit fit = fit_linear_probe(train.look(), train.look(), 5, pool, straight);
  CHECK(fit.candidates[0].converged);
  CHECK(fit.candidates[0].objective == Approx(a).epsilon(1e-6));
}

TEST_CASE("probes are the same to the last bit for any number of threads") {
  const Clouds train("train", 700, 5, 1.0F), validation("validation", 100, 5, 1.0F);
  ThreadPool one(1);
  ThreadPool three(3);
  const ProbeFit a = fit_linear_probe(train.look(), validation.look(), 5, one);
  const ProbeFit b = fit_linear_probe(train.look(), validation.look(), 5, three);
  CHECK(a.chosen == b.chosen);
  CHECK(same_bits(a.probe.weights, b.probe.weights));
  CHECK(same_bits(a.probe.bias, b.probe.bias));
}

TEST_CASE("a class without training rows, and features that all never change, are no mistakes") {
  ThreadPool pool(1);
  Clouds train("train", 100, 4, 0.3F), validation("validation", 40, 4, 0.3F);
  const ProbeFit fit = fit_linear_probe(train.look(), validation.look(), 7, pool);
  CHECK(probe_accuracy(fit.probe, validation.look(), pool).top1() == 1);
  const std::vector<float> constant(100, 2.0F);
  std::vector<std::int32_t> labels(100, 1);
  for (std::size_t i = 0; i < 20; ++i) labels[i] = 0;
  const LabelledFeatures blind{feature_rows(constant, 1), labels};
  const ProbeFit common = fit_linear_probe(blind, blind, 2, pool);
  CHECK(common.probe.weights == std::vector<double>{0, 0});
  CHECK(probe_accuracy(common.probe, blind, pool).top1() == Approx(0.8));
}

TEST_CASE("probes say what does not fit") {
  ThreadPool pool(1);
  const Clouds d("train", 20, 3, 1.0F);
  const std::vector<float> narrow(20, 1.0F);
  CHECK(thrown_message([&] {
          fit_linear_probe(d.look(), {feature_rows(narrow, 1), d.labels}, 3, pool);
        }) == "linear_probe: expected as many features for validation as for training, 12, got 1");
  CHECK(thrown_message([&] { fit_linear_probe(d.look(), d.look(), 1, pool); }) ==
        "linear_probe: expected at least two classes, got 1");
  CHECK(thrown_message([&] { fit_linear_probe(d.look(), d.look(), 2, pool); }).find("a label from 0 to 1") !=
        std::string::npos);
  CHECK(thrown_message([&] {
          fit_linear_probe(d.look(), d.look(), 3, pool, {.l2 = {0.1, 0.2}});
        }) == "linear_probe: expected positive strengths of the penalty, each below the one before, got 0.200000");
  CHECK(thrown_message([&] { fit_linear_probe(d.look(), d.look(), 3, pool, {.l2 = {}}); }) ==
        "linear_probe: expected at least one strength of the penalty, got 0");
  CHECK(thrown_message([&] {
          fit_linear_probe(d.look(), d.look(), 3, pool, {.tolerance = 0});
        }).find("a positive tolerance") != std::string::npos);
  CHECK(thrown_message([&] {
          fit_linear_probe(d.look(), d.look(), 3, pool, {.iterations = 0});
        }).find("at least 1 iteration") != std::string::npos);
  const ProbeFit fit = fit_linear_probe(d.look(), d.look(), 3, pool);
  CHECK(thrown_message([&] {
          probe_accuracy(fit.probe, {feature_rows(narrow, 1), d.labels}, pool);
        }) == "probe_accuracy: expected 12 features, got 1");
  const auto refused = [&](const auto& change) {
    LinearProbe by_hand = fit.probe;
    change(by_hand);
    return thrown_message([&] { probe_accuracy(by_hand, d.look(), pool); });
  };
  CHECK(refused([](LinearProbe&) {}).empty());
  CHECK(refused([](LinearProbe& p) { p.bias.pop_back(); }) ==
        "probe_accuracy: expected a probe of 36 weights and 3 biases, got 36 and 2");
  CHECK(refused([](LinearProbe& p) { p.weights.clear(); }) ==
        "probe_accuracy: expected a probe of 36 weights and 3 biases, got 0 and 3");
  CHECK(refused([](LinearProbe& p) { p.classes = 4; }) ==
        "probe_accuracy: expected a probe of 48 weights and 4 biases, got 36 and 3");
  CHECK(refused([](LinearProbe& p) { p.classes = -1; }).find("at least one class, got -1") != std::string::npos);
}
