#include "examples/cifar100/run/durations.hpp"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <set>
#include <string>

#include "bicameral/report/duration.hpp"
#include "bicameral/train/safetensors.hpp"
#include "examples/cifar100/model.hpp"
#include "examples/cifar100/run/part_files.hpp"
#include "examples/cifar100/run/stop.hpp"

namespace cifar100 {

namespace {

double seconds_of(const Run& run, const Part& part, const Timing& timing, double epochs) {
  const auto images = [](std::size_t count) { return static_cast<double>(count); };
  const double epoch = images(run.images().split().train.size()) * timing.seconds_per_training_image +
                       images(run.images().split().validation.size()) * timing.seconds_per_inference_image;
  const double tests = part.stage == Stage::averaging ? 1 : 2;
  return epochs * epoch + tests * run.images().all().test.count() * timing.seconds_per_inference_image;
}

/// What an earlier sitting left to do of a part, in epochs.
double epochs_left_of(const Run& run, std::uint64_t seed, const Part& part) {
  const int epochs = run.plan().epochs_of(part);
  const std::string last = part_folder(run.settings().out, seed, part.name) + "/last.safetensors";
  if (!run.has_folder() || !std::filesystem::exists(last)) return epochs;
  const std::int64_t batch = run.settings().batch;
  return epochs_left(epochs, bicameral::position_from(bicameral::SafetensorsFile::open(last).metadata(), last),
                     (run.plan().train_images + batch - 1) / batch);
}

}  // namespace

double epochs_left(int epochs, const bicameral::TrainPosition& position, std::int64_t steps_per_epoch) {
  return epochs - static_cast<double>(position.epoch) -
         static_cast<double>(position.step) / static_cast<double>(steps_per_epoch);
}

Durations measured_durations(Run& run, const std::vector<std::uint64_t>& seeds) {
  Durations durations;
  std::map<std::pair<std::string, bool>, Timing> timings;  // of training and of averages, which only answer
  std::set<std::string> told;  // the seeds' parts take the same time, unless an earlier sitting did some of it
  std::cout << "Expected duration, from two steps of each network:\n";
  for (const std::uint64_t seed : seeds)
    for (const Part* part : run.study().order()) {
      if (run.is_finished(seed, part->name)) continue;
      const auto [timing, is_new] = timings.try_emplace({part->network, part->stage == Stage::averaging});
      if (is_new) {
        if (stop_requested)
          throw Stopped{run.is_open() ? "the same command with --resume" : "the same command; nothing was trained"};
        const auto model = run.new_model(seed, *part);
        bicameral::TrainSettings settings = run.train_settings_of(seed, *part);
        settings.learning_rate = 1e-30;  // with a rate that is too high the training will end, not its measurement
        timing->second = part->stage == Stage::averaging
                             ? model->measure_inference(run.images().split(), settings, run.pool())
                             : model->measure(run.images().split(), settings, run.pool());
      }
      const double seconds = seconds_of(run, *part, timing->second, epochs_left_of(run, seed, *part));
      durations.expect(seed, part->name, seconds);
      if (!told.insert(part->name).second) continue;
      std::cout << "  " << part->name << ": ";
      if (part->stage != Stage::averaging)
        std::cout << static_cast<int>(1 / timing->second.seconds_per_training_image) << " images/s, "
                  << run.plan().epochs_of(*part) << (run.plan().epochs_of(*part) == 1 ? " epoch, " : " epochs, ");
      std::cout << bicameral::duration_text(seconds) << "\n" << std::flush;
    }
  return durations;
}

double Durations::remaining() const {
  double seconds = 0;
  for (const auto& [part, expected] : expected_) seconds += expected;
  // A short beginning says little: the measurement keeps the weight of a minute.
  constexpr double trust = 60;
  return seconds * (seen_ + trust) / (expected_of_seen_ + trust);
}

void Durations::finished(std::uint64_t seed, const std::string& part, double seconds) {
  const auto found = expected_.find({seed, part});
  if (found == expected_.end()) return;
  seen_ += seconds;
  expected_of_seen_ += found->second;
  expected_.erase(found);
}

}  // namespace cifar100
