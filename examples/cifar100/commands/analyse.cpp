// bicameral analyse: all analyses that the page of a run shows, one after the other.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bicameral/report/environment.hpp"
#include "examples/cifar100/analysis/options.hpp"
#include "examples/cifar100/commands/commands.hpp"

namespace cifar100 {

namespace {

struct Options : AnalysisOptions {
  std::string probe_images = "0";
  std::string count = "500";
};

/// Does what this command line does when it is typed, which is also what the analysis records.
void run_command(CommandLine words) {
  std::cout << "== " << bicameral::shell_text(words) << "\n" << std::flush;
  CLI::App app;
  add_similarity(app, words);
  add_specialization(app, words);
  add_gradcam(app, words);
  words.erase(words.begin());                // the program
  std::reverse(words.begin(), words.end());  // as CLI11 takes them
  app.parse(std::move(words));
  std::cout << "\n";
}

/// The options that every analysis has, as far as they were given.
CommandLine shared_options(const CLI::App& command) {
  CommandLine words;
  for (const char* name : {"--part", "--seed", "--data", "--batch", "--threads"})
    if (const CLI::Option* option = command.get_option(name); option->count() > 0)
      words.insert(words.end(), {name, option->results().back()});
  return words;
}

void analyse(const Options& o, const CommandLine& shared) {
  const std::string& program = o.command_line.front();
  const std::vector<CommandLine> analyses{{"similarity"},
                                          {"specialization", "--probe-images", o.probe_images},
                                          {"gradcam"},
                                          {"gradcam", "--locality"},
                                          {"gradcam", "--faithfulness", "--count", o.count}};
  for (const CommandLine& analysis : analyses) {
    CommandLine words{program, analysis.front(), o.run};
    words.insert(words.end(), analysis.begin() + 1, analysis.end());
    words.insert(words.end(), shared.begin(), shared.end());
    run_command(std::move(words));
  }
  std::cout << "A page of it all: " << bicameral::shell_text({program, "report", o.run, "--html", "report.html"})
            << "\n";
}

}  // namespace

void add_analyse(CLI::App& app, const CommandLine& command_line) {
  auto* command =
      app.add_subcommand("analyse",
                         "all that the page of a run shows: similarity, specialization, gradcam, its --locality and "
                         "--faithfulness");
  command->alias("analyze");
  auto o = std::make_shared<Options>();
  o->add_to(*command);
  o->command_line = command_line;
  command->add_option("--probe-images", o->probe_images, "training images for the probes; 0: all [0]");
  command->add_option("--count", o->count, "images on which the maps' faithfulness is measured [500]");
  command->callback([o, command] { analyse(*o, shared_options(*command)); });
}

}  // namespace cifar100
