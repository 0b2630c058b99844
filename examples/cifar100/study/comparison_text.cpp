// The comparison in tables for people.

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bicameral/core/numbers.hpp"
#include "bicameral/metrics/statistics.hpp"
#include "bicameral/report/duration.hpp"
#include "bicameral/report/table.hpp"
#include "examples/cifar100/study/comparison.hpp"
#include "examples/cifar100/study/costs.hpp"
#include "examples/cifar100/study/differences.hpp"
#include "examples/cifar100/study/known_interval.hpp"
#include "examples/cifar100/study/published_figures.hpp"
#include "examples/cifar100/study/values.hpp"

namespace cifar100 {

namespace {

using bicameral::fixed_text;

/// "71.7, 82.0": the study's own figures for a row; "-" where there are none.
std::string study_text(const std::string& row) {
  if (row == study_row_of_sums)
    return "sum " + fixed_text(100 * study_unspecialised_sums[0], 1) + "; sum " +
           fixed_text(100 * study_unspecialised_sums[1], 1);
  const auto text = [](const std::optional<double>& share) {
    return share ? fixed_text(100 * *share, 1) : std::string("-");
  };
  for (const StudyScores& scores : study_scores)
    if (row == scores.row) return text(scores.fine) + ", " + text(scores.coarse);
  return "-";
}

std::string images_text(double count) {
  return count < 1e4   ? fixed_text(count, 0)
         : count < 1e7 ? fixed_text(count / 1e3, 0) + " k"
                       : fixed_text(count / 1e6, 1) + " M";
}

/// The number by which setting `arms` knows the row's arm.
std::string arm_number(const Row& row) {
  const auto& arms = all_arms();
  const auto found = std::find_if(arms.begin(), arms.end(), [&](const Arm& arm) { return arm.name == row.arm; });
  return found == arms.end() ? "-" : std::to_string(found->number);
}

bicameral::Table accuracy_table(const Comparison& c) {
  bicameral::Table table({"arm", "network", "fine %", "coarse %", "last: fine %", "coarse %",
                          c.of_the_study ? "study's: fine, coarse %" : "study's (not comparable)"});
  for (const Row& row : finished_rows(c)) {
    const auto percent = [&](const Scores RowResult::*when, Score score) {
      return mean_text(values_of(c, row.name, when, score), 100, 1);
    };
    table.add_row({arm_number(row), row.description, percent(&RowResult::best, &Scores::fine),
                   percent(&RowResult::best, &Scores::coarse), percent(&RowResult::last, &Scores::fine),
                   percent(&RowResult::last, &Scores::coarse), study_text(row.name)});
  }
  return table;
}

bicameral::Table answers_table(const Comparison& c) {
  bicameral::Table table({"network", "top-5: fine %", "coarse %", "coarse from fine %", "agree %", "NLL: fine",
                          "coarse", "ECE: fine %", "coarse %"});
  for (const Row& row : finished_rows(c)) {
    const auto text = [&](Score score, double factor, int digits) {
      return mean_text(values_of(c, row.name, &RowResult::best, score), factor, digits);
    };
    table.add_row({row.description, text(&Scores::fine_top5, 100, 1), text(&Scores::coarse_top5, 100, 1),
                   text(&Scores::coarse_from_fine, 100, 1), text(&Scores::consistency, 100, 1),
                   text(&Scores::fine_nll, 1, 3), text(&Scores::coarse_nll, 1, 3), text(&Scores::fine_ece, 100, 1),
                   text(&Scores::coarse_ece, 100, 1)});
  }
  return table;
}

bicameral::Table cost_table(const Comparison& c) {
  bicameral::Table table({"network", "parameters", "MMAC per image", "epochs", "images seen", "training TMAC", "time"});
  for (const Row& row : finished_rows(c)) {
    const RowResult& first = *results_of(c, row.name).front();
    table.add_row({row.description, fixed_text(static_cast<double>(first.parameters) / 1e6, 2) + " M",
                   fixed_text(first.forward_multiply_adds / 1e6, 1), epochs_text(epochs_of(c, row.name)),
                   images_text(mean_of(c, row.name, &RowResult::images_seen)),
                   fixed_text(mean_of(c, row.name, &RowResult::multiply_adds) / 1e12, 2),
                   bicameral::duration_text(mean_of(c, row.name, &RowResult::seconds))});
  }
  return table;
}

bicameral::Table spread_table(const Comparison& c) {
  bicameral::Table table({"network", "label", "seeds", "mean %", "deviation", "min", "max", "95 % interval"});
  for (const Row& row : finished_rows(c))
    for (const auto& [label, score] : both_labels) {
      const std::vector<double> values = values_of(c, row.name, &RowResult::best, score);
      if (values.empty()) continue;
      const bicameral::Statistics s = bicameral::statistics_of(values);
      const std::optional<bicameral::Interval> interval = known_share_interval(values);
      table.add_row(
          {row.description, label, std::to_string(s.count), fixed_text(100 * s.mean, 2),
           s.deviation ? fixed_text(100 * *s.deviation, 2) : "-", fixed_text(100 * s.minimum, 2),
           fixed_text(100 * s.maximum, 2),
           interval ? fixed_text(100 * interval->low, 2) + " to " + fixed_text(100 * interval->high, 2) : "-"});
    }
  return table;
}

bicameral::Table difference_table(const std::vector<Difference>& differences) {
  bicameral::Table table(
      {"network, minus specialised", "label", "mean, points", "95 % interval", "higher", "lower", "p", "p, Holm"});
  for (const Difference& each : differences) {
    if (each.paired.difference.count < 2) continue;  // one seed says nothing of others
    table.add_row({each.description, each.label, fixed_text(100 * each.paired.difference.mean, 2),
                   points_interval(each.paired), std::to_string(each.paired.higher), std::to_string(each.paired.lower),
                   p_text(each.paired.p_value), p_text(each.holm)});
  }
  return table;
}

std::string difference_note(const std::vector<Difference>& differences) {
  const std::size_t tests = tests_among(differences);
  return "Seed by seed, in percentage points. Rows that share no part with the specialised network share with it only "
         "the pictures\nand their split, which is that of all seeds. p: of the paired t-test, not corrected for the " +
         std::to_string(tests) + (tests == 1 ? " test" : " tests") + " of this table; p, Holm: corrected for them.\n";
}

/// Ended, if there is one.
std::string line_of(const std::string& note) { return note.empty() ? "" : note + "\n"; }

/// Which programs trained the parts, if there were several.
std::string programs_note(const Comparison& c) {
  if (c.programs.size() < 2) return "";
  std::string text = "Trained by " + std::to_string(c.programs.size()) + " programs, which need not agree bit by bit";
  for (const std::string& program : c.programs) text += (&program == &c.programs.front() ? ": " : "; ") + program;
  return text + ".\n";
}

/// What the column of the study's figures holds.
std::string study_note(const Comparison& c) {
  std::string text = "The study's figures are of CIFAR-100 and 180 epochs for each stage.\n";
  if (!c.of_the_study) text += "They are not comparable with figures of other pictures.\n";
  if (!results_of(c, std::string(study_row_of_sums)).empty())
    text += "A sum is " + std::string(study_sums_note) + ".\n";
  return text;
}

}  // namespace

std::string comparison_text(const Comparison& c, bool markdown) {
  if (c.results.empty()) return "No row of the table is finished yet.\n";
  std::string text;
  const auto add = [&](const bicameral::Table& table, std::string_view note) {
    if (table.rows() == 0) return;
    text += (text.empty() ? "" : "\n") + (markdown ? table.markdown() : table.text()) + "\n" + std::string(note);
  };
  const std::string chosen =
      c.chosen_on_test
          ? "CHOSEN ON THE TEST IMAGES, as the study did: the first figures are better than they would be on new "
            "pictures.\n"
      : !c.validated
          ? "Test images, which chose nothing, after the last epoch: no images were held out to choose an earlier "
            "one.\n"
          : "Test images, which chose nothing: the epoch that was best on the validation images, and the last one.\n";
  add(accuracy_table(c),
      (c.quirks.empty() ? "" : "Oddities of the study's own program repeated on purpose: " + c.quirks + ".\n") +
          chosen + study_note(c));
  add(answers_table(c),
      "Coarse from fine: the coarse class of the fine answer is right. Agree: the fine answer belongs to the coarse "
      "one.\n"
      "NLL: mean negative log-likelihood, in nats. ECE: expected calibration error.\n");
  std::string costs =
      "Training counts all that a network is made of: halves and heads, all members that the best were chosen from.\n"
      "MMAC, TMAC: 10^6, 10^12 multiply-adds.\n";
  for (const std::string& note : epochs_notes(c)) costs += line_of(note);
  add(cost_table(c), costs + line_of(matched_note(c)) + programs_note(c));
  if (!has_several_seeds(c)) return text;
  const std::string warning = c.chosen_on_test ? chosen : "";
  add(spread_table(c), "Over the seeds; the interval is that of Student's t for the mean.\n" + warning);
  const std::vector<Difference> differences = differences_of(c);
  add(difference_table(differences), difference_note(differences) + warning);
  return text;
}

}  // namespace cifar100
