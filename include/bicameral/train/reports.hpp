#pragma once
// What a training run tells while it works and when it ends.

#include <cstdint>
#include <functional>
#include <optional>

#include "bicameral/core/shape.hpp"
#include "bicameral/metrics/evaluation.hpp"
#include "bicameral/train/position.hpp"

namespace bicameral {

/// After every step.
struct StepReport {
  std::int64_t epoch = 0;  // from 0
  std::int64_t epochs = 0;
  std::int64_t step = 0;  // done in this epoch
  std::int64_t steps = 0;
  Classes heads{};       // of the network; 0: no such head, whose sums are 0
  EpochTotals totals{};  // of this epoch so far
  double learning_rate = 0;
  double images_per_second = 0;  // over this sitting
  double elapsed = 0;            // seconds of training so far, over all sittings
  double remaining = 0;          // seconds, estimated
};

/// After every epoch.
struct EpochReport {
  std::int64_t epoch = 0;
  std::int64_t epochs = 0;
  Classes heads{};  // as in StepReport
  EpochTotals totals{};
  double learning_rate = 0;  // of the last step
  double seconds = 0;        // of training so far
  double images_per_second = 0;
  std::int64_t images_seen = 0;
  std::optional<EvaluationRecord> validation{};
  double score = 0;  // what the best epoch is chosen by
  bool best = false;
};

/// Functions of the caller; each may be empty.
struct TrainCallbacks {
  std::function<void(const StepReport&)> on_step{};
  std::function<void(const EpochReport&)> on_epoch{};
  std::function<bool()> stop_requested{};  // asked after every step
};

/// Why a run ended: stop_requested said so, all epochs are done, or the validation score had no better epoch for as
/// many epochs as TrainSettings::patience.
enum class TrainEnd { stopped, all_epochs, patience };

/// How a run ended.
struct TrainResult {
  bool finished = false;  // false when stop_requested said so
  TrainPosition position{};
  TrainEnd end = TrainEnd::stopped;
};

/// What the best epoch is chosen by: the sum of the accuracies of the network's heads on the validation images.
inline double selection_score(const EvaluationRecord& record) {
  double score = 0;
  if (record.fine) score += record.fine->accuracy.top1();
  if (record.coarse) score += record.coarse->accuracy.top1();
  return score;
}

}  // namespace bicameral
