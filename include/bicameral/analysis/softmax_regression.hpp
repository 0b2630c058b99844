#pragma once
// The function that a linear classifier minimises, over all images at once.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "bicameral/analysis/centred_products.hpp"
#include "bicameral/analysis/cholesky.hpp"
#include "bicameral/analysis/column_moments.hpp"
#include "bicameral/analysis/feature_rows.hpp"
#include "bicameral/core/aligned_buffer.hpp"
#include "bicameral/core/error.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/core/parallel.hpp"
#include "bicameral/kernels/partition.hpp"
#include "bicameral/metrics/check_logits.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// f(W, b) = mean over rows of -log softmax(W^T z + b)[label] + l2 / 2 |W|^2 with standardised features
/// z = (x - mean) / deviation, 0 for a feature that never changes. Standardised, because one l2 then means the same for
/// every feature. The parameters are one row-major array [features + 1, classes], b its last row. Products in float,
/// sums over pieces of the rows in double. Ensures the same bits for any number of threads. Requires that the pool
/// outlives it.
class SoftmaxRegression {
 public:
  /// Errors: no classes, no rows, features that are not finite, labels that are no classes or not as many as rows.
  SoftmaxRegression(const FeatureRows& features, std::span<const std::int32_t> labels, int classes, ThreadPool& pool)
      : moments_(column_moments(features, pool)),
        labels_(labels.begin(), labels.end()),
        features_(features.columns),
        classes_(checked(classes)),
        stride_((features.columns + 16) / 16 * 16),
        rows_{features.rows, std::max<std::int64_t>(256, (features.rows + most_pieces - 1) / most_pieces)},
        pool_(&pool),
        products_(pool),
        standardised_(static_cast<std::size_t>(features.rows * stride_)),
        weights_(size()),
        scores_(static_cast<std::size_t>(pool.threads() * std::min(rows_.rows_per_task, features.rows) * classes)),
        gradients_(static_cast<std::size_t>(rows_.tasks()) * size()),
        losses_(static_cast<std::size_t>(rows_.tasks())) {
    check_row_count("SoftmaxRegression", "labels", labels.size(), features.rows);
    check_labels("SoftmaxRegression", classes, labels);
    pool.for_each_task(features.rows, [&](std::int64_t i, int) {
      float* to = standardised_.data() + i * stride_;
      for (std::int64_t j = 0; j < features_; ++j) {
        const auto column = static_cast<std::size_t>(j);
        const double spread = moments_.deviation[column];
        const double away = static_cast<double>(features.row(i)[j]) - moments_.mean[column];
        to[j] = spread > 0 ? static_cast<float>(away / spread) : 0.0F;
      }
      to[features_] = 1;  // what b is multiplied by
    });
  }

  /// Number of parameters.
  std::size_t size() const { return static_cast<std::size_t>((features_ + 1) * classes_); }
  const ColumnMoments& moments() const { return moments_; }

  /// f, and its gradient.
  double value(std::span<const double> parameters, double l2, std::span<double> gradient) {
    for (std::size_t i = 0; i < size(); ++i) weights_[i] = static_cast<float>(parameters[i]);
    pool_->for_each_task(rows_.tasks(), [&](std::int64_t task, int worker) { run(task, worker); });
    double loss = 0;
    for (const double one : losses_) loss += one;
    const auto rows = static_cast<double>(rows_.rows);
    const std::size_t penalised = size() - static_cast<std::size_t>(classes_);
    const Partition pieces{static_cast<std::int64_t>(size()), 4096};
    pool_->for_each_task(pieces.tasks(), [&](std::int64_t task, int) {
      const auto begin = static_cast<std::size_t>(pieces.range(task).begin);
      const auto end = static_cast<std::size_t>(pieces.range(task).end);
      std::fill(gradient.begin() + pieces.range(task).begin, gradient.begin() + pieces.range(task).end, 0.0);
      for (std::size_t first = 0; first < gradients_.size(); first += size())
        for (std::size_t i = begin; i < end; ++i) gradient[i] += static_cast<double>(gradients_[first + i]);
      for (std::size_t i = begin; i < end; ++i)
        gradient[i] = gradient[i] / rows + (i < penalised ? l2 * parameters[i] : 0.0);
    });
    double squares = 0;
    for (std::size_t i = 0; i < penalised; ++i) squares += parameters[i] * parameters[i];
    return loss / rows + l2 / 2 * squares;
  }

