#include "examples/cifar100/page/page.hpp"

#include "bicameral/core/error.hpp"
#include "bicameral/core/version.hpp"
#include "bicameral/report/html.hpp"
#include "examples/cifar100/page/chapter.hpp"
#include "examples/cifar100/page/sections.hpp"
#include "examples/cifar100/page/texts.hpp"

namespace cifar100 {

namespace {

/// What was run, in a line.
std::string subtitle(const std::vector<PageRun>& runs) {
  if (runs.size() > 1) return std::to_string(runs.size()) + " runs";
  const Settings& s = runs.front().settings;
  std::string epochs = counted(s.epochs, "epoch");
  if (s.head_epochs > 0 && s.head_epochs != s.epochs) epochs += ", new heads " + std::to_string(s.head_epochs);
  if (s.fine_tune_epochs > 0 && s.fine_tune_epochs != s.epochs)
    epochs += ", fine-tuning " + std::to_string(s.fine_tune_epochs);
  return "Run " + runs.front().name + ": preset " + s.preset + ", width " + s.width + ", " + epochs + ", " +
         counted(static_cast<std::int64_t>(runs.front().seeds.size()), "seed") + ", " +
         (s.data.empty() ? "built-in pictures" : "pictures of a folder");
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
