// The question, and what the results answer.

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "bicameral/core/numbers.hpp"
#include "bicameral/metrics/statistics.hpp"
#include "examples/cifar100/page/conclusions.hpp"
#include "examples/cifar100/page/sections.hpp"
#include "examples/cifar100/page/texts.hpp"
#include "examples/cifar100/page/verdict.hpp"
#include "examples/cifar100/study/costs.hpp"
#include "examples/cifar100/study/known_interval.hpp"
#include "examples/cifar100/study/values.hpp"

namespace cifar100 {

namespace {

using bicameral::Statistics;

constexpr const char* opponent_row = "unspecialised";
constexpr const char* matched_row = "unspecialised_matched";

/// The specialised network's values minus another row's, over the seeds that have both.
struct Gain {
  Statistics specialised;
  bicameral::PairedComparison pairs;
};

std::optional<Gain> gain_over(const Comparison& comparison, const std::string& row, Score score) {
  const PairedValues values = paired_with_reference(comparison, row, score);
  if (values.row.empty()) return std::nullopt;
  return Gain{bicameral::statistics_of(values.reference), bicameral::compare_paired(values.reference, values.row)};
}

std::string seeds_counted(std::int64_t count) { return count == 1 ? "one seed" : counted(count, "seed"); }

/// "1.3 points more (95 % interval of the difference: 0.4 to 2.2 points more; 3 seeds)".
std::string gain_text(const Gain& gain) {
  const Statistics& difference = gain.pairs.difference;
  const std::string seeds = seeds_counted(difference.count);
  const std::optional<bicameral::Interval> interval = known_interval(gain.pairs);
  if (!interval) return points_text(difference.mean) + " (" + seeds + ")";
  return points_text(difference.mean) + " (95 % interval of the difference: " + points_text(*interval) + "; " + seeds +
         ")";
}

/// For a verdict.
Estimate estimate_of(const Gain& gain) { return {gain.pairs.difference.mean, known_interval(gain.pairs)}; }

std::string verdict_of(const Gain& fine, const std::optional<Gain>& coarse) {
  std::vector<Measure> measures{{"for fine classes", estimate_of(fine)}};
  if (coarse) measures.push_back({"for coarse classes", estimate_of(*coarse)});
  const std::int64_t seeds = fine.pairs.difference.count;
  return verdict(measures,
                 {.below = "no, it costs accuracy",
                  .above = "yes",
                  .undecided = "these " + counted(seeds, "seed") + " do not decide it",
                  .unknown = seeds == 1 ? "one seed cannot say, since it does not show by how much seeds differ"
                                        : "the seeds cannot say, since all gave the same difference"});
}

std::string compared_answer(const Gain& fine, const std::optional<Gain>& coarse) {
  const bool as_many = points_text(fine.pairs.difference.mean) == points_text(0.0);
  return verdict_of(fine, coarse) + " The specialised bilateral network is right about the fine class of " +
         percent(fine.specialised.mean) + " of the test images, " + gain_text(fine) + (as_many ? " as" : " than") +
         " the same network trained end to end without specialisation.";
}

/// "fine class of 71.2 %, and about the coarse class of 80.1 %".
std::string accuracies_text(const Comparison& comparison, const std::string& row) {
  std::string text;
  for (const auto& [score, name] : {std::pair{&Scores::fine, "fine"}, std::pair{&Scores::coarse, "coarse"}}) {
    const std::vector<double> values = values_of(comparison, row, &RowResult::best, score);
    if (values.empty()) continue;
    const Statistics s = bicameral::statistics_of(values);
    text += (text.empty() ? "" : ", and about the ") + std::string(name) + " class of " + percent(s.mean);
    const auto interval = known_interval(values);
    text += interval ? " (95 % interval " + interval_text(interval) + "; " + seeds_counted(s.count) + ")"
                     : " (" + seeds_counted(s.count) + ")";
  }
  return text;
}

bool shown(const Comparison& comparison, const std::string& row) {
  return std::any_of(comparison.rows.begin(), comparison.rows.end(), [&](const Row& each) { return each.name == row; });
}

bool finished(const Comparison& comparison, const std::string& row) { return !results_of(comparison, row).empty(); }

/// Why the specialised network, which is finished, has nothing to be compared with.
std::string lack_of_opponent(const Comparison& comparison) {
  if (!shown(comparison, opponent_row)) return "there is no network without specialisation to compare with";
  if (!finished(comparison, opponent_row)) return "the same network without specialisation is not finished";
  return "no seed has both the specialised network and the one without specialisation";
}

std::string uncompared_answer(const Comparison& comparison) {
  if (comparison.results.empty()) return "None of these networks is finished yet, so there is no answer.";
  if (!shown(comparison, reference_row))
    return "The specialised network is not among those shown here, so there is no answer.";
  if (finished(comparison, reference_row))
    return "This cannot be said yet: " + lack_of_opponent(comparison) +
           ". The specialised bilateral network is right about the " + accuracies_text(comparison, reference_row) +
           " of the test images.";
  std::string text = "This cannot be said yet: the specialised network is not finished.";
  if (finished(comparison, opponent_row))
    text += " The same network without specialisation is right about the " + accuracies_text(comparison, opponent_row) +
            " of the test images.";
  return text;
}

/// "0.86 times the training compute" of a row beside another; empty if no seed has both.
std::string compute_text(const Comparison& comparison, const std::string& row, const std::string& other) {
  const std::optional<double> ratio = compute_ratio(comparison, row, other);
  return ratio ? bicameral::fixed_text(*ratio, 2) + " times the training compute" : "";
}

/// By what it took, which need not be what was planned.
std::string matched_name(const Comparison& comparison) {
  const std::string name = "the same network without specialisation, ";
  if (has_compute_of_reference(comparison, matched_row).value_or(false))
    return name + "but with as much training compute";
  const std::string compute = compute_text(comparison, matched_row, reference_row);
  return name + (compute.empty() ? "trained for another time" : "for " + compute);
}

struct BestRow {
  std::string row{};  // empty if there is none
  int candidates = 0;
};

/// Single networks that were given the compute of the specialised one are single networks too.
bool belongs_to(const Row& row, const std::string& arm) {
  return row.arm == arm || (arm == "single" && row.arm == "matched" && row.name != matched_row);
}

/// The row of an arm that is furthest ahead of the specialised network in fine classes, or least behind it, over the
/// seeds that both have: each may have others, easier or harder ones.
BestRow best_of(const Comparison& comparison, const std::string& arm) {
  BestRow best;
  double least = 0;
  for (const Row& row : comparison.rows) {
    if (!belongs_to(row, arm)) continue;
    const std::optional<Gain> gain = gain_over(comparison, row.name, &Scores::fine);
    if (!gain) continue;
    best.candidates += 1;
    if (best.candidates > 1 && gain->pairs.difference.mean >= least) continue;
    best.row = row.name;
    least = gain->pairs.difference.mean;
  }
  return best;
}

/// "(resnet18, chosen by these test images, for 1.50 times the training compute)"; of one candidate none was chosen.
std::string best_name(const Comparison& comparison, const BestRow& best) {
  const std::string compute = compute_text(comparison, best.row, reference_row);
  return "(" + best.row + (best.candidates > 1 ? ", chosen by these test images" : "") +
         (compute.empty() ? "" : ", for " + compute) + ")";
}

/// "fine classes 1.3 points more (...); coarse classes as many (...)", as far as there are seeds to compare.
std::string gains_text(const Comparison& comparison, const std::string& row) {
  std::string text;
  for (const auto& [label, score] : both_labels)
    if (const auto gain = gain_over(comparison, row, score))
      text += (text.empty() ? "" : "; ") + std::string(label) + " classes " + gain_text(*gain);
  return text;
}

/// What the answer should not be read without.
std::vector<std::string> limits_of(const PageRun& run) {
  const Comparison& c = run.comparison;
  std::vector<std::string> points;
  if (!c.of_the_study && !c.results.empty())
    points.push_back(std::string("The pictures are not those of the study") +
                     (run.settings.data.empty() ? ", but built-in ones" : "") +
                     ": its figures cannot be compared with these.");
  if (run.settings.test_flips)
    points.push_back(
        "Answers here are to each picture and its mirror image; the analyses ask about the picture alone.");
  if (has_several_seeds(c) && c.rows.size() > 2)
    points.push_back(
        "Each interval stands for itself, not corrected for the number of comparisons; the table of differences has "
        "p-values that are.");
  if (c.chosen_on_test)
    points.push_back(
        "The best epochs were chosen on the test images, as the study did: the figures are better than "
        "they would be on new pictures.");
  return points;
}

}  // namespace

std::string specialisation_answer(const Comparison& comparison) {
  const auto fine = gain_over(comparison, opponent_row, &Scores::fine);
  return "Does specialisation pay? " +
         (fine ? compared_answer(*fine, gain_over(comparison, opponent_row, &Scores::coarse))
               : uncompared_answer(comparison));
}

std::vector<std::string> gains_over_others(const Comparison& c) {
  std::vector<std::string> points;
  if (const auto coarse = gain_over(c, opponent_row, &Scores::coarse))
    points.push_back("Coarse classes: " + percent(coarse->specialised.mean) + ", " + gain_text(*coarse) + ".");
  if (const std::string compute = compute_text(c, reference_row, opponent_row); !compute.empty())
    points.push_back("The specialised network took " + compute + " of the one without specialisation.");
  const auto add = [&](const std::string& row, const std::string& other) {
    if (const std::string gains = gains_text(c, row); !gains.empty())
      points.push_back("Specialised against " + other + ": " + gains + ".");
  };
  add(matched_row, matched_name(c));
  add("fine_fine", "two fine halves joined in the same way, which tells specialisation from mere joining");
  for (const auto& [arm, name] : {std::pair{"single", "single network"}, std::pair{"ensemble", "ensemble"}}) {
    const BestRow best = best_of(c, arm);
    add(best.row, std::string("the ") + name + " that is best at fine classes " + best_name(c, best));
  }
  return points;
}

bicameral::Html answer_html(const PageRun& run, bool named) {
  std::vector<std::string> points = gains_over_others(run.comparison);
  const std::vector<std::string> limits = limits_of(run);
  points.insert(points.end(), limits.begin(), limits.end());
  const std::string answer = (named ? run.name + ": " : "") + specialisation_answer(run.comparison);
  bicameral::Html html = bicameral::html_answer(answer) + bicameral::html_list(points);
  if (run.comparison.results.empty()) html = html + unfinished(run);
  return html;
}

}  // namespace cifar100
