#include "examples/cifar100/run/metrics_log.hpp"

#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "bicameral/core/atomic_file.hpp"
#include "bicameral/core/numbers.hpp"
#include "examples/cifar100/study/scores.hpp"

namespace cifar100 {

namespace {

using Values = std::vector<std::pair<std::string, std::optional<double>>>;

/// The columns in order; what a network has no head for is absent.
Values values_of(const bicameral::EpochReport& r) {
  const auto images = static_cast<double>(r.totals.images);
  const Scores validation = r.validation ? scores_of(*r.validation) : Scores{};
  const auto share = [&](std::int64_t hits, bool present) {
    return present ? std::optional(static_cast<double>(hits) / images) : std::nullopt;
  };
  const bool fine = r.heads.fine > 0;
  const bool coarse = r.heads.coarse > 0;
  return {{"epoch", static_cast<double>(r.epoch + 1)},
          {"learning_rate", r.learning_rate},
          {"train_loss", r.totals.loss / images},
          {"train_fine", share(r.totals.fine_hits, fine)},
          {"train_coarse", share(r.totals.coarse_hits, coarse)},
          {"validation_fine", validation.fine},
          {"validation_coarse", validation.coarse},
          {"validation_fine_top5", validation.fine_top5},
          {"validation_coarse_top5", validation.coarse_top5},
          {"best", r.best ? 1.0 : 0.0},
          {"images_seen", static_cast<double>(r.images_seen)},
          {"images_per_second", r.images_per_second},
          {"seconds", r.seconds}};
}

std::string joined(const Values& values, bool names) {
  std::string line;
  for (const auto& [name, value] : values)
    line += (line.empty() ? "" : ",") + (names ? name : value ? bicameral::number_text(*value) : "");
  return line;
}

/// Curves by epoch; "train_..." and "validation_..." become groups.
std::vector<bicameral::TensorBoardScalar> scalars_of(const Values& values) {
  std::vector<bicameral::TensorBoardScalar> scalars;
  for (const auto& [name, value] : values) {
    if (!value || name == "epoch") continue;
    std::string tag = name;
    for (const char* group : {"train_", "validation_"})
      if (tag.starts_with(group)) tag[std::string(group).size() - 1] = '/';
    scalars.push_back({tag, static_cast<float>(*value)});
  }
  return scalars;
}

/// The first `count` lines of a file; fewer if it has fewer.
std::string first_lines(const std::string& path, std::int64_t count) {
  std::ifstream stream(path);
  std::string text;
  std::string line;
  for (std::int64_t i = 0; i < count && std::getline(stream, line); ++i) text += line + "\n";
  return text;
}

}  // namespace

MetricsLog::MetricsLog(const std::string& folder, std::int64_t epochs_done, bool tensorboard)
    : csv_(folder + "/metrics.csv"), jsonl_(folder + "/metrics.jsonl") {
  const bool go_on = epochs_done > 0 && std::filesystem::exists(csv_);
  bicameral::write_file(
      csv_, go_on ? first_lines(csv_, epochs_done + 1) : joined(values_of({.totals = {.images = 1}}), true) + "\n");
  bicameral::write_file(jsonl_, go_on ? first_lines(jsonl_, epochs_done) : "");
  if (tensorboard)
    tensorboard_.emplace(folder + "/" + std::string(bicameral::TensorBoardFile::usual_name),
                         go_on ? std::optional(epochs_done) : std::nullopt);
}

void MetricsLog::add(const bicameral::EpochReport& report) {
  const Values values = values_of(report);
  bicameral::append_line(csv_, joined(values, false));
  nlohmann::ordered_json json;
  for (const auto& [name, value] : values)
    if (value && *value == std::floor(*value) && std::abs(*value) < 1e15)
      json[name] = static_cast<std::int64_t>(*value);
    else if (value)
      json[name] = *value;
  bicameral::append_line(jsonl_, json.dump());
  if (tensorboard_) tensorboard_->add(report.epoch + 1, scalars_of(values));
}

}  // namespace cifar100
