// What accuracy costs.

#include <cstddef>
#include <string>
#include <vector>

#include "bicameral/core/numbers.hpp"
#include "bicameral/metrics/statistics.hpp"
#include "bicameral/report/duration.hpp"
#include "bicameral/report/svg.hpp"
#include "examples/cifar100/page/chapter.hpp"
#include "examples/cifar100/page/sections.hpp"
#include "examples/cifar100/page/texts.hpp"
#include "examples/cifar100/study/costs.hpp"
#include "examples/cifar100/study/known_interval.hpp"
#include "examples/cifar100/study/values.hpp"

namespace cifar100 {

namespace {

using bicameral::svg::short_text;

/// Kinds of networks by colour and mark, of which there are seven.
enum Kind : std::size_t { specialised, unspecialised, single, ensemble, half, unlike_halves, fine_tuned };
const std::vector<std::string> kind_names{
    "bilateral, specialised",     "bilateral, not specialised",  "single", "ensemble", "one half alone",
    "specialised, unlike halves", "specialised, then fine-tuned"};

/// Halves that both learned the same classes count as not specialised.
Kind kind_of(const Row& row) {
  if (row.arm == "halves") return half;
  if (row.arm == "ensemble") return ensemble;
  if (row.arm == "single") return single;
  if (row.arm == "fine_tuned") return fine_tuned;
  if (row.arm == "pairs" || row.arm == "local_skipping") return unlike_halves;
  if (row.arm == "same_role" || row.arm == "unspecialised") return unspecialised;
  if (row.arm == "matched") return row.name.starts_with("unspecialised") ? unspecialised : single;
  return specialised;
}

/// Numbers the kinds that have points, so that the legend names no others.
void keep_used_groups(bicameral::LabelledScatter& chart) {
  for (std::size_t kind = 0; kind < kind_names.size(); ++kind) {
    const std::size_t number = chart.groups.size();
    bool used = false;
    for (bicameral::LabelledPoint& point : chart.points)
      if (point.group == kind) {
        point.group = number;  // at most `kind`, which is behind us
        used = true;
      }
    if (used) chart.groups.push_back(kind_names[kind]);
  }
}

/// Accuracy of the rows against what `cost` says of them.
template <class Cost>
bicameral::LabelledScatter scatter(const Comparison& c, Score score, const std::string& label, const std::string& axis,
                                   const Cost& cost) {
  bicameral::LabelledScatter chart{.about = {.title = "Accuracy against " + axis,
                                             .description = "A point for each network: how much it costs, and the "
                                                            "share of test images whose " +
                                                            label + " class it gets right.",
                                             .heading = ""},
                                   .points = {},
                                   .x_axis = axis,
                                   .y_axis = label + " classes right (%)"};
  for (const Row& row : finished_rows(c)) {
    const RowResult& first = *results_of(c, row.name).front();
    const std::vector<double> values = values_of(c, row.name, &RowResult::best, score);
    if (values.empty() || !(cost(first) > 0)) continue;
    chart.points.push_back({.label = row.name,
                            .x = cost(first),
                            .y = 100 * bicameral::statistics_of(values).mean,
                            .interval = percent_interval(known_interval(values)),
                            .group = kind_of(row)});
  }
  keep_used_groups(chart);
  return chart;
}

bicameral::Table cost_table(const Comparison& c) {
  bicameral::Table table({"network", "row", "parameters", "multiply-adds per image", "epochs", "images seen",
                          "training multiply-adds", "training time"});
  for (const Row& row : finished_rows(c)) {
    const RowResult& first = *results_of(c, row.name).front();
    table.add_row({row.description, row.name, short_text(static_cast<double>(first.parameters)),
                   short_text(first.forward_multiply_adds), epochs_text(epochs_of(c, row.name)),
                   short_text(mean_of(c, row.name, &RowResult::images_seen)),
                   short_text(mean_of(c, row.name, &RowResult::multiply_adds)),
                   bicameral::duration_text(mean_of(c, row.name, &RowResult::seconds))});
  }
  return table;
}

std::string cost_caption(const Comparison& c) {
  std::string text = "k, M, G, T: thousands, millions, thousand millions, million millions.";
  for (const std::string& note : epochs_notes(c)) text += " " + note;
  const std::string matched = matched_note(c);
  return matched.empty() ? text : text + " " + matched;
}

}  // namespace

void add_costs(const PageRun& run, Chapter& chapter) {
  chapter.section("What accuracy costs");
  const Comparison& c = run.comparison;
  if (c.results.empty()) {
    chapter.add(unfinished(run));
    return;
  }
  const auto compute = [&](const RowResult& r) { return mean_of(c, r.row, &RowResult::multiply_adds); };
  const auto parameters = [](const RowResult& r) { return static_cast<double>(r.parameters); };
  const std::string compute_axis = "training compute (multiply-adds)";
  chapter.add(bicameral::html_figure(scatter(c, &Scores::fine, "fine", compute_axis, compute), chapter.frame("compute"),
                                     "Training counts everything that a network is made of: halves and heads, and all "
                                     "members that the best of an ensemble were chosen from. Upper left is better. "
                                     "Here and below, points that would lie on one another stand side by side; the "
                                     "table of costs has the numbers."));
  chapter.add(bicameral::html_figure(scatter(c, &Scores::fine, "fine", "parameters", parameters),
                                     chapter.frame("parameters"), "Upper left is better."));
  chapter.add(bicameral::html_details(
      "The same of coarse classes",
      bicameral::html_figure(scatter(c, &Scores::coarse, "coarse", compute_axis, compute),
                             chapter.frame("compute-coarse"), "Against training compute.") +
          bicameral::html_figure(scatter(c, &Scores::coarse, "coarse", "parameters", parameters),
                                 chapter.frame("parameters-coarse"), "Against parameters.")));
  chapter.add(
      bicameral::html_details("What every network costs", bicameral::html_table(cost_table(c), cost_caption(c))));
}

}  // namespace cifar100
