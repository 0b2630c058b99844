// bicameral report: the tables of a run again, from its folder.

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "examples/cifar100/commands.hpp"
#include "examples/cifar100/results.hpp"
#include "examples/cifar100/run.hpp"
#include "examples/cifar100/run_folder.hpp"
#include "examples/cifar100/words.hpp"

namespace cifar100 {

namespace {

struct Options {
  std::string folder;
  std::string arms;
  bool markdown = false;
};

void report(const Options& o) {
  Settings settings = run_settings(o.folder);
  if (!o.arms.empty()) settings.arms = comma_separated(o.arms);
  check(settings);
  const bool of_the_study = run_data_hash(o.folder) == study_pictures_hash;
  std::cout << comparison_text(comparison_in(o.folder, settings, of_the_study), o.markdown);
}

}  // namespace

void add_report(CLI::App& app) {
  auto* command = app.add_subcommand("report", "print the tables of a run again, also while it goes on");
  auto o = std::make_shared<Options>();
  command->add_option("run", o->folder, "run folder")->required();
  command->add_option("--arms", o->arms, "only these arms or rows [those of the run]");
  command->add_flag("--markdown", o->markdown, "as Markdown");
  command->callback([o] { report(*o); });
}

}  // namespace cifar100
