#pragma once
// The loss of a classifier, its gradient and its right answers in one pass over the rows.

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "bicameral/core/error.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/kernels/softmax.hpp"
#include "bicameral/metrics/check_logits.hpp"
#include "bicameral/metrics/ranking.hpp"

namespace bicameral {

/// How the label of a row becomes the probabilities q that the network should give.
struct CrossEntropySettings {
  /// s in q_k = (1 - s) [k == label] + s / classes, as PyTorch's label_smoothing. Requires 0 <= s <= 1.
  double label_smoothing = 0;
  bool operator==(const CrossEntropySettings&) const = default;
};

/// A second label of every row, for pictures mixed of two: the loss is then (1 - share) times that of the first labels
/// plus share times that of the second ones. Empty: there are none. Requires 0 <= share <= 1.
struct SecondLabels {
  std::span<const std::int32_t> labels{};
  double share = 0;
};

/// What one pass over a batch gives.
struct CrossEntropyResult {
  double loss = 0;        ///< mean over the rows, in nats
  std::int64_t hits = 0;  ///< rows whose (first) label has the largest score; of equal scores the lowest index counts
};

inline namespace BICAMERAL_SIMD {

/// Throws unless the settings make sense; `where` begins the message.
inline void check(const CrossEntropySettings& settings, const char* where = "cross_entropy") {
  if (!(settings.label_smoothing >= 0 && settings.label_smoothing <= 1))
    fail(where, "a label smoothing from 0 to 1", std::to_string(settings.label_smoothing));
}

/// Mean cross entropy of labels.size() = N rows of `classes` scores x, row-major.
///   loss       = 1/N sum over rows, sum over k of -q_k log p_k,  p = softmax(x)
///   d loss/dx_k = (p_k - q_k) / N, times `gradient_weight`, written to `d_logits` unless that is empty
/// with q of CrossEntropySettings; with second labels (1 - share) q(first) + share q(second).
/// Source: PyTorch's CrossEntropyLoss with reduction "mean"; computed in double whatever T is.
/// Requires N >= 1, d_logits empty or of the size of logits and apart from it.
/// Ensures: finite scores of any size give a finite loss; a NaN or +infinity gives a NaN loss and a NaN is no hit;
/// the result depends on nothing but the arguments; nothing is allocated.
/// Errors: sizes that disagree, a label out of range (row, label, classes), settings or a share out of range; then
/// nothing is written.
template <class T>
CrossEntropyResult cross_entropy(std::span<const T> logits, int classes, std::span<const std::int32_t> labels,
                                 const CrossEntropySettings& settings = {}, std::span<T> d_logits = {},
                                 double gradient_weight = 1.0, const SecondLabels& second = {}) {
  check(settings);
  check_logits("cross_entropy", logits.size(), classes, labels);
  if (labels.empty()) fail("cross_entropy", "at least one row", "0");
  if (!d_logits.empty() && d_logits.size() != logits.size())
    fail("cross_entropy", std::to_string(logits.size()) + " gradients", std::to_string(d_logits.size()));
  const bool mixed = !second.labels.empty();
  if (mixed) check_logits("cross_entropy: second labels", logits.size(), classes, second.labels);
  if (mixed && !(second.share >= 0 && second.share <= 1))
    fail("cross_entropy", "a share of the second labels from 0 to 1", std::to_string(second.share));

  const double on_all = settings.label_smoothing / classes;
  const double on_second = mixed ? (1.0 - settings.label_smoothing) * second.share : 0.0;
  const double on_label = (1.0 - settings.label_smoothing) * (mixed ? 1.0 - second.share : 1.0);
  const double factor = gradient_weight / static_cast<double>(labels.size());
  CrossEntropyResult result;
  for (std::size_t row = 0; row < labels.size(); ++row) {
    const std::span<const T> scores = logits_row(logits, classes, row);
    const auto label = static_cast<std::size_t>(labels[row]);
    const SoftmaxScale scale = softmax_scale(scores);
    double loss = 0;
    // A weight of zero must not meet the infinite -log p of a score of -infinity.
    if (on_label > 0) loss += on_label * scale.negative_log(static_cast<double>(scores[label]));
    const auto other = mixed ? static_cast<std::size_t>(second.labels[row]) : label;
    if (on_second > 0) loss += on_second * scale.negative_log(static_cast<double>(scores[other]));
    if (on_all > 0)
      for (const T score : scores) loss += on_all * scale.negative_log(static_cast<double>(score));
    result.loss += loss;
    if (top_class(scores) == labels[row]) ++result.hits;
    if (d_logits.empty()) continue;
    const std::span<T> gradient = logits_row(d_logits, classes, row);
    for (std::size_t k = 0; k < scores.size(); ++k) {
      const double wanted = on_all + (k == label ? on_label : 0.0);
      gradient[k] = static_cast<T>((scale.probability(static_cast<double>(scores[k])) - wanted) * factor);
    }
    if (!mixed) continue;
    const double wanted = on_all + (other == label ? on_label : 0.0) + on_second;
    gradient[other] = static_cast<T>((scale.probability(static_cast<double>(scores[other])) - wanted) * factor);
  }
  result.loss /= static_cast<double>(labels.size());
  return result;
}

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
