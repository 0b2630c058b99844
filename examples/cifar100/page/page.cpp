#include "examples/cifar100/page/page.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "bicameral/core/error.hpp"
#include "bicameral/core/version.hpp"
#include "bicameral/report/html.hpp"
#include "examples/cifar100/page/chapter.hpp"
#include "examples/cifar100/page/sections.hpp"
#include "examples/cifar100/page/texts.hpp"

namespace cifar100 {

namespace {

/// "3 seeds", or how many of them have all rows.
std::string seeds_finished(const PageRun& run) {
  const auto finished = std::count_if(run.seeds.begin(), run.seeds.end(), [&](std::uint64_t seed) {
    const auto& results = run.comparison.results;
    const auto rows =
        std::count_if(results.begin(), results.end(), [&](const RowResult& result) { return result.seed == seed; });
    return static_cast<std::size_t>(rows) == run.comparison.rows.size();
  });
  const auto all = static_cast<std::int64_t>(run.seeds.size());
  return finished == all ? counted(all, "seed") : count_text(finished) + " of " + counted(all, "seed") + " finished";
}

std::string pictures_of(const PageRun& run) {
  if (run.comparison.of_the_study) return "CIFAR-100";
  return run.settings.data.empty() ? "built-in pictures" : "pictures of a folder";
}

/// What was run, in a line.
std::string subtitle(const std::vector<PageRun>& runs) {
  if (runs.size() > 1) return std::to_string(runs.size()) + " runs";
  const Settings& s = runs.front().settings;
  std::string epochs = (s.patience > 0 ? "at most " : "") + counted(s.epochs, "epoch");
  if (s.head_epochs > 0 && s.head_epochs != s.epochs) epochs += ", new heads " + std::to_string(s.head_epochs);
  if (s.fine_tune_epochs > 0 && s.fine_tune_epochs != s.epochs)
    epochs += ", fine-tuning " + std::to_string(s.fine_tune_epochs);
  return "Run " + runs.front().name + ": preset " + s.preset + ", width " + s.width + ", " + epochs + ", " +
         seeds_finished(runs.front()) + ", " + pictures_of(runs.front());
}

}  // namespace

std::string page_text(const std::vector<PageRun>& runs) {
  if (runs.empty()) bicameral::fail("page_text", "at least one run", "none");
  bicameral::HtmlPage page("Does hemispheric specialisation pay?", subtitle(runs));
  const bool several = runs.size() > 1;
  for (const PageRun& run : runs) page.add_lead(answer_html(run, several));
  std::size_t number = 0;
  for (const PageRun& run : runs) {
    ++number;
    Chapter chapter(page, several ? run.name + ": " : "", several ? "run" + std::to_string(number) + "-" : "");
    add_comparison(run, chapter);
    add_costs(run, chapter);
    add_learning_curves(run, chapter);
    add_similarity(run, chapter);
    add_gallery(run, chapter);
    add_locality(run, chapter);
    add_faithfulness(run, chapter);
    add_mistakes(run, chapter);
    add_specialization(run, chapter);
    add_record(run, chapter);
  }
  page.add_footer(
      bicameral::html_paragraph("Made by bicameral " + std::string(bicameral::library_version) + ", command report."));
  return page.text();
}

}  // namespace cifar100
