// bicameral mistakes: which classes any network of a run, also an ensemble, takes for which, and how sure it is.

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "bicameral/analysis/confused_classes.hpp"
#include "bicameral/core/numbers.hpp"
#include "bicameral/report/table.hpp"
#include "examples/cifar100/analysis/analysed_run.hpp"
#include "examples/cifar100/analysis/answers_csv.hpp"
#include "examples/cifar100/analysis/answers_json.hpp"
#include "examples/cifar100/commands/commands.hpp"

namespace cifar100 {

namespace {

void print(const bicameral::LabelEvaluation& answers, const std::string& label, const std::vector<std::string>& names) {
  std::cout << "  " << label << ": " << bicameral::fixed_text(100 * answers.accuracy.top1(), 1)
            << " % right; expected calibration error "
            << bicameral::fixed_text(100 * answers.calibration.expected_calibration_error(), 1) << " %\n";
  bicameral::Table table({label + " classes taken for each other", "mistakes", "first as second", "second as first"});
  for (const bicameral::ConfusedClasses& pair : bicameral::most_confused(answers.confusion, 5))
    table.add_row({names[static_cast<std::size_t>(pair.first)] + " and " + names[static_cast<std::size_t>(pair.second)],
                   std::to_string(pair.both()), std::to_string(pair.first_as_second),
                   std::to_string(pair.second_as_first)});
  if (table.rows() > 0) std::cout << table.text();
}

void mistakes(const AnalysisOptions& options) {
  AnalysedRun run(options, Asks::part);
  tell_left_out(run);
  const bicameral::Dataset& test = run.data().test;
  for (const std::uint64_t seed : run.seeds()) {
    std::cout << run.part().name << ", seed " << seed << "\n";
    const bicameral::EvaluationRecord record =
        run.model(seed)->evaluate(test, image_numbers(test.count()), run.asking("answers"), run.pool());
    Json json = run.about(seed);
    json.update(answers_json(record, test));
    const std::string file = run.folder_of(seed) + "/answers.json";
    write_json(file, json);
    write_answers_csv(run.folder_of(seed), record, test);
    if (record.fine) print(*record.fine, "fine", test.fine_names);
    if (record.coarse) print(*record.coarse, "coarse", test.coarse_names);
    std::cout << "written to " << run.folder_of(seed) << "\n\n";
  }
}

}  // namespace

void add_mistakes(CLI::App& app, const CommandLine& command_line) {
  auto* command = app.add_subcommand(
      "mistakes", "confusion, accuracy of each class and calibration of any part of a run, ensembles too");
  auto o = std::make_shared<AnalysisOptions>();
  o->add_to(*command);
  o->command_line = command_line;
  command->callback([o] { mistakes(*o); });
}

}  // namespace cifar100
