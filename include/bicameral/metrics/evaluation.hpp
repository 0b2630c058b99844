#pragma once
// Everything that is reported about one network on one set of pictures, gathered batch by batch.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "bicameral/core/error.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/core/shape.hpp"
#include "bicameral/metrics/accuracy.hpp"
#include "bicameral/metrics/calibration.hpp"
#include "bicameral/metrics/check_logits.hpp"
#include "bicameral/metrics/confusion.hpp"
#include "bicameral/metrics/hierarchy.hpp"
#include "bicameral/metrics/ranking.hpp"

namespace bicameral {

/// What is known about the answers to one kind of label, fine or coarse.
/// Ensures: a row with a NaN score is wrong in `accuracy`, absent from `confusion`, undefined in `calibration`.
struct LabelEvaluation {
  AccuracyCounter accuracy;
  ConfusionMatrix confusion;
  CalibrationCounter calibration;

  explicit LabelEvaluation(int classes) : accuracy(classes), confusion(classes), calibration(classes) {}

  /// One batch of row-major scores. Errors: sizes that disagree, a label out of range; nothing is counted then.
  template <class T, class = InstructionSet>
  void add(std::span<const T> logits, std::span<const std::int32_t> labels) {
    check_logits("LabelEvaluation::add", logits.size(), accuracy.classes(), labels);
    for (std::size_t row = 0; row < labels.size(); ++row) {
      const std::span<const T> scores = logits_row(logits, accuracy.classes(), row);
      accuracy.add(labels[row], rank_of(scores, labels[row]));
      if (const std::int32_t predicted = top_class(scores); predicted != no_class)
        confusion.add(labels[row], predicted);
    }
    calibration.add(logits, labels);
  }

  bool operator==(const LabelEvaluation&) const = default;
};

/// The record of an evaluation: what a network has no head for is absent.
struct EvaluationRecord {
  std::optional<LabelEvaluation> fine{};
  std::optional<LabelEvaluation> coarse{};
  /// Present when the hierarchy is known and the network names fine classes; its consistency needs both heads.
  std::optional<HierarchyCounter> hierarchy{};

  EvaluationRecord() = default;

  /// Zero classes of a kind mean that the network has no such head; an empty `fine_to_coarse`, no known hierarchy.
  /// Requires coarse_classes, when a hierarchy is given, to count the coarse classes of the data even without that
  /// head. Errors: no head at all; a hierarchy of another number of fine classes.
  EvaluationRecord(Classes heads, std::vector<std::int32_t> fine_to_coarse, int coarse_classes) {
    if (heads.fine < 1 && heads.coarse < 1) fail("EvaluationRecord", "a fine or a coarse head", "neither");
    if (heads.fine > 0) fine.emplace(heads.fine);
    if (heads.coarse > 0) coarse.emplace(heads.coarse);
    if (heads.fine > 0 && !fine_to_coarse.empty()) {
      if (fine_to_coarse.size() != static_cast<std::size_t>(heads.fine))
        fail("EvaluationRecord", "a coarse class for each of " + std::to_string(heads.fine) + " fine classes",
             std::to_string(fine_to_coarse.size()));
      hierarchy.emplace(std::move(fine_to_coarse), coarse_classes);
    }
  }

  /// One batch of row-major scores; give no logits for a head that is absent.
  /// Requires labels for every head that is present, and coarse labels where a hierarchy is known.
  /// Errors: sizes that disagree, a label out of range; nothing is counted then.
  template <class T, class = InstructionSet>
  void add(std::span<const T> fine_logits, std::span<const T> coarse_logits, std::span<const std::int32_t> fine_labels,
           std::span<const std::int32_t> coarse_labels) {
    constexpr const char* where = "EvaluationRecord::add";
    check_head(where, "fine", fine, fine_logits.size(), fine_labels);
    check_head(where, "coarse", coarse, coarse_logits.size(), coarse_labels);
    if ((hierarchy || (fine && coarse)) && fine_labels.size() != coarse_labels.size())
      fail(where, std::to_string(fine_labels.size()) + " coarse labels, one for each fine label",
           std::to_string(coarse_labels.size()));
    if (hierarchy) check_labels(where, hierarchy->coarse_classes(), coarse_labels);
    if (fine) fine->add(fine_logits, fine_labels);
    if (coarse) coarse->add(coarse_logits, coarse_labels);
    if (!hierarchy) return;
    for (std::size_t row = 0; row < fine_labels.size(); ++row) {
      const std::int32_t predicted = top_class(logits_row(fine_logits, fine->accuracy.classes(), row));
      hierarchy->add_fine(predicted, coarse_labels[row]);
      if (coarse) hierarchy->add_pair(predicted, top_class(logits_row(coarse_logits, coarse->accuracy.classes(), row)));
    }
  }

  bool operator==(const EvaluationRecord&) const = default;

 private:
  static void check_head(const char* where, const char* kind, const std::optional<LabelEvaluation>& head,
                         std::size_t values, std::span<const std::int32_t> labels) {
    if (head)
      check_logits(where, values, head->accuracy.classes(), labels);
    else if (values != 0)
      fail(where, std::string("no ") + kind + " logits without such a head", std::to_string(values));
  }
};

inline namespace BICAMERAL_SIMD {

/// The whole record from all logits at once; an empty span of logits means that the network has no such head.
/// `data` counts the classes of the data; `fine_to_coarse` may be empty when no hierarchy is known.
template <class T>
EvaluationRecord evaluate_logits(std::span<const T> fine_logits, std::span<const T> coarse_logits,
                                 std::span<const std::int32_t> fine_labels, std::span<const std::int32_t> coarse_labels,
                                 Classes data, std::vector<std::int32_t> fine_to_coarse = {}) {
  const Classes heads{fine_logits.empty() ? 0 : data.fine, coarse_logits.empty() ? 0 : data.coarse};
  EvaluationRecord record(heads, std::move(fine_to_coarse), data.coarse);
  record.add(fine_logits, coarse_logits, fine_labels, coarse_labels);
  return record;
}

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
