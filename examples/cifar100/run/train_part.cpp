// How a run trains one part, or finds it trained.

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iostream>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "bicameral/core/numbers.hpp"
#include "bicameral/report/environment.hpp"
#include "bicameral/report/progress.hpp"
#include "bicameral/report/terminal.hpp"
#include "examples/cifar100/model.hpp"
#include "examples/cifar100/run/metrics_log.hpp"
#include "examples/cifar100/run/part_files.hpp"
#include "examples/cifar100/run/run.hpp"
#include "examples/cifar100/run/stop.hpp"
#include "examples/cifar100/study/scores.hpp"

namespace cifar100 {

namespace fs = std::filesystem;
using bicameral::fail;

namespace {

/// The last step of a training may have left weights that answer nothing.
void expect_finite(const PartResult& result) {
  for (const auto& [epoch, scores] : {std::pair{"best", &result.best}, std::pair{"last", &result.last}})
    for (const ScoreField& field : score_fields)
      if (const std::optional<double> value = scores->*field.value; value && !std::isfinite(*value))
        bicameral::fail_not_finite("network '" + result.part + "', " + epoch + " epoch",
                                   "a finite " + std::string(field.name) + " on the test images",
                                   bicameral::number_text(*value));
}

}  // namespace

std::vector<std::string> Run::chosen_members(std::uint64_t seed, const Part& part) const {
  std::vector<std::pair<double, std::string>> candidates;
  for (const Origin& origin : part.origins)
    candidates.emplace_back(read_part_result(result_file(settings_.out, seed, origin.part)).validation_score,
                            origin.part);
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<std::string> members;
  for (std::size_t i = 0; i < static_cast<std::size_t>(part.members); ++i) members.push_back(candidates[i].second);
  return members;
}

std::vector<std::string> Run::missing_weights(std::uint64_t seed, const Part& part) const {
  std::vector<std::string> needed;
  for (const Origin& origin : part.origins) needed.push_back(origin.part);
  const auto finished = [&](const std::string& name) { return is_finished(seed, name); };
  if (part.stage == Stage::averaging && std::all_of(needed.begin(), needed.end(), finished))
    needed = chosen_members(seed, part);
  std::erase_if(needed,
                [&](const std::string& name) { return !finished(name) || has_weights(settings_.out, seed, name); });
  return needed;
}

void Run::expect_origins(std::uint64_t seed, const Part& part) const {
  for (const Origin& origin : part.origins)
    if (!fs::exists(result_file(settings_.out, seed, origin.part)))
      fail("network '" + part.name + "'",
           "a finished '" + origin.part + "' in " + part_folder(settings_.out, seed, origin.part) +
               " (`bicameral train " + origin.part + " --resume --out " + bicameral::shell_text({settings_.out}) +
               "` trains it)",
           "none");
  for (const std::string& name : missing_weights(seed, part))
    fail("network '" + part.name + "'",
         "weights in " + part_folder(settings_.out, seed, name) + " (best.safetensors, or no such folder to train '" +
             name + "' again)",
         "only the record of a training");
}

void Run::expect_weights() const {
  std::vector<std::string> missing;
  for (const std::uint64_t seed : seeds_of(settings_))
    for (const Part* part : study_.order()) {
      if (is_finished(seed, part->name)) continue;
      for (const std::string& name : missing_weights(seed, *part))
        if (const std::string folder = "seed" + std::to_string(seed) + "/" + name;
            std::find(missing.begin(), missing.end(), folder) == missing.end())
          missing.push_back(folder);
    }
  if (missing.empty()) return;
  std::string list;
  for (const std::string& folder : missing) list += (list.empty() ? "" : ", ") + folder;
  fail("resume of '" + settings_.out + "'",
       "best.safetensors of every finished part that others still need (or no such folder, to train it again)",
       "only the records of " + list);
}

void Run::load_origins(Model& model, std::uint64_t seed, const Part& part, PartResult& result) const {
  expect_origins(seed, part);
  if (part.stage == Stage::averaging) {
    result.members = chosen_members(seed, part);
    load_members(model, settings_.out, seed, result.members);
    return;
  }
  for (const Origin& origin : part.origins)
    model.load_part(part_folder(settings_.out, seed, origin.part) + "/best.safetensors", origin.file_prefix,
                    origin.prefix);
}

bicameral::TrainResult Run::train_weights(Model& model, std::uint64_t seed, const Part& part) const {
  const std::string folder = part_folder(settings_.out, seed, part.name);
  const bicameral::CheckpointFiles files{folder + "/last.safetensors", folder + "/best.safetensors"};
  const bool go_on = fs::exists(files.last);
  MetricsLog log(
      folder,
      go_on ? bicameral::position_from(bicameral::SafetensorsFile::open(files.last).metadata(), files.last).epoch : 0,
      settings_.tensorboard);
  const std::optional<int> columns = bicameral::terminal_columns(stdout);
  bicameral::ProgressLine progress(std::cout, columns.has_value(), {.columns = columns.value_or(120), .clock = {}});
  const bicameral::TrainCallbacks callbacks{
      .on_step = [&](const bicameral::StepReport& report) { progress.show(bicameral::progress_of(report, part.name)); },
      .on_epoch =
          [&](const bicameral::EpochReport& report) {
            log.add(report);
            progress.finish(bicameral::epoch_text(report, part.name));
          },
      .stop_requested = [] { return stop_requested.load(); }};
  if (go_on) std::cout << "   going on from " << files.last << "\n";
  const bicameral::TrainResult trained =
      model.train(images_.split(), train_settings_of(seed, part), *pool_, files, go_on, callbacks);
  if (!trained.finished) {
    std::cout << "\n   stopped in epoch " << trained.position.epoch + 1 << " after step " << trained.position.step
              << "; saved in " << files.last << "\n";
    throw Stopped{"the same command with --resume"};
  }
  return trained;
}

PartResult Run::train(std::uint64_t seed, const Part& part) {
  const std::string folder = part_folder(settings_.out, seed, part.name);
  const std::string finished = result_file(settings_.out, seed, part.name);
  if (is_finished(seed, part.name)) return read_part_result(finished);
  if (stop_requested) throw Stopped{"the same command with --resume"};
  const auto model = new_model(seed, part);
  PartResult result{.part = part.name, .network = part.network, .seed = seed};
  load_origins(*model, seed, part, result);
  fs::create_directories(folder);
  const std::vector<std::uint32_t> test = image_numbers(images_.all().test.count());
  const Asking asking{settings_.batch, train_settings_of(seed, part).compute, settings_.test_flips};
  const auto evaluate = [&](const bicameral::Dataset& images, const std::vector<std::uint32_t>& which) {
    return model->evaluate(images, which, asking, *pool_);
  };
  const bicameral::NetworkFacts facts = model->facts();
  result.parameters = facts.parameters;
  result.forward_multiply_adds = static_cast<double>(facts.forward_multiply_adds);
  if (part.stage == Stage::averaging) {
    result.best = result.last = scores_of(evaluate(images_.all().test, test));
    if (!images_.split().validation.empty())
      result.validation_score = bicameral::selection_score(evaluate(images_.all().train, images_.split().validation));
  } else {
    const bicameral::TrainResult trained = train_weights(*model, seed, part);
    model->load(folder + "/last.safetensors");
    result.last = scores_of(evaluate(images_.all().test, test));
    model->load(folder + "/best.safetensors");
    result.best = scores_of(evaluate(images_.all().test, test));
    result.validation_score = trained.position.best_score;
    result.best_epoch = trained.position.best_epoch + 1;
    result.epochs = trained.position.epoch;
    result.images_seen = static_cast<double>(trained.position.images_seen);
    result.multiply_adds =
        result.images_seen * static_cast<double>(facts.forward_multiply_adds + facts.backward_multiply_adds);
    result.seconds = trained.position.seconds;
    if (trained.end == bicameral::TrainEnd::patience)
      std::cout << "   ended early: no better epoch for " << settings_.patience << " epochs\n";
  }
  expect_finite(result);
  write_part_result(finished, result);
  return result;
}

}  // namespace cifar100
