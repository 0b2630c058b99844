// What each half knows, and what is lost without it.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "bicameral/core/numbers.hpp"
#include "bicameral/metrics/statistics.hpp"
#include "bicameral/report/svg.hpp"
#include "examples/cifar100/page/analysis_files.hpp"
#include "examples/cifar100/page/analysis_section.hpp"
#include "examples/cifar100/page/sections.hpp"
#include "examples/cifar100/page/texts.hpp"
#include "examples/cifar100/study/known_interval.hpp"

namespace cifar100 {

namespace {

using bicameral::Html;
using Records = std::vector<SpecializationRecord>;
/// Picks one share of a record.
using Pick = std::function<std::optional<double>(const SpecializationRecord&)>;

std::vector<double> values_over_seeds(const Records& records, const Pick& pick) {
  std::vector<double> values;
  for (const SpecializationRecord& record : records)
    if (const auto value = pick(record)) values.push_back(*value);
  return values;
}

std::optional<bicameral::BarValue> bar(const Records& records, const Pick& pick) {
  const std::vector<double> values = values_over_seeds(records, pick);
  if (values.empty()) return std::nullopt;
  return bicameral::BarValue{100 * bicameral::statistics_of(values).mean, percent_interval(known_interval(values))};
}

/// Both scores of one group of bars.
template <class Where>
bicameral::BarGroup fine_coarse(const Records& records, const std::string& label, const Where& where) {
  return {label,
          {bar(records, [&](const SpecializationRecord& r) { return where(r).fine; }),
           bar(records, [&](const SpecializationRecord& r) { return where(r).coarse; })}};
}

bool any_bar(const bicameral::GroupedBars& chart) {
  for (const bicameral::BarGroup& group : chart.groups)
    for (const auto& value : group.bars)
      if (value) return true;
  return false;
}

bicameral::GroupedBars probes_chart(const Records& records) {
  bicameral::GroupedBars chart{.about = {.title = "What linear probes read from the features",
                                         .description = "Share of test images right, for each half and both.",
                                         .heading = ""},
                               .series = {"fine classes", "coarse classes"},
                               .groups = {},
                               .axis = "right (%)"};
  chart.groups = {fine_coarse(
                      records, "left half", [](const auto& r) -> const auto& { return r.probes.left; }),
                  fine_coarse(
                      records, "right half", [](const auto& r) -> const auto& { return r.probes.right; }),
                  fine_coarse(
                      records, "both halves", [](const auto& r) -> const auto& { return r.probes.whole; })};
  return chart;
}

bicameral::GroupedBars silenced_chart(const Records& records) {
  bicameral::GroupedBars chart{.about = {.title = "The network with a half silenced",
                                         .description = "Share of test images right, with both halves and with one.",
                                         .heading = ""},
                               .series = {"fine classes", "coarse classes"},
                               .groups = {},
                               .axis = "right (%)"};
  chart.groups = {fine_coarse(
                      records, "nothing silenced", [](const auto& r) -> const auto& { return r.none_silenced; }),
                  fine_coarse(
                      records, "left silenced", [](const auto& r) -> const auto& { return r.left_silenced; }),
                  fine_coarse(
                      records, "right silenced", [](const auto& r) -> const auto& { return r.right_silenced; })};
  return chart;
}

bicameral::GroupedBars attention_chart(const Records& records) {
  bicameral::GroupedBars chart{.about = {.title = "What the heads listen to",
                                         .description = "The share of each half in what moves the answers.",
                                         .heading = ""},
                               .series = {"left half", "right half"},
                               .groups = {},
                               .axis = "share (%)"};
  const auto group = [&](const std::string& label, LeftRight SpecializationRecord::*head) {
    return bicameral::BarGroup{label,
                               {bar(records, [&](const SpecializationRecord& r) { return (r.*head).left; }),
                                bar(records, [&](const SpecializationRecord& r) { return (r.*head).right; })}};
  };
  chart.groups = {group("fine head", &SpecializationRecord::fine_attention),
                  group("coarse head", &SpecializationRecord::coarse_attention)};
  return chart;
}

/// "0.412 (0.39 to 0.43)".
std::string mean_text(const std::vector<double>& values) {
  return estimate_text({bicameral::statistics_of(values).mean, known_interval(values)}, 1, 3);
}

/// What the probes say in words; empty if a number is missing.
std::string probes_text(const Records& records) {
  const auto mean = [&](const Pick& pick) { return bicameral::statistics_of(values_over_seeds(records, pick)); };
  const auto left_fine = mean([](const auto& r) { return r.probes.left.fine; });
  const auto right_fine = mean([](const auto& r) { return r.probes.right.fine; });
  const auto left_coarse = mean([](const auto& r) { return r.probes.left.coarse; });
  const auto right_coarse = mean([](const auto& r) { return r.probes.right.coarse; });
  if (left_fine.count * right_fine.count * left_coarse.count * right_coarse.count == 0) return "";
  return "A linear probe reads the fine class from the features of the left half for " + percent(left_fine.mean) +
         " of the test images, from those of the right half for " + percent(right_fine.mean) +
         "; the coarse class for " + percent(left_coarse.mean) + " and " + percent(right_coarse.mean) + ".";
}

Html cka_html(const Records& records) {
  const std::vector<double> biased = values_over_seeds(records, [](const auto& r) { return r.cka; });
  const std::vector<double> debiased = values_over_seeds(records, [](const auto& r) { return r.debiased_cka; });
  if (biased.empty() && debiased.empty()) return {};
  std::string text =
      "Likeness of the halves' features (linear CKA, 1 for the same up to rotation and scale, about 0 "
      "for features that have nothing to do with each other): ";
  if (!debiased.empty()) text += mean_text(debiased) + " debiased";
  if (!biased.empty()) text += (debiased.empty() ? "" : ", ") + mean_text(biased) + " biased";
  if (records.size() > 1) text += "; 95 % intervals over the seeds";
  return bicameral::html_paragraph(text + ".");
}

Html content_of(const PageRun& run, const AnalysedPart& part, const Chapter& chapter) {
  Records records;
  for (const std::uint64_t seed : part.seeds)
    records.push_back(read_specialization(analysis_file(run, seed, part.part, "specialization.json")));
  const std::string seeds = records.size() == 1
                                ? "One seed: " + std::to_string(part.seeds.front()) + "."
                                : "Means over " + seeds_text(part.seeds) + "; lines are 95 % intervals.";
  Html html = probes_text(records).empty() ? Html{} : bicameral::html_answer(probes_text(records));
  const auto add = [&](const bicameral::GroupedBars& chart, const std::string& id, const std::string& caption) {
    if (any_bar(chart))
      html = html + bicameral::html_figure(chart, chapter.frame(id + "-" + part.part), caption + seeds);
  };
  int stopped = 0;
  for (const SpecializationRecord& record : records) stopped += record.probes_before_optimum;
  add(probes_chart(records), "probes",
      "Linear probes on the features of each half, trained on the training images. " +
          (stopped == 0 ? std::string()
                        : std::to_string(stopped) + " of " + std::to_string(6 * records.size()) +
                              " probes stopped before their optimum. "));
  add(silenced_chart(records), "silenced",
      "The trained network when a half says of every picture what it says on average. ");
  add(attention_chart(records), "attention",
      "How much each half moves the scores of a head: its weights times the spread of its features. ");
  html = html + cka_html(records);
  return html.markup.empty() ? bicameral::html_note("The record of what the halves know is empty.") : html;
}

}  // namespace

void add_specialization(const PageRun& run, Chapter& chapter) {
  add_analysis(run, chapter,
               {.title = "What each half knows",
                .file = "specialization.json",
                .what = "measure of what the halves know",
                .command = "specialization"},
               [&](const AnalysedPart& part, int) { return content_of(run, part, chapter); });
}

}  // namespace cifar100
