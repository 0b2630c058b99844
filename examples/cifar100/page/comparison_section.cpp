// All rows side by side.

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bicameral/core/numbers.hpp"
#include "bicameral/metrics/statistics.hpp"
#include "bicameral/report/svg.hpp"
#include "examples/cifar100/page/chapter.hpp"
#include "examples/cifar100/page/sections.hpp"
#include "examples/cifar100/page/texts.hpp"
#include "examples/cifar100/study/study_figures.hpp"
#include "examples/cifar100/study/values.hpp"

namespace cifar100 {

namespace {

using bicameral::fixed_text;
using bicameral::Statistics;
using bicameral::Table;

/// The rows that have a result.
std::vector<Row> finished_rows(const Comparison& c) {
  std::vector<Row> rows;
  for (const Row& row : c.rows)
    if (std::any_of(c.results.begin(), c.results.end(), [&](const RowResult& r) { return r.row == row.name; }))
      rows.push_back(row);
  return rows;
}

/// What the study reported of a row, where the pictures are the same.
std::optional<double> reported(const Comparison& c, const std::string& row, std::optional<double> StudyScores::*score) {
  for (const StudyScores& scores : study_scores)
    if (c.of_the_study && scores.row == row) return scores.*score;
  return std::nullopt;
}

std::optional<bicameral::ComparedValue> compared(const Comparison& c, const std::string& row, Score score,
                                                 std::optional<double> StudyScores::*study) {
  const std::vector<double> values = values_of(c, row, &RowResult::best, score);
  if (values.empty()) return std::nullopt;
  const Statistics s = bicameral::statistics_of(values);
  bicameral::ComparedValue value{.value = 100 * s.mean, .interval = percent_interval(s.interval95)};
  if (const auto figure = reported(c, row, study)) value.reported = 100 * *figure;
  return value;
}

bicameral::ComparisonChart chart_of(const Comparison& c) {
  bicameral::ComparisonChart chart{
      .about = {.title = "Accuracy of all networks",
                .description = "A row for each network: the shares of test images whose fine and coarse class it gets "
                               "right.",
                .heading = ""},
      .rows = {}};
  for (const Row& row : finished_rows(c))
    chart.rows.push_back({.label = row.description,
                          .fine = compared(c, row.name, &Scores::fine, &StudyScores::fine),
                          .coarse = compared(c, row.name, &Scores::coarse, &StudyScores::coarse)});
  return chart;
}

Table accuracy_table(const Comparison& c) {
  std::vector<std::string> header{"network", "row", "seeds", "fine %", "95 % interval", "coarse %", "95 % interval"};
  if (c.of_the_study) header.insert(header.end(), {"study: fine %", "study: coarse %"});
  Table table(header);
  for (const Row& row : finished_rows(c)) {
    std::vector<std::string> cells{row.description, row.name, ""};
    for (const auto& [label, score] : both_labels) {
      const std::vector<double> values = values_of(c, row.name, &RowResult::best, score);
      const Statistics s = bicameral::statistics_of(values);
      if (!values.empty()) cells[2] = std::to_string(s.count);
      cells.insert(cells.end(), {values.empty() ? "-" : hundredths(s.mean, 2), interval_text(s.interval95, 2)});
    }
    if (c.of_the_study)
      for (const auto member : {&StudyScores::fine, &StudyScores::coarse}) {
        const auto figure = reported(c, row.name, member);
        cells.push_back(figure ? hundredths(*figure) : "-");
      }
    table.add_row(cells);
  }
  return table;
}

Table other_scores_table(const Comparison& c) {
  Table table({"network", "last epoch: fine %", "last epoch: coarse %", "top-5: fine %", "top-5: coarse %",
               "coarse from fine %", "agree %", "NLL: fine", "NLL: coarse", "ECE: fine %", "ECE: coarse %"});
  for (const Row& row : finished_rows(c)) {
    const auto text = [&](Score score, double factor, int digits, const Scores RowResult::*when = &RowResult::best) {
      return mean_text(values_of(c, row.name, when, score), factor, digits);
    };
    table.add_row({row.description, text(&Scores::fine, 100, 1, &RowResult::last),
                   text(&Scores::coarse, 100, 1, &RowResult::last), text(&Scores::fine_top5, 100, 1),
                   text(&Scores::coarse_top5, 100, 1), text(&Scores::coarse_from_fine, 100, 1),
                   text(&Scores::consistency, 100, 1), text(&Scores::fine_nll, 1, 3), text(&Scores::coarse_nll, 1, 3),
                   text(&Scores::fine_ece, 100, 1), text(&Scores::coarse_ece, 100, 1)});
  }
  return table;
}

std::string p_text(const std::optional<double>& p) {
  if (!p) return "-";
  return *p < 0.001 ? bicameral::svg::short_text(*p, 1) : fixed_text(*p, 3);
}

/// Mean, interval and p of one score of a row minus that of the specialised network.
std::vector<std::string> difference_cells(const bicameral::PairedComparison& paired) {
  if (paired.difference.count == 0) return {"-", "-", "-"};
  const auto& interval = paired.difference.interval95;
  return {fixed_text(100 * paired.difference.mean, 2),
          interval ? fixed_text(100 * interval->low, 2) + " to " + fixed_text(100 * interval->high, 2) : "-",
          p_text(paired.p_value)};
}

Table difference_table(const Comparison& c) {
  Table table({"network, minus specialised", "seeds", "fine, points", "95 % interval", "p", "coarse, points",
               "95 % interval", "p"});
  for (const Row& row : finished_rows(c)) {
    std::vector<std::string> cells{row.description, ""};
    for (const auto& [label, score] : both_labels) {
      const PairedValues pairs = paired_with_reference(c, row.name, score);
      const bicameral::PairedComparison paired = bicameral::compare_paired(pairs.row, pairs.reference);
      if (paired.difference.count > 0) cells[1] = std::to_string(paired.difference.count);
      const std::vector<std::string> more = difference_cells(paired);
      cells.insert(cells.end(), more.begin(), more.end());
    }
    if (row.name != reference_row && !cells[1].empty()) table.add_row(cells);
  }
  return table;
}

std::string chart_caption(const PageRun& run) {
  const Comparison& c = run.comparison;
  const bool several = std::any_of(c.results.begin(), c.results.end(),
                                   [&](const RowResult& r) { return r.seed != c.results.front().seed; });
  std::string text = c.chosen_on_test ? "Test images, of the epoch that was best on the same images, as the study did. "
                     : c.validated    ? "Test images, of the epoch that was best on the validation images. "
                                      : "Test images, of the last epoch. ";
  text += several ? "Means over the seeds; lines are 95 % intervals of Student's t."
                  : "One seed, so there are no intervals.";
  if (c.of_the_study)
    text += " The study reported besides, of two runs of the unspecialised network, fine plus coarse " +
            percent(study_unspecialised_sums[0]) + " and " + percent(study_unspecialised_sums[1]) + ".";
  if (!c.quirks.empty()) text += " Oddities of the study's own program repeated on purpose: " + c.quirks + ".";
  return text;
}

}  // namespace

void add_comparison(const PageRun& run, Chapter& chapter) {
  chapter.section("All networks");
  const Comparison& c = run.comparison;
  if (c.results.empty()) {
    chapter.add(unfinished(run));
    return;
  }
  chapter.add(bicameral::html_figure(chart_of(c), chapter.frame("comparison"), chart_caption(run)));
  chapter.add(bicameral::html_table(accuracy_table(c),
                                    "Test images: share of right answers, mean over the seeds. Row: the short name, in "
                                    "charts and on the command line."));
  if (const Table table = difference_table(c); table.rows() > 0)
    chapter.add(bicameral::html_table(
        table, "Differences to the specialised network, seed by seed, in percentage points; p of the paired t-test."));
  chapter.add(bicameral::html_details(
      "More scores of every network",
      bicameral::html_table(other_scores_table(c),
                            "Mean and deviation over the seeds. Coarse from fine: the coarse class of the fine answer "
                            "is right. Agree: the fine answer belongs to the coarse one. NLL: mean negative "
                            "log-likelihood, in nats. ECE: expected calibration error.")));
}

}  // namespace cifar100
