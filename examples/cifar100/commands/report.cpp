// bicameral report: the tables of runs again, from their folders, and the page with all that is known about them.

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "bicameral/core/atomic_file.hpp"
#include "examples/cifar100/commands/commands.hpp"
#include "examples/cifar100/page/page.hpp"
#include "examples/cifar100/words.hpp"

namespace cifar100 {

namespace {

struct Options {
  std::vector<std::string> folders;
  std::string arms;
  std::string page;
  bool markdown = false;
};

void report(const Options& o) {
  std::vector<PageRun> runs;
  for (const std::string& folder : o.folders) runs.push_back(page_run(folder, comma_separated(o.arms)));
  name_runs(runs);
  // Composed before anything is printed: what is damaged is told instead of tables that would hide it.
  const std::string page = o.page.empty() ? "" : page_text(runs);
  if (!o.page.empty()) bicameral::write_file(o.page, page);
  for (const PageRun& run : runs) {
    if (runs.size() > 1) std::cout << (&run == &runs.front() ? "" : "\n") << "== " << run.name << "\n\n";
    std::cout << comparison_text(run.comparison, o.markdown);
  }
  if (!o.page.empty()) std::cout << "\nThe page is in " << o.page << "\n";
}

}  // namespace

void add_report(CLI::App& app) {
  auto* command = app.add_subcommand("report", "print the tables of runs again, also while they go on; make a page");
  auto o = std::make_shared<Options>();
  command->add_option("runs", o->folders, "run folders")->required();
  command->add_option("--arms", o->arms, "only these arms or rows [those of the run]");
  command->add_option("--html", o->page, "also write one page of HTML with all charts, tables and pictures");
  command->add_flag("--markdown", o->markdown, "tables as Markdown");
  command->callback([o] { report(*o); });
}

}  // namespace cifar100
