#pragma once
// What a linear classifier can tell from given features: how much they know about fine or coarse labels.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "bicameral/analysis/feature_rows.hpp"
#include "bicameral/analysis/lbfgs.hpp"
#include "bicameral/analysis/softmax_regression.hpp"
#include "bicameral/analysis/vectors.hpp"
#include "bicameral/core/error.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/core/parallel.hpp"
#include "bicameral/metrics/accuracy.hpp"

namespace bicameral {

/// How a probe is trained.
struct ProbeSettings {
  /// Strengths of the penalty on the weights that are tried, the strongest first; all positive.
  std::vector<double> l2{1e-1, 1e-2, 1e-3, 1e-4, 1e-5};
  /// Training stops where the gradient is this many times shorter than at weights of zero.
  double tolerance = 1e-3;
  int iterations = 500;
};

/// Features with the label of each row.
struct LabelledFeatures {
  FeatureRows features{};
  std::span<const std::int32_t> labels{};
};

/// score of class k = bias[k] + sum over j of feature j * weights[j, k].
struct LinearProbe {
  std::int64_t features = 0;
  int classes = 0;
  std::vector<double> weights{};  // [features, classes], for features as they are
  std::vector<double> bias{};     // [classes]
};

/// One strength of the penalty that was tried.
struct ProbeCandidate {
  double l2 = 0;
  double objective = 0;  // what was minimised, see SoftmaxRegression
  int iterations = 0;
  bool converged = false;
  double validation_accuracy = 0;
};

/// The chosen probe, and what it was chosen from.
struct ProbeFit {
  LinearProbe probe{};
  std::size_t chosen = 0;  // place in `candidates`
  std::vector<ProbeCandidate> candidates{};
};

inline namespace BICAMERAL_SIMD {

/// What the probe gets right. Errors: another number of features, labels that are no classes or not as many as rows, a
/// probe without classes or whose weights or biases are not as many as it says.
inline AccuracyCounter probe_accuracy(const LinearProbe& probe, const LabelledFeatures& data, ThreadPool& pool) {
  const FeatureRows& x = data.features;
  check_features("probe_accuracy", x);
  check_row_count("probe_accuracy", "labels", data.labels.size(), x.rows);
  if (x.columns != probe.features)
    fail("probe_accuracy", std::to_string(probe.features) + " features", std::to_string(x.columns));
  expect(probe.classes >= 1, "probe_accuracy", "a probe of at least one class", probe.classes);
  const auto classes = static_cast<std::size_t>(probe.classes);
  const std::size_t weights = static_cast<std::size_t>(probe.features) * classes;
  if (probe.weights.size() != weights || probe.bias.size() != classes)
    fail("probe_accuracy",
         "a probe of " + std::to_string(weights) + " weights and " + std::to_string(classes) + " biases",
         std::to_string(probe.weights.size()) + " and " + std::to_string(probe.bias.size()));
  std::vector<double> scores(static_cast<std::size_t>(x.rows * probe.classes));
  const Partition rows{x.rows, 128};
  AlignedBuffer<double> memory(static_cast<std::size_t>(pool.threads() * rows.rows_per_task * x.columns));
  WorkerProducts<double> products(pool);
  pool.for_each_task(rows.tasks(), [&](std::int64_t task, int worker) {
    const RowRange range = rows.range(task);
    double* from = memory.data() + std::int64_t{worker} * rows.rows_per_task * x.columns;
    for (std::int64_t i = range.begin; i < range.end; ++i)
      std::copy_n(x.row(i), x.columns, from + (i - range.begin) * x.columns);
    double* to = scores.data() + range.begin * probe.classes;
    for (std::int64_t i = 0; i < range.count(); ++i)
      std::copy(probe.bias.begin(), probe.bias.end(), to + i * probe.classes);
    products.multiply(worker, Layout::plain, range.count(), probe.classes, x.columns, from, x.columns,
                      probe.weights.data(), probe.classes, to, probe.classes, true);
  });
  AccuracyCounter accuracy(probe.classes);
  accuracy.add<double>(scores, data.labels);
  return accuracy;
}

namespace detail {

/// Weights for features as they are, from those for standardised ones.
inline LinearProbe unstandardised(const std::vector<double>& parameters, const ColumnMoments& moments, int classes) {
  const auto count = static_cast<std::size_t>(classes);
  const std::size_t features = moments.mean.size();
  LinearProbe probe{static_cast<std::int64_t>(features), classes, std::vector<double>(features * count),
                    std::vector<double>(parameters.end() - classes, parameters.end())};
  for (std::size_t j = 0; j < features; ++j) {
    if (moments.deviation[j] == 0) continue;
    for (std::size_t k = 0; k < count; ++k) {
      const double weight = parameters[j * count + k] / moments.deviation[j];
      probe.weights[j * count + k] = weight;
      probe.bias[k] -= weight * moments.mean[j];
    }
  }
  return probe;
}

inline void check(const ProbeSettings& settings) {
  expect(!settings.l2.empty(), "linear_probe", "at least one strength of the penalty", 0);
  for (std::size_t i = 0; i < settings.l2.size(); ++i) {
    const double l2 = settings.l2[i];
    if (!(l2 > 0) || !std::isfinite(l2) || (i > 0 && l2 >= settings.l2[i - 1]))
      fail("linear_probe", "positive strengths of the penalty, each below the one before", std::to_string(l2));
  }
  if (!(settings.tolerance > 0)) fail("linear_probe", "a positive tolerance", std::to_string(settings.tolerance));
  expect(settings.iterations >= 1, "linear_probe", "at least 1 iteration", settings.iterations);
}

}  // namespace detail

/// Multinomial logistic regression of the labels on the features, trained by L-BFGS over all rows at once from the
/// strongest penalty to weaker ones, each beginning where the one before ended; the one that is right most often on the
/// validation rows is chosen, of equal ones the strongest. Weaker ones are not tried any more after two in a row that
/// were no better than the best. Training to the minimum, because what a probe says must not depend on a learning rate;
/// it is reached when the gradient is `tolerance` times as long as at weights of zero (`converged`), which by the
/// penalty leaves the objective within gradient^2 / (2 l2) of its minimum as far as the weights go. A class without
/// training rows is allowed: its bias falls until then.
/// Ensures the same bits for any number of threads. Errors: sizes that disagree, labels that are no classes,
/// features that are not finite, settings out of range.
inline ProbeFit fit_linear_probe(const LabelledFeatures& train, const LabelledFeatures& validation, int classes,
                                 ThreadPool& pool, const ProbeSettings& settings = {}) {
  detail::check(settings);
  expect(classes >= 2, "linear_probe", "at least two classes", classes);
  if (train.features.columns != validation.features.columns)
    fail("linear_probe", "as many features for validation as for training, " + std::to_string(train.features.columns),
         std::to_string(validation.features.columns));
  SoftmaxRegression regression(train.features, train.labels, classes, pool);
  const std::vector<double> correlations = regression.correlations();
  std::vector<double> parameters(regression.size());
  std::vector<double> gradient(regression.size());
  regression.value(parameters, 0, gradient);
  const double at_zero = detail::length(gradient);

  ProbeFit fit;
  int worse = 0;
  for (const double l2 : settings.l2) {
    SoftmaxCurvature curvature(correlations, train.features.columns, classes, l2, pool);
    const LbfgsResult result = minimize_lbfgs(
        parameters,
        [&](std::span<const double> at, std::span<double> slope) { return regression.value(at, l2, slope); },
        [&](std::span<double> vector) { curvature.precondition(vector); },
        {.gradient_length = settings.tolerance * at_zero, .iterations = settings.iterations});
    LinearProbe probe = detail::unstandardised(parameters, regression.moments(), classes);
    const double accuracy = probe_accuracy(probe, validation, pool).top1();
    fit.candidates.push_back({l2, result.value, result.iterations, result.converged, accuracy});
    const bool better = fit.candidates.size() == 1 || accuracy > fit.candidates[fit.chosen].validation_accuracy;
    worse = better ? 0 : worse + 1;
    if (better) {
      fit.chosen = fit.candidates.size() - 1;
      fit.probe = std::move(probe);
    }
    if (worse == 2) break;
  }
  return fit;
}

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
