// All rows side by side.

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "bicameral/core/numbers.hpp"
#include "bicameral/metrics/statistics.hpp"
#include "bicameral/report/svg.hpp"
#include "examples/cifar100/page/chapter.hpp"
#include "examples/cifar100/page/sections.hpp"
#include "examples/cifar100/page/texts.hpp"
#include "examples/cifar100/study/differences.hpp"
#include "examples/cifar100/study/known_interval.hpp"
#include "examples/cifar100/study/published_figures.hpp"
#include "examples/cifar100/study/values.hpp"

namespace cifar100 {

namespace {

using bicameral::fixed_text;
using bicameral::Statistics;
using bicameral::Table;

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
  bicameral::ComparedValue value{.value = 100 * s.mean, .interval = percent_interval(known_interval(values))};
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
  for (const Row& row : finished_rows(c)) {
    chart.rows.push_back({.label = row.description,
                          .fine = compared(c, row.name, &Scores::fine, &StudyScores::fine),
                          .coarse = compared(c, row.name, &Scores::coarse, &StudyScores::coarse),
                          .group = row.arm});
    if (row.name == reference_row) chart.reference = chart.rows.size() - 1;
  }
  return chart;
}

Table accuracy_table(const Comparison& c) {
  const bool several = has_several_seeds(c);
  std::vector<std::string> header{"network\nrow", "seeds"};
  for (const char* label : {"fine %", "coarse %"}) {
    header.emplace_back(label);
    if (several) header.emplace_back("95 % interval");
  }
  if (c.of_the_study) header.insert(header.end(), {"study: fine %", "study: coarse %"});
  Table table(header);
  for (const Row& row : finished_rows(c)) {
    std::vector<std::string> cells{row.description + "\n" + row.name, ""};
    for (const auto& [label, score] : both_labels) {
      const std::vector<double> values = values_of(c, row.name, &RowResult::best, score);
      const Statistics s = bicameral::statistics_of(values);
      if (!values.empty()) cells[1] = std::to_string(s.count);
      cells.push_back(values.empty() ? "-" : hundredths(s.mean, 2));
      if (several) cells.push_back(interval_text(known_interval(values), 2));
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

/// The cells of one label, if there is a difference; of one seed, without what takes several.
std::vector<std::string> difference_cells(const Difference* difference, bool several) {
  std::vector<std::string> cells{"-", "-", "-", "-"};
  if (difference != nullptr) {
    const bicameral::PairedComparison& paired = difference->paired;
    cells = {fixed_text(100 * paired.difference.mean, 2), points_interval(paired), p_text(paired.p_value),
             p_text(difference->holm)};
  }
  if (!several) cells.resize(1);
  return cells;
}

Table difference_table(const std::vector<Difference>& all, bool several) {
  std::vector<std::string> header{"network, minus specialised", "seeds"};
  for (const char* label : {"fine, points", "coarse, points"}) {
    header.emplace_back(label);
    if (several) header.insert(header.end(), {"95 % interval", "p", "Holm's p"});
  }
  Table table(header);
  for (std::size_t i = 0; i < all.size();) {  // those of one row follow one another
    const Difference& first = all[i];
    std::vector<std::string> cells{first.description, ""};
    for (const auto& both : both_labels) {
      const bool there = i < all.size() && all[i].row == first.row && all[i].label == both.first;
      const Difference* difference = there ? &all[i++] : nullptr;
      if (there) cells[1] = std::to_string(difference->paired.difference.count);
      const std::vector<std::string> of_label = difference_cells(difference, several);
      cells.insert(cells.end(), of_label.begin(), of_label.end());
    }
    table.add_row(cells);
  }
  return table;
}

std::string difference_caption(const std::vector<Difference>& all, bool several) {
  if (!several) return "Differences to the specialised network, in percentage points.";
  const std::size_t tests = tests_among(all);
  std::string text =
      "Differences to the specialised network, seed by seed, in percentage points; p of the paired t-test.";
  if (tests > 1)
    text += " These are " + std::to_string(tests) + " tests: without any difference at all, " +
            fixed_text(0.05 * static_cast<double>(tests), 1) +
            " of them would give a p below 0.05 on average. Holm's p allows for all of them together.";
  return text;
}

/// How the study's networks were trained, and how these.
std::string recipes_text(const Settings& s) {
  const auto as_all = [&](int epochs) { return epochs == 0 || epochs == s.epochs; };
  const bool alike = as_all(s.head_epochs) && as_all(s.fine_tune_epochs);
  return "The study's networks: full width, 180 epochs for each stage, Adam; here: width " + s.width + ", " +
         (s.patience > 0 ? "at most " : "") + counted(s.epochs, "epoch") +
         (alike ? " for each stage" : " for the first stage") + ", optimizer " + s.optimizer + ".";
}

std::string chart_caption(const PageRun& run) {
  const Comparison& c = run.comparison;
  std::string text = c.of_the_study ? "Test images of CIFAR-100, " : "Test images, ";
  text += c.chosen_on_test ? "of the epoch that was best on the same images, as the study did. "
          : c.validated    ? "of the epoch that was best on the validation images. "
                           : "of the last epoch. ";
  text += has_several_seeds(c) ? "Means over the seeds; lines are 95 % intervals of Student's t."
                               : "One seed, so there are no intervals.";
  if (c.of_the_study)
    text += " " + recipes_text(run.settings) + " Of the study's unspecialised network there are two sums, " +
            percent(study_unspecialised_sums[0]) + " and " + percent(study_unspecialised_sums[1]) + ": " +
            std::string(study_sums_note) + ".";
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
                                    "Test images: share of right answers, mean over the seeds. Below each network its "
                                    "row: the short name, in charts and on the command line."));
  if (const std::vector<Difference> all = differences_of(c); !all.empty())
    chapter.add(bicameral::html_table(difference_table(all, has_several_seeds(c)),
                                      difference_caption(all, has_several_seeds(c))));
  chapter.add(bicameral::html_details(
      "More scores of every network",
      bicameral::html_table(other_scores_table(c),
                            "Mean and deviation over the seeds. Coarse from fine: the coarse class of the fine answer "
                            "is right. Agree: the fine answer belongs to the coarse one. NLL: mean negative "
                            "log-likelihood, in nats. ECE: expected calibration error.")));
}

}  // namespace cifar100
