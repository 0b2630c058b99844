// bicameral experiment: the main job.

#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <memory>

#include "bicameral/core/atomic_file.hpp"
#include "bicameral/report/progress.hpp"
#include "examples/cifar100/commands.hpp"
#include "examples/cifar100/run.hpp"
#include "examples/cifar100/settings_options.hpp"

namespace cifar100 {

namespace {

struct Options {
  SettingsOptions settings;
  bool resume = false;
  bool dry_run = false;
};

/// Measures two steps of every network and says how long the whole run will take.
double announce_duration(Run& run, const std::vector<Kind>& kinds) {
  double seconds = 0;
  for (const Kind kind : kinds) {
    const std::uint64_t seed = run.settings().first_seed;
    const Timing timing =
        run.new_model(seed, kind)->measure(run.train_data(), run.train_settings_of(seed, kind), run.pool());
    const double epoch = static_cast<double>(run.train_data().train.size()) * timing.seconds_per_training_image +
                         static_cast<double>(run.train_data().validation.size()) * timing.seconds_per_inference_image;
    const double all = epoch * run.settings().epochs +
                       2 * static_cast<double>(run.data().test.count()) * timing.seconds_per_inference_image;
    std::cout << "  " << name_of(kind) << ": " << static_cast<int>(1 / timing.seconds_per_training_image)
              << " images/s, " << bicameral::duration_text(all) << "\n";
    seconds += all;
  }
  return seconds * run.settings().seeds;
}

void experiment(const Options& options, const CommandLine& command_line) {
  const Settings settings = options.settings.resolve(options.resume);
  check(settings);
  std::vector<Kind> kinds;
  for (const std::string& name : settings.models) kinds.push_back(kind_named(name));
  for (const Kind needed : {Kind::left, Kind::right})
    if (std::find(kinds.begin(), kinds.end(), Kind::bilateral) < std::find(kinds.begin(), kinds.end(), needed) &&
        std::find(kinds.begin(), kinds.end(), Kind::bilateral) != kinds.end())
      bicameral::fail("setting 'models'", "left and right before bilateral, which is built from them",
                      options.settings.typed().contains("models") ? options.settings.typed().at("models") : "");
  Run run(settings);
  if (!options.dry_run) run.open_folder(options.resume, command_line);
  std::cout << "Expected duration, from two steps of each network:\n";
  const double expected = announce_duration(run, kinds);
  std::cout << "  in all: " << bicameral::duration_text(expected) << " for " << settings.seeds
            << (settings.seeds == 1 ? " repetition" : " repetitions") << ", on " << run.pool().threads()
            << (run.pool().threads() == 1 ? " thread\n\n" : " threads\n\n");
  if (options.dry_run) {
    std::cout << "Dry run: every network has done two batches; nothing was written.\n";
    return;
  }
  std::vector<Result> results;
  for (int i = 0; i < settings.seeds; ++i)
    for (const Kind kind : kinds)
      results.push_back(run.train(settings.first_seed + static_cast<std::uint64_t>(i), kind, options.resume));
  const std::string folder = settings.out + "/";
  bicameral::write_file(folder + "results.csv", results_csv(results));
  bicameral::write_file(folder + "results.md", comparison_table(results, true));
  std::cout << "\n" << comparison_table(results, false) << "\nWritten to " << settings.out << "\n";
}

}  // namespace

void add_experiment(CLI::App& app, const CommandLine& command_line) {
  auto* command = app.add_subcommand("experiment", "train and compare the five networks of the study");
  auto options = std::make_shared<Options>();
  options->settings.add_to(*command);
  command->add_flag("--resume", options->resume, "go on with the run in --out where it was stopped");
  command->add_flag("--dry-run", options->dry_run, "two batches of every network and the expected duration, then stop");
  command->callback([options, command_line] { experiment(*options, command_line); });
}

void add_train(CLI::App& app, const CommandLine& command_line) {
  struct TrainOptions : Options {
    std::string model = "single";
  };
  auto* command = app.add_subcommand(
      "train", "train one network (bilateral: after left and right, in the same --out, with --resume)");
  auto options = std::make_shared<TrainOptions>();
  options->settings.add_to(*command);
  command->add_option("model", options->model, "left, right, bilateral, unspecialised or single")->required();
  command->add_flag("--resume", options->resume,
                    "go on with the run in --out where it was stopped, or add a network to it");
  command->callback([options, command_line] {
    Settings settings = options->settings.resolve(options->resume);
    settings.models = {options->model};
    check(settings);
    Run run(settings);
    const Kind kind = kind_named(options->model);
    for (int i = 0; i < settings.seeds && kind == Kind::bilateral; ++i)
      run.expect_halves(settings.first_seed + static_cast<std::uint64_t>(i));
    run.open_folder(options->resume, command_line);
    std::vector<Result> results;
    for (int i = 0; i < settings.seeds; ++i)
      results.push_back(run.train(settings.first_seed + static_cast<std::uint64_t>(i), kind, options->resume));
    std::cout << "\n" << comparison_table(results, false);
  });
}

}  // namespace cifar100
