#include "examples/cifar100/result.hpp"

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "bicameral/core/atomic_file.hpp"
#include "bicameral/core/numbers.hpp"
#include "bicameral/metrics/statistics.hpp"
#include "bicameral/report/csv.hpp"
#include "bicameral/report/duration.hpp"
#include "bicameral/report/table.hpp"

namespace cifar100 {

namespace {

using Json = nlohmann::ordered_json;

/// The scores by name; what writes, reads and prints them goes through this list.
struct ScoreField {
  const char* name;
  std::optional<double> Scores::*value;
};
constexpr std::array<ScoreField, 6> score_fields{ScoreField{"fine", &Scores::fine},
                                                 ScoreField{"fine_top5", &Scores::fine_top5},
                                                 ScoreField{"coarse", &Scores::coarse},
                                                 ScoreField{"coarse_top5", &Scores::coarse_top5},
                                                 ScoreField{"coarse_from_fine", &Scores::coarse_from_fine},
                                                 ScoreField{"consistency", &Scores::consistency}};

Json to_json(const Scores& scores) {
  Json json = Json::object();
  for (const ScoreField& field : score_fields)
    if (const auto& value = scores.*field.value) json[field.name] = *value;
  return json;
}

Scores scores_from(const Json& json) {
  Scores scores;
  for (const ScoreField& field : score_fields)
    if (json.contains(field.name)) scores.*field.value = json.at(field.name).get<double>();
  return scores;
}

std::string fixed(double value, int digits) { return bicameral::fixed_text(value, digits); }

/// "54.2" or "54.2 ± 0.4" in percent; "-" where there is nothing.
std::string percent(const std::vector<double>& values) {
  if (values.empty()) return "-";
  const bicameral::Statistics summary = bicameral::statistics_of(values);
  std::string text = fixed(100 * summary.mean, 1);
  if (summary.deviation) text += " ± " + fixed(100 * *summary.deviation, 1);
  return text;
}

std::vector<double> values_of(const std::vector<Result>& results, Kind kind, const Scores Result::*when,
                              std::optional<double> Scores::*score) {
  std::vector<double> values;
  for (const Result& result : results)
    if (result.kind == kind)
      if (const auto& value = result.*when.*score) values.push_back(*value);
  return values;
}

double mean_of(const std::vector<Result>& results, Kind kind, double Result::*field) {
  std::vector<double> values;
  for (const Result& result : results)
    if (result.kind == kind) values.push_back(result.*field);
  return bicameral::statistics_of(values).mean;
}

std::string images_text(double count) { return count < 1e4 ? fixed(count, 0) : fixed(count / 1e3, 0) + " k"; }

std::string millions(double value) { return fixed(value / 1e6, 2) + " M"; }

/// Smallest, largest and 95 % interval over the repetitions.
std::string spread_table(const std::vector<Result>& results, const std::vector<Kind>& kinds, bool markdown) {
  bicameral::Table table({"network", "label", "mean %", "deviation", "min", "max", "95 % interval"});
  for (const Kind kind : kinds)
    for (const auto& [label, score] : {std::pair{"fine", &Scores::fine}, std::pair{"coarse", &Scores::coarse}}) {
      const std::vector<double> values = values_of(results, kind, &Result::best, score);
      if (values.empty()) continue;
      const bicameral::Statistics s = bicameral::statistics_of(values);
      table.add_row({std::string(name_of(kind)), label, fixed(100 * s.mean, 2), fixed(100 * s.deviation.value_or(0), 2),
                     fixed(100 * s.minimum, 2), fixed(100 * s.maximum, 2),
                     s.interval95 ? fixed(100 * std::max(0.0, s.interval95->low), 2) + " to " +
                                        fixed(100 * std::min(1.0, s.interval95->high), 2)
                                  : "-"});
    }
  return markdown ? table.markdown() : table.text();
}

}  // namespace

Scores scores_of(const bicameral::EvaluationRecord& record) {
  Scores scores;
  if (record.fine) {
    scores.fine = record.fine->accuracy.top1();
    scores.fine_top5 = record.fine->accuracy.top5();
  }
  if (record.coarse) {
    scores.coarse = record.coarse->accuracy.top1();
    scores.coarse_top5 = record.coarse->accuracy.top5();
  }
  if (record.hierarchy) {
    scores.coarse_from_fine = record.hierarchy->coarse_from_fine();
    if (record.coarse) scores.consistency = record.hierarchy->consistency();
  }
  return scores;
}

void write_result(const std::string& path, const Result& result) {
  Json json;
  json["network"] = name_of(result.kind);
  json["seed"] = result.seed;
  json["best_epoch"] = result.best_epoch;
  json["epochs"] = result.epochs;
  json["test_best"] = to_json(result.best);
  json["test_last"] = to_json(result.last);
  json["parameters"] = result.parameters;
  json["training_multiply_adds"] = static_cast<std::int64_t>(result.multiply_adds);
  json["forward_multiply_adds_per_image"] = static_cast<std::int64_t>(result.forward_multiply_adds);
  json["images_seen"] = static_cast<std::int64_t>(result.images_seen);
  json["seconds"] = result.seconds;
  bicameral::write_file(path, json.dump(2) + "\n");
}

Result read_result(const std::string& path) {
  std::ifstream stream(path);
  try {
    const Json json = Json::parse(stream);
    return {.kind = kind_named(json.at("network").get<std::string>()),
            .seed = json.at("seed").get<std::uint64_t>(),
            .best = scores_from(json.at("test_best")),
            .last = scores_from(json.at("test_last")),
            .best_epoch = json.at("best_epoch").get<std::int64_t>(),
            .epochs = json.at("epochs").get<std::int64_t>(),
            .parameters = json.at("parameters").get<std::int64_t>(),
            .multiply_adds = json.at("training_multiply_adds").get<double>(),
            .images_seen = json.at("images_seen").get<double>(),
            .seconds = json.at("seconds").get<double>(),
            .forward_multiply_adds = json.at("forward_multiply_adds_per_image").get<double>()};
  } catch (const nlohmann::json::exception& error) {
    bicameral::fail("result file '" + path + "'", "the result of a network as JSON", error.what());
  }
}

std::vector<Result> with_halves_counted(const std::vector<Result>& results) {
  std::vector<Result> counted = results;
  for (Result& whole : counted) {
    if (whole.kind != Kind::bilateral) continue;
    for (const Result& half : results) {
      if (half.seed != whole.seed || (half.kind != Kind::left && half.kind != Kind::right)) continue;
      whole.multiply_adds += half.multiply_adds;
      whole.images_seen += half.images_seen;
      whole.seconds += half.seconds;
    }
  }
  return counted;
}

std::string comparison_table(const std::vector<Result>& results, bool markdown) {
  const std::vector<Result> counted = with_halves_counted(results);
  bicameral::Table table({"network", "fine %", "coarse %", "last: fine %", "last: coarse %", "parameters",
                          "training TMAC", "images seen", "time"});
  std::vector<Kind> kinds;
  for (const Result& result : counted)
    if (std::find(kinds.begin(), kinds.end(), result.kind) == kinds.end()) kinds.push_back(result.kind);
  for (const Kind kind : kinds)
    table.add_row({std::string(description_of(kind)), percent(values_of(counted, kind, &Result::best, &Scores::fine)),
                   percent(values_of(counted, kind, &Result::best, &Scores::coarse)),
                   percent(values_of(counted, kind, &Result::last, &Scores::fine)),
                   percent(values_of(counted, kind, &Result::last, &Scores::coarse)),
                   millions(static_cast<double>(
                       std::find_if(counted.begin(), counted.end(), [&](const Result& r) { return r.kind == kind; })
                           ->parameters)),
                   fixed(mean_of(counted, kind, &Result::multiply_adds) / 1e12, 2),
                   images_text(mean_of(counted, kind, &Result::images_seen)),
                   bicameral::duration_text(mean_of(counted, kind, &Result::seconds))});
  std::string text = markdown ? table.markdown() : table.text();
  text +=
      "\nTest images, touched once: the epoch that was best on the validation images, and the last one.\n"
      "Training compute in 10^12 multiply-adds";
  const auto has = [&](Kind kind) { return std::find(kinds.begin(), kinds.end(), kind) != kinds.end(); };
  if (has(Kind::bilateral))
    text += has(Kind::left) && has(Kind::right) ? "; that of the specialised network counts its two halves"
                                                : "; that of the specialised network is for its heads alone";
  text += ".\n";
  const bool several = std::count_if(counted.begin(), counted.end(),
                                     [&](const Result& r) { return r.kind == counted.front().kind; }) > 1;
  if (several) text += "\n" + spread_table(counted, kinds, markdown);
  return text;
}

std::string results_csv(const std::vector<Result>& alone) {
  const std::vector<Result> results = with_halves_counted(alone);
  std::vector<std::string> header{
      "network", "seed", "best_epoch", "epochs", "parameters", "training_multiply_adds", "images_seen", "seconds"};
  for (const char* when : {"best_", "last_"})
    for (const ScoreField& field : score_fields) header.push_back(std::string(when) + field.name);
  std::string text = bicameral::csv_line(header);
  for (const Result& r : results) {
    std::vector<std::string> row{std::string(name_of(r.kind)),          std::to_string(r.seed),
                                 std::to_string(r.best_epoch),          std::to_string(r.epochs),
                                 std::to_string(r.parameters),          bicameral::number_text(r.multiply_adds),
                                 bicameral::number_text(r.images_seen), bicameral::number_text(r.seconds)};
    for (const Scores* scores : {&r.best, &r.last})
      for (const ScoreField& field : score_fields) {
        const auto& value = scores->*field.value;
        row.push_back(value ? bicameral::number_text(*value) : "");
      }
    text += bicameral::csv_line(row);
  }
  return text;
}

}  // namespace cifar100
