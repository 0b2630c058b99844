#pragma once
// Whether the probabilities a network gives can be believed.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "bicameral/core/error.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/kernels/softmax.hpp"
#include "bicameral/metrics/accuracy.hpp"
#include "bicameral/metrics/check_logits.hpp"
#include "bicameral/metrics/ranking.hpp"

namespace bicameral {

/// One bin of a reliability diagram: the rows whose highest probability lies in (low, high].
struct ReliabilityBin {
  double low = 0;
  double high = 0;
  std::int64_t rows = 0;
  std::int64_t hits = 0;
  double confidence_sum = 0;

  /// Share of right answers and mean of the highest probability; NaN in an empty bin.
  double accuracy() const { return share(hits, rows); }
  double confidence() const {
    return rows == 0 ? std::numeric_limits<double>::quiet_NaN() : confidence_sum / static_cast<double>(rows);
  }
  bool operator==(const ReliabilityBin&) const = default;
};

/// Expected calibration error, negative log-likelihood and Brier score of softmax probabilities.
/// Sources: Guo, Pleiss, Sun, Weinberger, "On calibration of modern neural networks", ICML 2017 (bins and error);
/// Brier, "Verification of forecasts expressed in terms of probability", 1950 (the sum over classes).
/// Ensures: rows without a finite softmax (a NaN or +infinity among the scores) enter no mean but are counted in
/// `undefined()`. Logarithms of probabilities may be given as scores, for instance those of an ensemble.
class CalibrationCounter {
 public:
  /// Requires classes >= 1 and bins >= 1.
  explicit CalibrationCounter(int classes, int bins = 15) : classes_(classes) {
    if (classes < 1) fail("CalibrationCounter", "at least one class", std::to_string(classes));
    if (bins < 1) fail("CalibrationCounter", "at least one bin", std::to_string(bins));
    for (int b = 0; b < bins; ++b)
      bins_.push_back({static_cast<double>(b) / bins, static_cast<double>(b + 1) / bins, 0, 0, 0.0});
  }

  /// labels.size() rows of classes() scores. Errors: sizes that disagree, a label out of range; nothing is counted
  /// then.
  template <class T, class = InstructionSet>
  void add(std::span<const T> logits, std::span<const std::int32_t> labels) {
    check_logits("CalibrationCounter::add", logits.size(), classes_, labels);
    for (std::size_t row = 0; row < labels.size(); ++row) add_row(logits_row(logits, classes_, row), labels[row]);
  }

  int classes() const { return classes_; }
  std::int64_t rows() const { return rows_; }
  std::int64_t undefined() const { return undefined_; }
  const std::vector<ReliabilityBin>& bins() const { return bins_; }

  /// Mean of -log p(label), in nats; infinite when a label had a score of -infinity; NaN without rows.
  double negative_log_likelihood() const { return mean(negative_log_sum_); }
  /// Mean over rows of the sum over classes of (p_k - [k == label])^2, from 0 to 2; NaN without rows.
  double brier_score() const { return mean(brier_sum_); }
  /// Sum over bins of rows / all rows * |accuracy - confidence|, from 0 to 1; NaN without rows.
  double expected_calibration_error() const {
    double sum = 0;
    for (const auto& bin : bins_) sum += std::abs(static_cast<double>(bin.hits) - bin.confidence_sum);
    return mean(sum);
  }

  bool operator==(const CalibrationCounter&) const = default;

 private:
  template <class T, class = InstructionSet>
  void add_row(std::span<const T> scores, std::int32_t label) {
    const SoftmaxScale scale = softmax_scale(scores);
    if (std::isnan(scale.sum)) {
      ++undefined_;
      return;
    }
    ++rows_;
    const auto own = static_cast<std::size_t>(label);
    negative_log_sum_ += scale.negative_log(static_cast<double>(scores[own]));
    for (std::size_t k = 0; k < scores.size(); ++k) {
      const double miss = scale.probability(static_cast<double>(scores[k])) - (k == own ? 1.0 : 0.0);
      brier_sum_ += miss * miss;
    }
    const double confidence = 1.0 / scale.sum;  // exp(largest - largest) / sum
    ReliabilityBin& bin = bins_[bin_of(confidence)];
    ++bin.rows;
    bin.hits += top_class(scores) == label ? 1 : 0;
    bin.confidence_sum += confidence;
  }
  std::size_t bin_of(double confidence) const {
    const auto bin = static_cast<std::int64_t>(std::ceil(confidence * static_cast<double>(bins_.size()))) - 1;
    return static_cast<std::size_t>(std::clamp<std::int64_t>(bin, 0, static_cast<std::int64_t>(bins_.size()) - 1));
  }
  double mean(double sum) const {
    return rows_ == 0 ? std::numeric_limits<double>::quiet_NaN() : sum / static_cast<double>(rows_);
  }

  int classes_;
  std::vector<ReliabilityBin> bins_;
  std::int64_t rows_ = 0;
  std::int64_t undefined_ = 0;
  double negative_log_sum_ = 0;
  double brier_sum_ = 0;
};

}  // namespace bicameral
