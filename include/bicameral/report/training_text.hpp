#pragma once
// What a training run reports, as lines for people.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "bicameral/core/numbers.hpp"
#include "bicameral/core/shape.hpp"
#include "bicameral/report/duration.hpp"
#include "bicameral/report/progress_text.hpp"
#include "bicameral/train/reports.hpp"

namespace bicameral {

namespace training_text_detail {

/// The mean over the images; nothing for a head that the network does not have, and before the first image.
inline std::optional<double> mean_or_nothing(double sum, int classes, std::int64_t images) {
  if (images == 0 || classes == 0) return std::nullopt;
  return sum / static_cast<double>(images);
}

}  // namespace training_text_detail

/// The report of a step for ProgressLine; means over the epoch so far.
inline Progress progress_of(const StepReport& report, std::string_view stage) {
  const EpochTotals& t = report.totals;
  Progress p;
  p.stage = stage;
  p.epoch = report.epoch + 1;
  p.epochs = report.epochs;
  p.step = report.step;
  p.steps = report.steps;
  p.images_per_second = report.images_per_second;
  if (t.images > 0) p.loss = t.loss / static_cast<double>(t.images);
  const Classes heads = report.heads;
  p.fine_loss = training_text_detail::mean_or_nothing(t.fine_loss, heads.fine, t.images);
  p.coarse_loss = training_text_detail::mean_or_nothing(t.coarse_loss, heads.coarse, t.images);
  p.fine_accuracy = training_text_detail::mean_or_nothing(static_cast<double>(t.fine_hits), heads.fine, t.images);
  p.coarse_accuracy = training_text_detail::mean_or_nothing(static_cast<double>(t.coarse_hits), heads.coarse, t.images);
  p.learning_rate = report.learning_rate;
  p.elapsed = report.elapsed;
  p.remaining = report.remaining;
  return p;
}

/// The report of an epoch as a line: loss and accuracies in training and, where there are such images, in validation.
inline std::string epoch_text(const EpochReport& report, std::string_view stage) {
  const EpochTotals& t = report.totals;
  const auto percent = [](const char* name, std::optional<double> share) {
    return share ? std::string(" ") + name + " " + fixed_text(100 * *share, 1) + "%" : std::string();
  };
  std::string text(stage);
  text += (text.empty() ? "" : "  ") + std::string("epoch ") + std::to_string(report.epoch + 1) + "/" +
          std::to_string(report.epochs);
  if (t.images > 0) text += "  loss " + fixed_text(t.loss / static_cast<double>(t.images), 3);
  const auto right = [&](std::int64_t hits, int classes) {
    return training_text_detail::mean_or_nothing(static_cast<double>(hits), classes, t.images);
  };
  text += "  training" + percent("fine", right(t.fine_hits, report.heads.fine)) +
          percent("coarse", right(t.coarse_hits, report.heads.coarse));
  if (report.validation) {
    text += "  validation";
    if (report.validation->fine) text += percent("fine", report.validation->fine->accuracy.top1());
    if (report.validation->coarse) text += percent("coarse", report.validation->coarse->accuracy.top1());
  }
  text += "  " + fixed_text(report.images_per_second, 0) + " img/s  " + duration_text(report.seconds);
  return text + (report.best && report.validation ? "  best" : "");
}

}  // namespace bicameral
