#include "examples/cifar100/study/comparison.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <utility>

#include "bicameral/core/numbers.hpp"
#include "bicameral/metrics/statistics.hpp"
#include "bicameral/report/csv.hpp"
#include "examples/cifar100/study/differences.hpp"
#include "examples/cifar100/study/known_interval.hpp"
#include "examples/cifar100/study/published_figures.hpp"
#include "examples/cifar100/study/scores_json.hpp"
#include "examples/cifar100/study/values.hpp"

namespace cifar100 {

namespace {

using PartResults = std::map<std::string, const PartResult*>;

/// The stages that lead to a part, the first one first: its own, that of its origins, that of theirs.
std::vector<EpochRange> stages_of(const Study& study, const std::string& name, const PartResults& results) {
  std::vector<EpochRange> stages;
  for (std::vector<std::string> level{name}; !level.empty();) {
    EpochRange range;
    std::vector<std::string> origins;
    for (const std::string& part : level) {
      const std::int64_t epochs = results.at(part)->epochs;
      if (epochs > 0) range.add({epochs, epochs});
      for (const Origin& origin : study.part(part).origins) origins.push_back(origin.part);
    }
    if (range.most > 0) stages.insert(stages.begin(), range);  // an average trains for none
    level = std::move(origins);
  }
  return stages;
}

}  // namespace

std::vector<RowResult> row_results(const Study& study, std::uint64_t seed, const std::vector<PartResult>& parts) {
  PartResults by_name;
  for (const PartResult& part : parts) by_name[part.part] = &part;
  std::vector<RowResult> rows;
  for (const Row& row : study.rows()) {
    const std::vector<const Part*> needed = study.needed_by(row.part);
    if (std::any_of(needed.begin(), needed.end(), [&](const Part* part) { return !by_name.contains(part->name); }))
      continue;
    const PartResult& own = *by_name.at(row.part);
    RowResult result{.row = row.name,
                     .seed = seed,
                     .best = own.best,
                     .last = own.last,
                     .epochs = stages_of(study, row.part, by_name),
                     .parameters = own.parameters,
                     .forward_multiply_adds = own.forward_multiply_adds};
    for (const Part* part : needed) {
      const PartResult& each = *by_name.at(part->name);
      result.multiply_adds += each.multiply_adds;
      result.images_seen += each.images_seen;
      result.seconds += each.seconds;
    }
    rows.push_back(std::move(result));
  }
  return rows;
}

std::string comparison_csv(const Comparison& comparison) {
  std::vector<std::string> header{
      "row",         "arm",    "seed", "epochs", "parameters", "forward_multiply_adds", "training_multiply_adds",
      "images_seen", "seconds"};
  for (const char* when : {"best_", "last_"})
    for (const ScoreField& field : score_fields) header.push_back(when + std::string(field.name));
  std::string text = bicameral::csv_line(header);
  for (const RowResult& r : comparison.results) {
    const auto row = std::find_if(comparison.rows.begin(), comparison.rows.end(),
                                  [&](const Row& each) { return each.name == r.row; });
    std::vector<std::string> line{r.row,
                                  row == comparison.rows.end() ? "" : row->arm,
                                  std::to_string(r.seed),
                                  epochs_text(r.epochs),
                                  std::to_string(r.parameters),
                                  bicameral::number_text(r.forward_multiply_adds),
                                  bicameral::number_text(r.multiply_adds),
                                  bicameral::number_text(r.images_seen),
                                  bicameral::number_text(r.seconds)};
    for (const Scores* scores : {&r.best, &r.last})
      for (const ScoreField& field : score_fields) {
        const auto& value = scores->*field.value;
        line.push_back(value ? bicameral::number_text(*value) : "");
      }
    text += bicameral::csv_line(line);
  }
  return text;
}

namespace {

nlohmann::ordered_json statistics_json(const bicameral::Statistics& s,
                                       const std::optional<bicameral::Interval>& interval) {
  nlohmann::ordered_json json{{"seeds", s.count}, {"mean", s.mean}, {"minimum", s.minimum}, {"maximum", s.maximum}};
  if (s.deviation) json["sample_deviation"] = *s.deviation;
  if (interval) json["interval95"] = {interval->low, interval->high};
  return json;
}

std::optional<bicameral::Interval> known_interval_of(const ScoreField& field, const std::vector<double>& values) {
  return field.is_share ? known_share_interval(values) : known_interval(values);
}

/// That of fine or coarse answers, corrected for all tests of the table; other scores are not tests of it.
std::optional<double> holm_of(const std::vector<Difference>& differences, const std::string& row,
                              std::string_view score) {
  for (const Difference& each : differences)
    if (each.row == row && each.label == score) return each.holm;
  return std::nullopt;
}

/// Of the scores that both have in several seeds.
nlohmann::ordered_json difference_json(const PairedValues& pairs, const std::optional<double>& holm) {
  const bicameral::PairedComparison paired = bicameral::compare_paired(pairs.row, pairs.reference);
  nlohmann::ordered_json json = statistics_json(paired.difference, known_interval(paired));
  if (paired.p_value) json["p_value"] = *paired.p_value;
  if (holm) json["p_holm"] = *holm;
  return json;
}

}  // namespace

std::string statistics_csv(const Comparison& comparison) {
  std::string text = bicameral::csv_line(std::vector<std::string>{
      "row", "arm", "score", "seeds", "mean", "sample_deviation", "minimum", "maximum", "low95", "high95",
      "minus_specialised", "minus_specialised_low95", "minus_specialised_high95", "p_value", "p_holm"});
  const auto number = [](const std::optional<double>& value) {
    return value ? bicameral::number_text(*value) : std::string();
  };
  const auto add_interval = [](std::vector<std::string>& line, const std::optional<bicameral::Interval>& interval) {
    line.push_back(interval ? bicameral::number_text(interval->low) : "");
    line.push_back(interval ? bicameral::number_text(interval->high) : "");
  };
  const std::vector<Difference> differences = differences_of(comparison);
  for (const Row& row : comparison.rows)
    for (const ScoreField& field : score_fields) {
      const auto values = values_of(comparison, row.name, &RowResult::best, field.value);
      if (values.empty()) continue;
      const bicameral::Statistics s = bicameral::statistics_of(values);
      std::vector<std::string> line{row.name,
                                    row.arm,
                                    std::string(field.name),
                                    std::to_string(s.count),
                                    bicameral::number_text(s.mean),
                                    number(s.deviation),
                                    bicameral::number_text(s.minimum),
                                    bicameral::number_text(s.maximum)};
      add_interval(line, known_interval_of(field, values));
      const PairedValues pairs = paired_with_reference(comparison, row.name, field.value);
      if (pairs.row.size() < 2 || row.name == reference_row) {
        line.resize(line.size() + 5);
      } else {
        const bicameral::PairedComparison paired = bicameral::compare_paired(pairs.row, pairs.reference);
        line.push_back(bicameral::number_text(paired.difference.mean));
        add_interval(line, known_interval(paired));
        line.push_back(number(paired.p_value));
        line.push_back(number(holm_of(differences, row.name, field.name)));
      }
      text += bicameral::csv_line(line);
    }
  return text;
}

namespace {

/// The study's own figures of a row, if it has any; they are comparable where the pictures are the study's.
nlohmann::ordered_json study_json(const std::string& row) {
  nlohmann::ordered_json json;
  if (row == study_row_of_sums) json = {{"fine_plus_coarse", study_unspecialised_sums}, {"note", study_sums_note}};
  for (const StudyScores& scores : study_scores) {
    if (row != scores.row) continue;
    if (scores.fine) json["fine"] = *scores.fine;
    if (scores.coarse) json["coarse"] = *scores.coarse;
  }
  return json;
}

}  // namespace

std::string comparison_json(const Comparison& comparison) {
  nlohmann::ordered_json json{{"quirks_of_the_study", comparison.quirks},
                              {"chosen_on_test_images", comparison.chosen_on_test},
                              {"validated", comparison.validated},
                              {"comparable_with_the_study", comparison.of_the_study},
                              {"programs", comparison.programs}};
  const std::vector<Difference> differences = differences_of(comparison);
  json["rows"] = nlohmann::ordered_json::array();
  for (const Row& row : comparison.rows) {
    nlohmann::ordered_json entry{{"row", row.name}, {"arm", row.arm}, {"description", row.description}};
    if (const nlohmann::ordered_json study = study_json(row.name); !study.is_null()) entry["study"] = study;
    for (const ScoreField& field : score_fields) {
      for (const auto& [when, scores] :
           {std::pair{"test_best", &RowResult::best}, std::pair{"test_last", &RowResult::last}})
        if (const auto values = values_of(comparison, row.name, scores, field.value); !values.empty())
          entry[when][std::string(field.name)] =
              statistics_json(bicameral::statistics_of(values), known_interval_of(field, values));
      const PairedValues pairs = paired_with_reference(comparison, row.name, field.value);
      if (pairs.row.size() < 2 || row.name == reference_row) continue;
      entry["minus_specialised"][std::string(field.name)] =
          difference_json(pairs, holm_of(differences, row.name, field.name));
    }
    json["rows"].push_back(std::move(entry));
  }
  json["results"] = nlohmann::ordered_json::array();
  for (const RowResult& r : comparison.results)
    json["results"].push_back({{"row", r.row},
                               {"seed", r.seed},
                               {"epochs", epochs_text(r.epochs)},
                               {"parameters", r.parameters},
                               {"forward_multiply_adds", r.forward_multiply_adds},
                               {"training_multiply_adds", r.multiply_adds},
                               {"images_seen", r.images_seen},
                               {"seconds", r.seconds},
                               {"test_best", to_json(r.best)},
                               {"test_last", to_json(r.last)}});
  return json.dump(2) + "\n";
}

}  // namespace cifar100
