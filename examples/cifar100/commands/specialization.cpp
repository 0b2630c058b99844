// bicameral specialization: what each half knows alone, and what the two heads listen to.

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "bicameral/core/numbers.hpp"
#include "bicameral/report/table.hpp"
#include "examples/cifar100/analysis/answers_csv.hpp"
#include "examples/cifar100/analysis/answers_json.hpp"
#include "examples/cifar100/analysis/specialization.hpp"
#include "examples/cifar100/commands/commands.hpp"

namespace cifar100 {

namespace {

struct Options : AnalysisOptions {
  int probe_images = 0;
};

std::string percent(double share) { return bicameral::fixed_text(100 * share, 1); }
std::string percent(const std::optional<bicameral::LabelEvaluation>& answers) {
  return answers ? percent(answers->accuracy.top1()) : std::string("-");
}

void print(const Specialization& found) {
  bicameral::Table table({"right on the test images", "fine %", "coarse %"});
  for (std::size_t half = 0; half < half_names.size(); ++half)
    table.add_row({"linear probe of " + std::string(half_names[half]), percent(found.fine_probes[half].accuracy),
                   percent(found.coarse_probes[half].accuracy)});
  table.add_row({"the network", percent(found.answers.fine), percent(found.answers.coarse)});
  table.add_row({"left half silenced", percent(found.silenced[0].fine), percent(found.silenced[0].coarse)});
  table.add_row({"right half silenced", percent(found.silenced[1].fine), percent(found.silenced[1].coarse)});
  std::cout << table.text();
  if (const int stopped = probes_before_optimum(found); stopped > 0)
    std::cout << stopped << " of " << 2 * half_names.size()
              << " probes stopped before their optimum: they may be right more often.\n";
  bicameral::Table weights({"weight in the head", "fine %", "coarse %"});
  const auto share = [](const std::optional<bicameral::HalfWeights>& head,
                        std::optional<double> bicameral::HalfWeights::*which) {
    return head && (*head).*which ? percent(*((*head).*which)) : std::string("-");
  };
  for (const auto& [half, which] : {std::pair{"left half", &bicameral::HalfWeights::left_share},
                                    std::pair{"right half", &bicameral::HalfWeights::right_share}})
    weights.add_row({half, share(found.attention.fine, which), share(found.attention.coarse, which)});
  std::cout << "\n" << weights.text();
  if (found.cka.debiased)
    std::cout << "CKA of the halves: " << bicameral::fixed_text(*found.cka.debiased, 3) << " (debiased)\n";
}

void specialization(const Options& options) {
  bicameral::expect(options.probe_images >= 0, "option --probe-images", "0 or more", options.probe_images);
  AnalysedRun run(options, Asks::part);
  tell_left_out(run);
  for (const std::uint64_t seed : run.seeds()) {
    std::cout << run.part().name << ", seed " << seed << "\n" << std::flush;
    const Specialization found = specialization_of(run, seed, options.probe_images, [](const std::string& text) {
      std::cout << "  " << text << "\n" << std::flush;
    });
    const std::string folder = run.folder_of(seed);
    // The probes, which take longest, are written before anything else can go wrong.
    Json results = run.about(seed);
    results.update(to_json(found));
    write_json(folder + "/specialization.json", results);
    Json answers = run.about(seed);
    answers.update(answers_json(found.answers, run.data().test));
    write_json(folder + "/answers.json", answers);
    write_answers_csv(folder, found.answers, run.data().test);
    bicameral::write_file(folder + "/specialization.csv", specialization_csv(found));
    print(found);
    std::cout << "written to " << folder << "\n\n";
  }
}

}  // namespace

void add_specialization(CLI::App& app, const CommandLine& command_line) {
  auto* command = app.add_subcommand(
      "specialization", "what each half knows: linear probes, a half silenced, weight in the heads, confusion, CKA");
  command->alias("specialisation");
  auto o = std::make_shared<Options>();
  o->add_to(*command);
  o->command_line = command_line;
  command->add_option("--probe-images", o->probe_images, "training images for the probes; 0: all [0]");
  command->callback([o] { specialization(*o); });
}

}  // namespace cifar100
