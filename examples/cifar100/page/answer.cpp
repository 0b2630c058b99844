// The question, and what the results answer.

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "bicameral/core/numbers.hpp"
#include "bicameral/metrics/statistics.hpp"
#include "examples/cifar100/page/sections.hpp"
#include "examples/cifar100/page/texts.hpp"
#include "examples/cifar100/study/values.hpp"

namespace cifar100 {

namespace {

using bicameral::Statistics;

constexpr const char* opponent_row = "unspecialised";

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

/// Seeds that all gave the same difference, as few test images can, do not show by how much others would differ.
bool spread_is_known(const Gain& gain) { return gain.pairs.t.has_value(); }

/// "1.3 points more (95 % interval of the difference: 0.4 to 2.2 points more; 3 seeds)".
std::string gain_text(const Gain& gain) {
  const Statistics& difference = gain.pairs.difference;
  const std::string seeds = seeds_counted(difference.count);
  if (!spread_is_known(gain)) return points_text(difference.mean) + " (" + seeds + ")";
  return points_text(difference.mean) + " (95 % interval of the difference: " + points_text(*difference.interval95) +
         "; " + seeds + ")";
}

std::string verdict(const Gain& gain) {
  const auto& interval = gain.pairs.difference.interval95;
  if (!interval) return "One seed cannot say, since it does not show by how much seeds differ.";
  if (!spread_is_known(gain)) return "The seeds cannot say, since all gave the same difference.";
  if (interval->low > 0) return "Yes.";
  if (interval->high < 0) return "No, it costs accuracy.";
  return "These " + counted(gain.pairs.difference.count, "seed") + " do not decide it.";
}

std::string compared_answer(const Gain& fine) {
  const bool as_many = points_text(fine.pairs.difference.mean) == points_text(0.0);
  return "Does specialisation pay? " + verdict(fine) +
         " The specialised bilateral network is right about the fine class of " + percent(fine.specialised.mean) +
         " of the test images, " + gain_text(fine) + (as_many ? " as" : " than") +
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
    if (s.interval95) text += " (95 % interval " + interval_text(s.interval95) + "; " + seeds_counted(s.count) + ")";
    if (s.count == 1) text += " (one seed)";
  }
  return text;
}

std::string uncompared_answer(const PageRun& run) {
  const Comparison& comparison = run.comparison;
  const auto finished = [&](const std::string& row) {
    return std::any_of(comparison.results.begin(), comparison.results.end(),
                       [&](const RowResult& result) { return result.row == row; });
  };
  const auto shown = [&](const std::string& row) {
    return std::any_of(comparison.rows.begin(), comparison.rows.end(),
                       [&](const Row& each) { return each.name == row; });
  };
  if (comparison.results.empty())
    return "Does specialisation pay? None of these networks is finished yet, so there is no answer.";
  if (!shown(reference_row))
    return "Does specialisation pay? The specialised network is not among those shown here, so there is no answer.";
  std::string text = "Does specialisation pay? This cannot be said yet: ";
  if (!finished(reference_row)) {
    text += "the specialised network is not finished.";
    if (finished(opponent_row))
      text += " The same network without specialisation is right about the " +
              accuracies_text(comparison, opponent_row) + " of the test images.";
    return text;
  }
  return text +
         (finished(opponent_row) ? "no seed has both the specialised network and the one" : "there is no network") +
         " without specialisation to compare with. The specialised bilateral network is right about the " +
         accuracies_text(comparison, reference_row) + " of the test images.";
}

double mean_compute(const Comparison& comparison, const std::string& row) {
  std::vector<double> values;
  for (const RowResult& result : comparison.results)
    if (result.row == row) values.push_back(result.multiply_adds);
  return bicameral::statistics_of(values).mean;
}

/// What the answer should not be read without.
std::vector<std::string> limits_of(const PageRun& run) {
  const Comparison& c = run.comparison;
  std::vector<std::string> points;
  if (const auto coarse = gain_over(c, opponent_row, &Scores::coarse))
    points.push_back("Coarse classes: " + percent(coarse->specialised.mean) + ", " + gain_text(*coarse) + ".");
  const double ratio = mean_compute(c, reference_row) / mean_compute(c, opponent_row);
  if (ratio > 0 && std::isfinite(ratio))  // neither missing nor untrained
    points.push_back("The specialised network took " + bicameral::fixed_text(ratio, 2) +
                     " times the training compute of the other.");
  if (const auto fair = gain_over(c, "unspecialised_matched", &Scores::fine))
    points.push_back(
        "Fine classes against the same network without specialisation, but with as much training compute: " +
        gain_text(*fair) + ".");
  if (!c.of_the_study && !c.results.empty())
    points.push_back(std::string("The pictures are not those of the study") +
                     (run.settings.data.empty() ? ", but built-in ones" : "") +
                     ": its figures cannot be compared with these.");
  if (run.settings.test_flips)
    points.push_back(
        "Answers here are to each picture and its mirror image; the analyses ask about the picture alone.");
  if (c.chosen_on_test)
    points.push_back(
        "The best epochs were chosen on the test images, as the study did: the figures are better than "
        "they would be on new pictures.");
  return points;
}

}  // namespace

bicameral::Html answer_html(const PageRun& run, bool named) {
  const auto fine = gain_over(run.comparison, opponent_row, &Scores::fine);
  const std::string answer = fine ? compared_answer(*fine) : uncompared_answer(run);
  bicameral::Html html =
      bicameral::html_answer((named ? run.name + ": " : "") + answer) + bicameral::html_list(limits_of(run));
  if (run.comparison.results.empty()) html = html + unfinished(run);
  return html;
}

}  // namespace cifar100
