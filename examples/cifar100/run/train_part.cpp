// How a run trains one part, or finds it trained.

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <optional>
#include <utility>

#include "bicameral/report/progress.hpp"
#include "bicameral/report/terminal.hpp"
#include "examples/cifar100/model.hpp"
#include "examples/cifar100/run/metrics_log.hpp"
#include "examples/cifar100/run/part_files.hpp"
#include "examples/cifar100/run/run.hpp"
#include "examples/cifar100/run/stop.hpp"

namespace cifar100 {

namespace fs = std::filesystem;
using bicameral::fail;

void Run::expect_origins(std::uint64_t seed, const Part& part) const {
  for (const Origin& origin : part.origins)
    if (!fs::exists(result_file(settings_.out, seed, origin.part)))
      fail("network '" + part.name + "'",
           "a finished '" + origin.part + "' in " + part_folder(settings_.out, seed, origin.part) +
               " (train it first with the same --out)",
           "none");
}

void Run::load_origins(Model& model, std::uint64_t seed, const Part& part, PartResult& result) const {
  expect_origins(seed, part);
  if (part.stage != Stage::averaging) {
    for (const Origin& origin : part.origins)
      model.load_part(part_folder(settings_.out, seed, origin.part) + "/best.safetensors", origin.file_prefix,
                      origin.prefix);
    return;
  }
  std::vector<std::pair<double, const Origin*>> candidates;
  for (const Origin& origin : part.origins)
    candidates.emplace_back(read_part_result(result_file(settings_.out, seed, origin.part)).validation_score, &origin);
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  for (std::size_t i = 0; i < static_cast<std::size_t>(part.members); ++i)
    result.members.push_back(candidates[i].second->part);
  load_members(model, settings_.out, seed, result.members);
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
  if (fs::exists(finished)) return read_part_result(finished);
  if (stop_requested) throw Stopped{"the same command with --resume"};
  const auto model = new_model(seed, part);
  PartResult result{.part = part.name, .network = part.network, .seed = seed};
  load_origins(*model, seed, part, result);
  fs::create_directories(folder);
  const std::vector<std::uint32_t> test = images_.test_numbers();
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
  write_part_result(finished, result);
  return result;
}

}  // namespace cifar100
