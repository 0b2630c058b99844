#pragma once
// The metrics of every epoch as CSV and JSON lines in a network's folder.

#include <cstdint>
#include <optional>
#include <string>

#include "bicameral/report/tensorboard.hpp"
#include "bicameral/train/reports.hpp"

namespace cifar100 {

/// Adds a line per epoch to metrics.csv and metrics.jsonl, and if asked an event to TensorBoard's file.
class MetricsLog {
 public:
  /// Begins new files, or keeps the lines of the first `epochs_done` epochs of those that are there.
  MetricsLog(const std::string& folder, std::int64_t epochs_done, bool tensorboard = false);
  void add(const bicameral::EpochReport& report);

 private:
  std::string csv_;
  std::string jsonl_;
  std::optional<bicameral::TensorBoardFile> tensorboard_{};
};

}  // namespace cifar100
