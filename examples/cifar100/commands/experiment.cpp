// bicameral experiment: the main job; bicameral train: one part of it.

#include <CLI/CLI.hpp>
#include <chrono>
#include <filesystem>
#include <iostream>
#include <memory>

#include "bicameral/core/numbers.hpp"
#include "bicameral/report/progress.hpp"
#include "examples/cifar100/commands/commands.hpp"
#include "examples/cifar100/run/durations.hpp"
#include "examples/cifar100/run/part_files.hpp"
#include "examples/cifar100/run/results.hpp"
#include "examples/cifar100/run/run.hpp"
#include "examples/cifar100/run/stop.hpp"
#include "examples/cifar100/settings/options.hpp"

namespace cifar100 {

namespace {

struct Options {
  SettingsOptions settings;
  bool resume = false;
  bool dry_run = false;
};

/// Trains a part, or says that it is there already; whether it had to be trained.
bool train_part(Run& run, std::uint64_t seed, const Part& part, Durations* durations) {
  const bool before = std::filesystem::exists(result_file(run.settings().out, seed, part.name));
  std::cout << "== " << part.name << " (" << part.network << "), seed " << seed
            << (before ? ": finished before\n" : "\n");
  if (before) return false;
  const auto start = std::chrono::steady_clock::now();
  const PartResult result = run.train(seed, part);
  if (!result.members.empty()) {
    std::cout << "   members:";
    for (const std::string& member : result.members) std::cout << " " << member;
    std::cout << "\n";
  }
  if (durations == nullptr) return true;
  durations->finished(seed, part.name, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  if (durations->remaining() > 0)
    std::cout << "   still to go: about " << bicameral::duration_text(durations->remaining()) << "\n";
  return true;
}

void experiment(const Options& options, const CommandLine& command_line) {
  stop_by_signals();
  const Settings settings = options.settings.resolve(options.resume);
  check(settings);
  Run run(settings);
  if (!options.dry_run) run.open_folder(options.resume, command_line);
  const std::vector<std::uint64_t> seeds = seeds_of(run.settings());  // those of before among them
  Durations durations = measured_durations(run, seeds);
  std::cout << "  in all: " << bicameral::duration_text(durations.remaining()) << " for " << seeds.size()
            << (seeds.size() == 1 ? " repetition" : " repetitions") << ", on " << run.pool().threads()
            << (run.pool().threads() == 1 ? " thread\n\n" : " threads\n\n") << std::flush;
  if (options.dry_run) {
    std::cout << "Dry run: every network has done two batches; nothing was written.\n";
    return;
  }
  for (const std::uint64_t seed : seeds)
    for (const Part* part : run.study().order())
      // Whatever happens next, the rows that are finished are there to be read.
      if (train_part(run, seed, *part, &durations)) write_results(run);
  write_results(run);  // of rows that were asked for anew, and whose parts were all there
  std::cout << "\n" << comparison_text(comparison_of(run), false) << "\nWritten to " << settings.out << "\n";
}

void train(const Options& options, const std::string& name, const CommandLine& command_line) {
  stop_by_signals();
  Settings settings = options.settings.resolve(options.resume);
  check(settings);
  Run run(settings);
  const Part part = run.study().part(name);
  run.expect_trainable(part);
  const std::vector<std::uint64_t> seeds = seeds_of(settings);
  for (const std::uint64_t seed : seeds) run.expect_origins(seed, part);
  run.open_folder(options.resume, command_line);
  for (const std::uint64_t seed : seeds) train_part(run, seed, part, nullptr);
  write_results(run);
  std::cout << "\nRight on the test images, best epoch of " << part.name << ":\n";
  for (const std::uint64_t seed : seeds) {
    const Scores scores = run.train(seed, part).best;
    std::cout << "  seed " << seed << ":";
    if (scores.fine) std::cout << " fine " << bicameral::fixed_text(100 * *scores.fine, 1) << " %";
    if (scores.coarse) std::cout << " coarse " << bicameral::fixed_text(100 * *scores.coarse, 1) << " %";
    std::cout << "\n";
  }
  std::cout << "Written to " << settings.out << "\n";
}

}  // namespace

void add_experiment(CLI::App& app, const CommandLine& command_line) {
  auto* command = app.add_subcommand("experiment", "train and compare the networks of the study");
  auto options = std::make_shared<Options>();
  options->settings.add_to(*command);
  command->add_flag("--resume", options->resume, "go on with the run in --out where it was stopped, or add to it");
  command->add_flag("--dry-run", options->dry_run, "two batches of every network and the expected duration, then stop");
  std::string arms = "Arms, in the order of --arms all:\n";
  for (const Arm& arm : all_arms())
    arms += "  " + std::string(arm.number < 10 ? " " : "") + std::to_string(arm.number) + " " + std::string(arm.name) +
            ": " + std::string(arm.description) + "\n";
  command->footer(arms);
  command->callback([options, command_line] { experiment(*options, command_line); });
}

void add_train(CLI::App& app, const CommandLine& command_line) {
  struct TrainOptions : Options {
    std::string part = "member1";
  };
  auto* command = app.add_subcommand(
      "train", "train one part of the study (specialised: after left and right, in the same --out, with --resume)");
  auto options = std::make_shared<TrainOptions>();
  options->settings.add_to(*command);
  command
      ->add_option("part", options->part,
                   "left, right, specialised, unspecialised, member1 (a single ResNet-9), resnet18, ...")
      ->required();
  command->add_flag("--resume", options->resume,
                    "go on with the run in --out where it was stopped, or add a network to it");
  command->callback([options, command_line] { train(*options, options->part, command_line); });
}

}  // namespace cifar100
