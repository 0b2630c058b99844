// bicameral experiment: the main job; bicameral train: one part of it.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <iostream>
#include <memory>
#include <set>
#include <string>

#include "bicameral/core/error.hpp"
#include "bicameral/core/numbers.hpp"
#include "bicameral/report/environment.hpp"
#include "bicameral/report/progress.hpp"
#include "examples/cifar100/commands/commands.hpp"
#include "examples/cifar100/page/conclusions.hpp"
#include "examples/cifar100/run/durations.hpp"
#include "examples/cifar100/run/results.hpp"
#include "examples/cifar100/run/run.hpp"
#include "examples/cifar100/run/stop.hpp"
#include "examples/cifar100/settings/options.hpp"
#include "examples/cifar100/study/values.hpp"

namespace cifar100 {

namespace {

struct Options {
  SettingsOptions settings;
  bool resume = false;
  bool dry_run = false;
};

/// Trains a part, or says that it is there already; whether it had to be trained.
bool train_part(Run& run, std::uint64_t seed, const Part& part, Durations* durations) {
  const bool before = run.is_finished(seed, part.name);
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

/// Trains all parts of one seed. A training that leaves the finite numbers would do so again: it is left out with all
/// that needs it, and the others go on. Returns what was left out.
std::set<std::string> train_seed(Run& run, std::uint64_t seed, Durations& durations) {
  std::set<std::string> left_out;
  for (const Part* part : run.study().order()) {
    const auto needed = std::find_if(part->origins.begin(), part->origins.end(),
                                     [&](const Origin& origin) { return left_out.contains(origin.part); });
    if (needed != part->origins.end()) {
      std::cout << "== " << part->name << ", seed " << seed << ": left out, because it needs " << needed->part << "\n";
    } else {
      try {
        // Whatever happens next, the rows that are finished are there to be read.
        if (train_part(run, seed, *part, &durations)) write_results(run);
        continue;
      } catch (const bicameral::NotFinite& error) {
        std::cout << "\n   left out: " << error.what() << "\n";
      }
    }
    left_out.insert(part->name);
    durations.left_out(seed, part->name);
  }
  return left_out;
}

void experiment(const Options& options, const CommandLine& command_line) {
  stop_by_signals();
  const Settings settings = options.settings.resolve(options.resume);
  check(settings);
  Run run(settings);
  if (options.resume) run.join_earlier();
  run.expect_weights();
  if (!options.dry_run) run.open_folder(command_line);
  const std::vector<std::uint64_t> seeds = seeds_of(run.settings());  // those of before among them
  Durations durations = measured_durations(run, seeds);
  std::cout << "  in all: " << bicameral::duration_text(durations.remaining()) << " for " << seeds.size()
            << (seeds.size() == 1 ? " repetition" : " repetitions") << ", on " << run.pool().threads()
            << (run.pool().threads() == 1 ? " thread\n\n" : " threads\n\n") << std::flush;
  if (options.dry_run) {
    std::cout << "Dry run: every network has done two batches; nothing was written.\n";
    return;
  }
  std::string left_out;
  for (const std::uint64_t seed : seeds)
    for (const std::string& part : train_seed(run, seed, durations))
      left_out += (left_out.empty() ? "" : ", ") + part + " of seed " + std::to_string(seed);
  write_results(run);  // of rows that were asked for anew, and whose parts were all there
  const Comparison comparison = comparison_of(run);
  std::cout << "\n" << comparison_text(comparison, false) << "\n";
  if (!results_of(comparison, reference_row).empty()) std::cout << specialisation_answer(comparison) << "\n\n";
  std::cout << "Written to " << settings.out << "; a page of it: "
            << bicameral::shell_text({command_line.front(), "report", settings.out, "--html", "report.html"}) << "\n";
  if (!left_out.empty())
    bicameral::fail("experiment", "every training to end with finite numbers", "none of " + left_out + "; see above");
}

void train(const Options& options, const std::string& name, const CommandLine& command_line) {
  stop_by_signals();
  Settings settings = options.settings.resolve(options.resume);
  check(settings);
  Run run(settings);
  const Part part = run.study().part(name);
  run.expect_trainable(part);
  if (options.resume) run.join_earlier();
  const std::vector<std::uint64_t> seeds = seeds_of(settings);
  for (const std::uint64_t seed : seeds)
    if (!run.is_finished(seed, part.name)) run.expect_origins(seed, part);
  run.open_folder(command_line);
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
