#pragma once
// Trains one network: epochs, validation, best and last checkpoints, exact resume.

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bicameral/augment/mixup.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/data/batches.hpp"
#include "bicameral/loss/coarse_fine.hpp"
#include "bicameral/network/run.hpp"
#include "bicameral/optim/clip.hpp"
#include "bicameral/train/any_optimizer.hpp"
#include "bicameral/train/averaged_network.hpp"
#include "bicameral/train/checkpoint.hpp"
#include "bicameral/train/evaluate.hpp"
#include "bicameral/train/non_finite.hpp"
#include "bicameral/train/reports.hpp"
#include "bicameral/train/settings.hpp"
#include "bicameral/train/train_data.hpp"

namespace bicameral {

/// Where checkpoints go; empty: nowhere. Files are replaced whole. Both hold the network that is validated, with a
/// decay the average; `last` holds besides what a resumed run needs.
struct CheckpointFiles {
  std::string last;
  std::string best;
};

inline namespace BICAMERAL_SIMD {

/// One training run of a network. The result depends on the network, the data and the settings only: not on threads,
/// not on interruptions. With an average decay, what is validated, saved and left in the network after run() is the
/// average of the weights (optim/weight_average.hpp), also when a callback throws; while run() works, callbacks see
/// those that are trained.
/// With patience, which needs images to validate on, a run may end before its last epoch.
/// Requires that network, data and pool outlive it, and that the data stay as they are.
template <Architecture A, class T = float>
class Trainer {
 public:
  /// Errors: settings that make no sense, data that do not fit the network or the settings.
  Trainer(Network<A, T>& network, const TrainData& data, const TrainSettings& settings, ThreadPool& pool,
          CheckpointFiles files = {})
      : network_(network),
        data_(checked(data, network)),
        settings_(validated(settings, data, network)),
        files_(std::move(files)),
        pool_(pool),
        workspace_(pool, settings.batch, Mode::training, network.classes(), settings_.compute),
        optimizer_(network.trainable().size(), settings.optimizer,
                   settings.decay_all ? NoDecay{} : no_decay_on_vectors(network.tables())),
        averaged_(network, settings.average_decay) {
    Cutout{settings.cutout}.check(data.images->shape);
    if (settings.patience > 0 && data.validation.empty()) fail("training: patience", "images to validate on", "none");
    if (settings.mixup > 0) mixup_.emplace(settings.mixup, settings.batch, Model::input.size());
    if (!data.validation.empty())
      evaluation_.emplace(pool, settings.batch, Mode::inference, network.classes(), settings_.compute);
    if (!files_.last.empty()) data_hashes_ = to_map(data);
  }

  /// Goes back to where the checkpoint `path` was written. Everything is checked before anything changes: settings, the
  /// images, those to train and to validate on, and what the file holds.
  void resume(const std::string& path) {
    const SafetensorsFile file = SafetensorsFile::open(path);
    const auto& metadata = file.metadata();
    expect_entry(metadata, path, "format", checkpoint_format);
    expect_entry(metadata, path, "training_images", std::to_string(data_.train.size()));
    expect_entry(metadata, path, "normalization", to_text(data_.normalization));
    std::map<std::string, std::string> saved;
    for (const auto& [key, value] : metadata)
      if (key.starts_with(setting_prefix)) saved.emplace(key.substr(setting_prefix.size()), value);
    check_resume(saved, settings_);
    if (data_hashes_.empty()) data_hashes_ = to_map(data_);
    check_resume(metadata, data_hashes_, path);
    const TrainPosition position = position_from(metadata, path);
    if (position.step >= steps_per_epoch())
      fail(path, "a step before " + std::to_string(steps_per_epoch()), std::to_string(position.step));
    if (position.optimizer_steps / steps_per_epoch() != position.epoch ||
        position.optimizer_steps % steps_per_epoch() != position.step)
      fail(path, "optimizer steps of all epochs and steps before", std::to_string(position.optimizer_steps));
    // With the algorithms and block sizes of the run that is resumed, whatever would be chosen today.
    ComputeSettings compute = settings_.compute;
    compute.convolution = with_saved(compute.convolution, saved, path);
    const bool others = !(compute.convolution == settings_.compute.convolution);
    std::optional<Workspace<A, T>> workspace;
    std::optional<Workspace<A, T>> evaluation;
    if (others) {
      workspace.emplace(pool_, settings_.batch, Mode::training, network_.classes(), compute);
      if (evaluation_) evaluation.emplace(pool_, settings_.batch, Mode::inference, network_.classes(), compute);
    }
    averaged_.load(file, optimizer_arrays());
    if (others) {
      settings_.compute = compute;
      workspace_ = std::move(*workspace);
      evaluation_ = std::move(evaluation);
    }
    optimizer_.set_steps(position.optimizer_steps);
    position_ = position;
  }

  /// Trains from where it stands to the end, or until stop_requested. What a callback throws passes through: the
  /// network is then left as after a stop, and another run() goes on.
  TrainResult run(const TrainCallbacks& callbacks = {}) {
    const Showing showing(averaged_);
    return settings_.augment ? run_with<Augmentation<RandomCrop<4>, RandomFlip>>(callbacks)
                             : run_with<Augmentation<>>(callbacks);
  }

  const TrainPosition& position() const { return position_; }
  std::int64_t steps_per_epoch() const {
    return (static_cast<std::int64_t>(data_.train.size()) + settings_.batch - 1) / settings_.batch;
  }

 private:
  using Model = typename Network<A, T>::Model;
  using Clock = std::chrono::steady_clock;
  static constexpr std::string_view setting_prefix = "setting.";
  static constexpr std::string_view checkpoint_format = "bicameral checkpoint 2";

  /// While it lives the network holds the values that are trained, and after it, however that ends, the average.
  class Showing {
   public:
    explicit Showing(AveragedNetwork<A, T>& averaged) : averaged_(averaged) { averaged_.begin(); }
    Showing(const Showing&) = delete;
    Showing& operator=(const Showing&) = delete;
    ~Showing() { averaged_.show(); }

   private:
    AveragedNetwork<A, T>& averaged_;
  };

  static const TrainData& checked(const TrainData& data, const Network<A, T>& network) {
    check(data, Model::input, heads_of(network));
    return data;
  }

  /// The settings with an algorithm fixed for every convolution of the network.
  static TrainSettings validated(TrainSettings settings, const TrainData& data, const Network<A, T>& network) {
    check(settings, static_cast<std::int64_t>(data.train.size()));
    check_convolution_blocks("training", settings.compute.convolution);
    std::vector<ConvolutionProblem> problems = network.tables().convolutions;
    for (ConvolutionProblem& problem : problems) problem.batch = settings.batch;
    settings.compute.convolution = resolved(settings.compute.convolution, problems);
    return settings;
  }

  /// Throws unless the checkpoint `path` says this of that.
  static void expect_entry(const std::map<std::string, std::string>& metadata, const std::string& path,
                           const std::string& key, std::string_view wanted) {
    const auto found = metadata.find(key);
    if (found == metadata.end() || found->second != wanted)
      fail(path, "a training checkpoint with " + key + " " + in_quotes(wanted),
           found == metadata.end() ? "none" : in_quotes(found->second));
  }

  template <class Augment>
  TrainResult run_with(const TrainCallbacks& callbacks) {
    BatchLoader<T, Augment> batches(
        *data_.images, data_.train,
        {.batch = settings_.batch, .seed = settings_.seed, .order = Order::shuffled, .cutout = settings_.cutout}, pool_,
        data_.normalization);
    fold_frozen(network_, workspace_);
    started_ = Clock::now();
    seconds_before_ = position_.seconds;
    images_before_ = position_.images_seen;
    while (!end()) {
      batches.begin_epoch(static_cast<std::uint32_t>(position_.epoch), static_cast<int>(position_.step));
      Batch<T> batch;
      double rate = 0;
      while (batches.next(batch)) {
        rate = step(batch);
        const bool last_step = position_.step == steps_per_epoch();
        if (callbacks.on_step) callbacks.on_step(step_report(rate));
        if (!last_step && callbacks.stop_requested && callbacks.stop_requested()) return interrupt();
      }
      finish_epoch(rate, callbacks);
      if (callbacks.stop_requested && callbacks.stop_requested() && !end()) return {false, position_};
    }
    return {true, position_, *end()};
  }

  /// Why there is nothing more to do, if so: known from the position, so that a run that ended stays ended.
  std::optional<TrainEnd> end() const {
    if (position_.epoch >= settings_.epochs) return TrainEnd::all_epochs;
    const std::int64_t without_better = position_.epoch - 1 - position_.best_epoch;
    if (settings_.patience > 0 && position_.epoch > 0 && without_better >= settings_.patience)
      return TrainEnd::patience;
    return std::nullopt;
  }

  /// Mixes the batch with its shuffled copy; the second labels are those of the copy.
  SecondCoarseFine mix(Batch<T>& batch) {
    mixup_->mix(batch.images, batch.fine, batch.coarse, batch.count, settings_.seed,
                static_cast<std::uint32_t>(position_.epoch), static_cast<std::uint32_t>(position_.step), pool_);
    batch.images = mixup_->images();
    return {mixup_->fine(), mixup_->coarse(), 1 - mixup_->share()};
  }

  /// One step of the optimizer; returns its learning rate.
  double step(Batch<T> batch) {
    const PassKey key{settings_.seed, static_cast<std::uint32_t>(position_.epoch), batch.ids};
    const SecondCoarseFine second = mixup_ ? mix(batch) : SecondCoarseFine{};
    const Outputs<T> outputs = training_forward(network_, workspace_, batch.images, batch.count, key);
    const Outputs<T> gradients = workspace_.output_gradients();
    const Classes heads = heads_of(network_);
    const auto span = [&](T* from, int classes) {
      return std::span<T>(from, static_cast<std::size_t>(batch.count) * static_cast<std::size_t>(classes));
    };
    const CoarseFineResult loss =
        coarse_fine<T>(span(outputs.fine, heads.fine), span(outputs.coarse, heads.coarse), network_.classes(),
                       batch.fine, batch.coarse, {.label_smoothing = settings_.label_smoothing},
                       span(gradients.fine, heads.fine), span(gradients.coarse, heads.coarse), second);
    if (!std::isfinite(loss.loss))
      fail_not_finite(
          "training: epoch " + std::to_string(position_.epoch + 1) + ", step " + std::to_string(position_.step + 1),
          "a finite loss",
          number_text(loss.loss) +
              "; first not finite: " + first_non_finite(network_, workspace_, batch.images, batch.count));
    training_backward(network_, workspace_, batch.count, key);
    if (settings_.clip_norm > 0) clip_global_norm(workspace_.gradients(), settings_.clip_norm, pool_);
    const double rate = learning_rate(settings_.schedule, settings_.learning_rate, position_.optimizer_steps,
                                      steps_per_epoch() * settings_.epochs);
    optimizer_.step(network_.trainable(), std::as_const(workspace_).gradients(), rate, pool_);
    averaged_.update(position_.optimizer_steps, pool_);
    count(loss, batch.count);
    return rate;
  }

  void count(const CoarseFineResult& loss, int images) {
    EpochTotals& totals = position_.totals;
    totals.images += images;
    totals.loss += loss.loss * images;
    totals.fine_loss += loss.fine_loss * images;
    totals.coarse_loss += loss.coarse_loss * images;
    totals.fine_hits += loss.fine_hits;
    totals.coarse_hits += loss.coarse_hits;
    ++position_.step;
    ++position_.optimizer_steps;
    position_.images_seen += images;
    position_.seconds = seconds_before_ + std::chrono::duration<double>(Clock::now() - started_).count();
  }

  void finish_epoch(double rate, const TrainCallbacks& callbacks) {
    EpochReport report{.epoch = position_.epoch,
                       .epochs = settings_.epochs,
                       .heads = heads_of(network_),
                       .totals = position_.totals,
                       .learning_rate = rate,
                       .images_per_second = images_per_second(),
                       .images_seen = position_.images_seen};
    if (evaluation_) {
      report.validation =
          evaluate(averaged_.result(), *evaluation_, *data_.images, data_.validation, data_.normalization);
      report.score = selection_score(*report.validation);
    }
    report.best = !evaluation_ || report.score > position_.best_score;
    if (report.best) {
      position_.best_epoch = position_.epoch;
      position_.best_score = report.score;
    }
    ++position_.epoch;
    position_.step = 0;
    position_.totals = {};
    position_.seconds = seconds_before_ + std::chrono::duration<double>(Clock::now() - started_).count();
    report.seconds = position_.seconds;
    if (report.best && !files_.best.empty()) save_checkpoint(files_.best, averaged_.result(), metadata());
    // What the caller logs comes first: killed in between, the epoch is done and logged again, never missing.
    if (callbacks.on_epoch) callbacks.on_epoch(report);
    save_last();
  }

  TrainResult interrupt() {
    save_last();
    return {false, position_};
  }

  void save_last() {
    if (files_.last.empty()) return;
    std::vector<CheckpointArray<T>> arrays = optimizer_arrays();
    for (CheckpointArray<T>& array : averaged_.arrays()) arrays.push_back(std::move(array));
    save_checkpoint(files_.last, averaged_.result(), metadata(), arrays);
  }

  std::map<std::string, std::string> metadata() const {
    std::map<std::string, std::string> metadata = to_map(position_);
    metadata.insert(data_hashes_.begin(), data_hashes_.end());
    for (const auto& [key, value] : to_map(settings_)) metadata[std::string(setting_prefix) + key] = value;
    for (const auto& [key, value] : to_map(settings_.compute.convolution))
      metadata[std::string(setting_prefix) + key] = value;
    metadata["format"] = checkpoint_format;
    metadata["training_images"] = std::to_string(data_.train.size());
    metadata["normalization"] = to_text(data_.normalization);
    return metadata;
  }

  std::vector<CheckpointArray<T>> optimizer_arrays() {
    std::vector<CheckpointArray<T>> arrays;
    for (const auto& state : optimizer_.state())
      arrays.push_back({"optimizer." + std::string(state.name), state.values});
    return arrays;
  }

  /// How many classes its heads tell apart; 0 where there is no such head.
  static Classes heads_of(const Network<A, T>& network) {
    return {Model::has_fine ? network.classes().fine : 0, Model::has_coarse ? network.classes().coarse : 0};
  }

  double images_per_second() const {
    const double seconds = position_.seconds - seconds_before_;
    return seconds > 0 ? static_cast<double>(position_.images_seen - images_before_) / seconds : 0;
  }

  StepReport step_report(double rate) const {
    const double speed = images_per_second();
    const auto total = static_cast<double>(settings_.epochs) * static_cast<double>(data_.train.size());
    return {.epoch = position_.epoch,
            .epochs = settings_.epochs,
            .step = position_.step,
            .steps = steps_per_epoch(),
            .heads = heads_of(network_),
            .totals = position_.totals,
            .learning_rate = rate,
            .images_per_second = speed,
            .elapsed = position_.seconds,
            .remaining = speed > 0 ? (total - static_cast<double>(position_.images_seen)) / speed : 0};
  }

  Network<A, T>& network_;
  const TrainData& data_;
  TrainSettings settings_;
  CheckpointFiles files_;
  ThreadPool& pool_;
  Workspace<A, T> workspace_;
  std::optional<Workspace<A, T>> evaluation_;
  AnyOptimizer<T> optimizer_;
  AveragedNetwork<A, T> averaged_;
  std::optional<Mixup<T>> mixup_{};
  std::map<std::string, std::string> data_hashes_{};  // computed once, and only where a checkpoint is to say them
  TrainPosition position_{};
  Clock::time_point started_{};
  double seconds_before_ = 0;
  std::int64_t images_before_ = 0;
};

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
