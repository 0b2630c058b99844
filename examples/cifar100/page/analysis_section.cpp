#include "examples/cifar100/page/analysis_section.hpp"

#include <utility>

#include "examples/cifar100/page/texts.hpp"

namespace cifar100 {

namespace {

using bicameral::Html;

/// The part that a command would look into: "specialised", else the first that fits; null if none does.
const Part* part_to_analyse(const PageRun& run, Needs needs) {
  const Part* found = nullptr;
  for (const Part* part : run.study.order()) {
    const bool halves = part->network.find('+') != std::string::npos;  // "resnet9+resnet9"
    if (part->stage == Stage::averaging || (needs == Needs::two_halves && !halves)) continue;
    if (part->name == "specialised") return part;
    if (found == nullptr) found = part;
  }
  return found;
}

Html nothing_analysed(const PageRun& run, const AnalysisSection& section) {
  if (const Part* part = part_to_analyse(run, section.needs))
    return missing(run, part->name, section.what, section.command, section.options);
  return bicameral::html_note("No " + section.what +
                              (section.needs == Needs::two_halves
                                   ? ": it needs a network of two halves, and none of those shown here has two."
                                   : ": it needs a trained network, and none is shown here."));
}

}  // namespace

void add_analysis(const PageRun& run, Chapter& chapter, const AnalysisSection& section, const PartContent& content) {
  chapter.section(section.title);
  const std::vector<AnalysedPart> parts = analysed_parts(run, section.file);
  if (parts.empty()) {
    chapter.add(nothing_analysed(run, section));
    return;
  }
  if (!section.introduction.empty()) chapter.add(bicameral::html_paragraph(section.introduction));
  constexpr int level = 3;
  if (parts.size() == 1) {
    chapter.add(content(parts.front(), level));
    return;
  }
  for (const AnalysedPart& each : parts) {
    const Html heading = bicameral::html_heading(description_of(run, each.part), level);
    const Html below = content(each, level + 1);
    chapter.add(&each == &parts.front() ? heading + below : bicameral::html_details(heading, below));
  }
}

Html first_open(const std::vector<std::uint64_t>& seeds, const std::vector<Html>& of_seeds) {
  Html html;
  for (std::size_t i = 0; i < seeds.size(); ++i)
    html = std::move(html) +
           (i == 0 ? of_seeds[i] : bicameral::html_details("Seed " + std::to_string(seeds[i]), of_seeds[i]));
  return html;
}

}  // namespace cifar100
