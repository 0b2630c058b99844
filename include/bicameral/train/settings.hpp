#pragma once
// How one network is trained: everything that decides the result, by name.

#include <cmath>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "bicameral/core/error.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/core/numbers.hpp"
#include "bicameral/core/utf8.hpp"
#include "bicameral/kernels/conv2d/check.hpp"
#include "bicameral/kernels/conv2d/choice_text.hpp"
#include "bicameral/layers/layer.hpp"
#include "bicameral/optim/schedule.hpp"
#include "bicameral/train/any_optimizer.hpp"

namespace bicameral {

/// The settings of a training run; saved with every checkpoint and compared on resume.
struct TrainSettings {
  int epochs = 1;
  int batch = 128;
  OptimizerSettings optimizer{};
  bool decay_all = true;        // weight decay on every trained value; false: not on biases and weights of batch norm
  double learning_rate = 1e-3;  // the highest, for schedules that vary it
  ScheduleSettings schedule{};
  double label_smoothing = 0;
  double clip_norm = 0;      // largest norm of all gradients together; 0 = no clipping
  double average_decay = 0;  // of the running average of the weights, which is then the result; 0 = no average
  int patience = 0;          // epochs in a row without a better validation score after which a run ends; 0 = never
  std::uint64_t seed = 0;
  bool augment = true;  // random crops and flips of the training images
  int cutout = 0;       // side of a square covered in each training image (augment/cutout.hpp); 0 = none
  double mixup = 0;     // alpha of the pairs that training images are mixed of (augment/mixup.hpp); 0 = not mixed
  ComputeSettings compute{};
};

inline namespace BICAMERAL_SIMD {

/// Throws unless the settings make sense for so many training images, from the first step to the last.
inline void check(const TrainSettings& settings, std::int64_t images) {
  const auto positive = [](double value, const char* name) {
    if (!(std::isfinite(value) && value > 0))
      fail(std::string("training: ") + name, "a positive number", number_text(value));
  };
  positive(settings.epochs, "epochs");
  positive(settings.batch, "batch");
  positive(settings.learning_rate, "learning rate");
  if (images < 1) fail("training: data", "at least 1 image", "an empty dataset");
  if (settings.batch > images)
    fail("training: batch", "at most the " + std::to_string(images) + " training images",
         std::to_string(settings.batch));
  if (!(settings.label_smoothing >= 0 && settings.label_smoothing < 1))
    fail("training: label smoothing", "a number from 0 to below 1", number_text(settings.label_smoothing));
  if (!(std::isfinite(settings.clip_norm) && settings.clip_norm >= 0))
    fail("training: clip norm", "0 or a positive number", number_text(settings.clip_norm));
  if (!(settings.average_decay >= 0 && settings.average_decay < 1))
    fail("training: average decay", "a number from 0 to below 1", number_text(settings.average_decay));
  if (settings.patience < 0)
    fail("training: patience", "0 or a positive number of epochs", std::to_string(settings.patience));
  if (!(std::isfinite(settings.mixup) && settings.mixup >= 0))
    fail("training: mixup", "0 or a positive number", number_text(settings.mixup));
  std::visit([](const auto& optimizer) { check(optimizer); }, settings.optimizer);
  const std::int64_t steps_per_epoch = (images + settings.batch - 1) / settings.batch;
  check(settings.schedule, steps_per_epoch * settings.epochs);
}

}  // namespace BICAMERAL_SIMD

/// Every setting of a schedule as text; "kind" is its name.
inline std::map<std::string, std::string> to_map(const ScheduleSettings& s) {
  return {{"kind", std::string(to_string(s.kind))},
          {"warmup_steps", std::to_string(s.warmup_steps)},
          {"minimum", number_text(s.minimum)},
          {"rise", number_text(s.rise)},
          {"start_divisor", number_text(s.start_divisor)},
          {"final_divisor", number_text(s.final_divisor)}};
}

/// What a run fixes when it starts and keeps when it goes on, whatever would be chosen by then: choices of algorithms
/// and block sizes, which decide the order of summation.
inline std::map<std::string, std::string> to_map(const ConvolutionSettings& s) {
  return {{"convolution.choices", to_text(s.choices)},
          {"convolution.patch_bytes", std::to_string(s.patch_bytes)},
          {"convolution.gemm",
           std::to_string(s.gemm.outer) + "x" + std::to_string(s.gemm.depth) + "x" + std::to_string(s.gemm.inner)}};
}

/// `settings` with what to_map saved; throws Error, naming `where`, if it is not there or cannot be used.
inline ConvolutionSettings with_saved(ConvolutionSettings settings, const std::map<std::string, std::string>& saved,
                                      const std::string& where) {
  const auto value = [&](const char* key) -> const std::string& {
    const auto found = saved.find(key);
    if (found == saved.end()) fail(where, "a training checkpoint", "one without '" + std::string(key) + "'");
    return found->second;
  };
  settings.choices = parse_convolution_choices(value("convolution.choices"), where);
  const std::optional<std::int64_t> bytes = parse_integer(value("convolution.patch_bytes"));
  std::string_view sizes = value("convolution.gemm");
  if (!bytes || !detail::parse_number(detail::take_word(sizes, 'x'), 1, settings.gemm.outer) ||
      !detail::parse_number(detail::take_word(sizes, 'x'), 1, settings.gemm.depth) ||
      !detail::parse_number(sizes, 1, settings.gemm.inner))
    fail(where, "block sizes as in '1048576' and '528x256x512'",
         in_quotes(value("convolution.patch_bytes")) + " and " + in_quotes(value("convolution.gemm")));
  settings.patch_bytes = *bytes;
  check_convolution_blocks(where, settings);
  return settings;
}

/// Every setting as text, by the names used in files and on the command line; what a run fixes by itself is apart.
inline std::map<std::string, std::string> to_map(const TrainSettings& s) {
  std::map<std::string, std::string> map{
      {"epochs", std::to_string(s.epochs)},
      {"batch", std::to_string(s.batch)},
      {"decay_all", s.decay_all ? "true" : "false"},
      {"learning_rate", number_text(s.learning_rate)},
      {"label_smoothing", number_text(s.label_smoothing)},
      {"clip_norm", number_text(s.clip_norm)},
      {"average_decay", number_text(s.average_decay)},
      {"patience", std::to_string(s.patience)},
      {"seed", std::to_string(s.seed)},
      {"augment", s.augment ? "true" : "false"},
      {"cutout", std::to_string(s.cutout)},
      {"mixup", number_text(s.mixup)},
      {"convolution", s.compute.convolution.algorithm},
  };
  for (const auto& [key, value] : to_map(s.optimizer)) map["optimizer." + key] = value;
  for (const auto& [key, value] : to_map(s.schedule)) map["schedule." + key] = value;
  return map;
}

/// Throws unless a run saved with `saved` may go on with `now`: everything must agree, but the number of epochs may
/// change while the learning rate is constant, because then no earlier step depended on it. What begins with
/// "convolution." a run fixes by itself (with_saved).
inline void check_resume(const std::map<std::string, std::string>& saved, const TrainSettings& now) {
  const std::map<std::string, std::string> known = to_map(now);
  for (const auto& [key, value] : known) {
    const auto found = saved.find(key);
    if (found != saved.end() && found->second == value) continue;
    if (key == "epochs" && !depends_on_total(now.schedule)) continue;
    std::string where = "resume: setting '" + key + "'";
    if (key == "epochs") where += " (it may only change with a constant learning rate)";
    fail(where, (found == saved.end() ? "no such setting" : in_quotes(found->second)) + " as in the saved run",
         in_quotes(value));
  }
  for (const auto& [key, value] : saved)
    if (!known.contains(key) && !key.starts_with("convolution."))
      fail("resume", "the settings of this version", "setting " + in_quotes(key) + " in the saved run");
}

}  // namespace bicameral