  /// Z^T Z / rows, row-major [features, features].
  std::vector<double> correlations() {
    const FeatureRows z{standardised_.data(), rows_.rows, features_, stride_};
    const std::vector<double> centre(static_cast<std::size_t>(features_));
    std::vector<double> result = centred_products(z, centre, z, centre, *pool_);
    for (double& value : result) value /= static_cast<double>(rows_.rows);
    return result;
  }

 private:
  static constexpr std::int64_t most_pieces = 64;

  /// Before anything is as large as the classes.
  static int checked(int classes) {
    expect(classes >= 1, "SoftmaxRegression", "at least one class", classes);
    return classes;
  }

  /// Loss and gradient of one piece of the rows.
  void run(std::int64_t task, int worker) {
    const RowRange range = rows_.range(task);
    const float* z = standardised_.data() + range.begin * stride_;
    float* scores = scores_.data() + std::int64_t{worker} * std::min(rows_.rows_per_task, rows_.rows) * classes_;
    products_.multiply(worker, Layout::plain, range.count(), classes_, features_ + 1, z, stride_, weights_.data(),
                       classes_, scores, classes_, false);
    double loss = 0;
    for (std::int64_t i = 0; i < range.count(); ++i)
      loss += to_score_gradient(scores + i * classes_, labels_[static_cast<std::size_t>(range.begin + i)]);
    losses_[static_cast<std::size_t>(task)] = loss;
    products_.multiply(worker, Layout::a_transposed, features_ + 1, classes_, range.count(), z, stride_, scores,
                       classes_, gradients_.data() + static_cast<std::size_t>(task) * size(), classes_, false);
  }

  /// Scores of a row become softmax - one-hot; returns the row's loss.
  double to_score_gradient(float* scores, std::int32_t label) const {
    const float largest = *std::max_element(scores, scores + classes_);
    const double below = static_cast<double>(largest - scores[label]);
    double sum = 0;
    for (int k = 0; k < classes_; ++k) {
      scores[k] = std::exp(scores[k] - largest);
      sum += static_cast<double>(scores[k]);
    }
    const auto scale = static_cast<float>(1 / sum);
    for (int k = 0; k < classes_; ++k) scores[k] *= scale;
    scores[label] -= 1;
    return below + std::log(sum);
  }

  ColumnMoments moments_;
  std::vector<std::int32_t> labels_;
  std::int64_t features_;
  int classes_;
  std::int64_t stride_;
  Partition rows_;
  ThreadPool* pool_;
  WorkerProducts<float> products_;
  AlignedBuffer<float> standardised_;
  AlignedBuffer<float> weights_;
  AlignedBuffer<float> scores_;
  AlignedBuffer<float> gradients_;
  std::vector<double> losses_;
};

/// The second derivatives of f at weights of zero, where all classes are equally likely: Z^T Z / (rows classes) + l2
/// for every class. Its inverse is what makes L-BFGS need tens of steps where features are correlated; how far the
/// derivatives shrink as the classes are told apart, L-BFGS finds out.
class SoftmaxCurvature {
 public:
  /// Requires correlations() of a SoftmaxRegression and l2 > 0.
  SoftmaxCurvature(const std::vector<double>& correlations, std::int64_t features, int classes, double l2,
                   ThreadPool& pool)
      : factor_(derivatives(correlations, features, classes, l2), features, pool), classes_(classes) {}

  /// Replaces a gradient [features + 1, classes] by the inverse times it.
  void precondition(std::span<double> gradient) {
    factor_.solve(classes_, gradient.data());
    for (double& value : gradient.last(static_cast<std::size_t>(classes_))) value *= classes_;
  }

 private:
  static std::vector<double> derivatives(const std::vector<double>& correlations, std::int64_t features, int classes,
                                         double l2) {
    std::vector<double> result(correlations.size());
    for (std::size_t i = 0; i < result.size(); ++i) result[i] = correlations[i] / classes;
    for (std::int64_t j = 0; j < features; ++j) result[static_cast<std::size_t>(j * (features + 1))] += l2;
    return result;
  }

  Cholesky factor_;
  int classes_;
};

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
