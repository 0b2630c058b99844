#pragma once
// The loss of a network that answers two questions about each picture.

#include <cmath>
#include <cstdint>
#include <span>
#include <string>

#include "bicameral/core/error.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/core/shape.hpp"
#include "bicameral/loss/cross_entropy.hpp"

namespace bicameral {

/// How much each kind of label counts.
struct CoarseFineSettings {
  double fine_weight = 1;
  double coarse_weight = 1;
  double label_smoothing = 0;
  bool operator==(const CoarseFineSettings&) const = default;
};

/// Second labels of both kinds, for pictures mixed of two; see SecondLabels. Empty: none.
struct SecondCoarseFine {
  std::span<const std::int32_t> fine{};
  std::span<const std::int32_t> coarse{};
  double share = 0;
};

/// The weighted sum and its parts; a part whose head is absent is 0.
struct CoarseFineResult {
  double loss = 0;         ///< fine_weight fine_loss + coarse_weight coarse_loss
  double fine_loss = 0;    ///< mean over the rows, without its weight
  double coarse_loss = 0;  ///< mean over the rows, without its weight
  std::int64_t fine_hits = 0;
  std::int64_t coarse_hits = 0;
};

inline namespace BICAMERAL_SIMD {

/// Throws unless the settings make sense.
inline void check(const CoarseFineSettings& settings) {
  check(CrossEntropySettings{.label_smoothing = settings.label_smoothing}, "coarse_fine");
  for (const double weight : {settings.fine_weight, settings.coarse_weight})
    if (!(std::isfinite(weight) && weight >= 0)) fail("coarse_fine", "a weight of 0 or more", std::to_string(weight));
}

/// fine_weight cross_entropy(fine) + coarse_weight cross_entropy(coarse), and the gradients of that sum.
/// An empty span of logits means that the network has no such head; its labels are not looked at.
/// Requires what `cross_entropy` requires of each head; gradients are written unless their span is empty.
/// Errors: as `cross_entropy`; no head at all; heads with different numbers of rows; a weight that is negative.
template <class T>
CoarseFineResult coarse_fine(std::span<const T> fine_logits, std::span<const T> coarse_logits, Classes classes,
                             std::span<const std::int32_t> fine_labels, std::span<const std::int32_t> coarse_labels,
                             const CoarseFineSettings& settings = {}, std::span<T> d_fine = {},
                             std::span<T> d_coarse = {}, const SecondCoarseFine& second = {}) {
  check(settings);
  const bool with_fine = !fine_logits.empty();
  const bool with_coarse = !coarse_logits.empty();
  if (!with_fine && !with_coarse) fail("coarse_fine", "fine or coarse logits", "neither");
  if (with_fine && with_coarse && fine_labels.size() != coarse_labels.size())
    fail("coarse_fine", std::to_string(fine_labels.size()) + " coarse labels, one for each fine label",
         std::to_string(coarse_labels.size()));

  const CrossEntropySettings part{.label_smoothing = settings.label_smoothing};
  CoarseFineResult result;
  if (with_fine) {
    const auto fine = cross_entropy(fine_logits, classes.fine, fine_labels, part, d_fine, settings.fine_weight,
                                    {second.fine, second.share});
    result.fine_loss = fine.loss;
    result.fine_hits = fine.hits;
    result.loss += settings.fine_weight * fine.loss;
  }
  if (with_coarse) {
    const auto coarse = cross_entropy(coarse_logits, classes.coarse, coarse_labels, part, d_coarse,
                                      settings.coarse_weight, {second.coarse, second.share});
    result.coarse_loss = coarse.loss;
    result.coarse_hits = coarse.hits;
    result.loss += settings.coarse_weight * coarse.loss;
  }
  return result;
}

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
