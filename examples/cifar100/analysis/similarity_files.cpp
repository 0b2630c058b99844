#include "examples/cifar100/analysis/similarity_files.hpp"

#include <charconv>
#include <filesystem>
#include <optional>

#include "bicameral/core/atomic_file.hpp"
#include "bicameral/core/numbers.hpp"
#include "bicameral/report/csv.hpp"
#include "bicameral/report/png.hpp"
#include "examples/cifar100/analysis/arrays.hpp"
#include "examples/cifar100/analysis/case_scatter.hpp"
#include "examples/cifar100/analysis/json_files.hpp"

namespace cifar100 {

namespace {

using bicameral::AnswerCase;
using bicameral::FeatureRows;
using bicameral::SimilarityMedians;
using bicameral::write_file;

/// The fewest digits that give back the float.
std::string float_text(float value) {
  char digits[32];
  return {digits, std::to_chars(digits, digits + sizeof(digits), value).ptr};
}

Json to_json(const SimilarityMedians& medians) {
  return {{"left", medians.left}, {"right", medians.right}, {"whole", medians.whole}};
}

Json summary(const Similarity& s) {
  const auto zeros = [](const bicameral::CosineSimilarities& one) { return one.zero_rows; };
  Json json{{"images", s.features.count()},
            {"pairs", s.pairs.count()},
            {"zero_images",
             {{"left", zeros(s.similarities.left)},
              {"right", zeros(s.similarities.right)},
              {"whole", zeros(s.similarities.whole)}}}};
  if (s.pairs.count() > 0)
    json["medians"] = to_json(SimilarityMedians{*bicameral::median(s.similarities.left.values),
                                                *bicameral::median(s.similarities.right.values),
                                                *bicameral::median(s.similarities.whole.values)});
  json["cases"] = Json::array();
  for (const bicameral::CaseSimilarity& one : s.cases) {
    Json entry{{"case", one.which.name()},
               {"images", one.images},
               {"image_share", one.image_share},
               {"pairs", one.pairs},
               {"pair_share", one.pair_share}};
    if (one.medians) entry["medians"] = to_json(*one.medians);
    json["cases"].push_back(entry);
  }
  return json;
}

/// A line for each case; no medians of no pairs.
std::string cases_csv(const Similarity& s) {
  std::string text = "case,images,image_share,pairs,pair_share,left,right,whole\n";
  for (const bicameral::CaseSimilarity& one : s.cases) {
    const auto median = [&](double SimilarityMedians::*which) {
      return one.medians ? bicameral::number_text((*one.medians).*which) : std::string();
    };
    text += bicameral::csv_line(std::vector<std::string>{
        one.which.name(), std::to_string(one.images), bicameral::number_text(one.image_share),
        std::to_string(one.pairs), bicameral::number_text(one.pair_share), median(&SimilarityMedians::left),
        median(&SimilarityMedians::right), median(&SimilarityMedians::whole)});
  }
  return text;
}

/// [pairs, 3]: left, right, whole.
std::vector<float> three_columns(const bicameral::HalfSimilarities& s) {
  std::vector<float> values;
  values.reserve(3 * s.whole.values.size());
  for (std::size_t p = 0; p < s.whole.values.size(); ++p)
    values.insert(values.end(), {s.left.values[p], s.right.values[p], s.whole.values[p]});
  return values;
}

std::vector<std::uint32_t> pair_images(const Similarity& s) {
  std::vector<std::uint32_t> images;
  images.reserve(2 * static_cast<std::size_t>(s.pairs.count()));
  for (const bicameral::RowPair& pair : s.pairs.pairs())
    images.insert(images.end(), {s.features.images[pair.first], s.features.images[pair.second]});
  return images;
}

std::string pairs_csv(const Similarity& s, const std::vector<std::uint8_t>& cases, const bicameral::Dataset& data) {
  std::string text = "first,second,fine_label,case,left,right,whole\n";
  for (std::size_t p = 0; p < cases.size(); ++p) {
    const bicameral::RowPair& pair = s.pairs.pairs()[p];
    text += bicameral::csv_line(std::vector<std::string>{
        std::to_string(s.features.images[pair.first]), std::to_string(s.features.images[pair.second]),
        data.fine_names[static_cast<std::size_t>(s.features.fine_labels[pair.first])],
        cases[p] == no_case ? std::string() : AnswerCase::of(cases[p]).name(),
        float_text(s.similarities.left.values[p]), float_text(s.similarities.right.values[p]),
        float_text(s.similarities.whole.values[p])});
  }
  return text;
}

std::string features_csv(const FeatureRows& features, const std::vector<std::uint32_t>& images) {
  std::string text = "image";
  for (std::int64_t j = 0; j < features.columns; ++j) text += ",feature" + std::to_string(j);
  text += "\n";
  for (std::int64_t i = 0; i < features.rows; ++i) {
    text += std::to_string(images[static_cast<std::size_t>(i)]);
    for (std::int64_t j = 0; j < features.columns; ++j) text += "," + float_text(features.row(i)[j]);
    text += "\n";
  }
  return text;
}

void write_features(const std::string& folder, const std::string& name, const FeatureRows& features,
                    const std::vector<std::uint32_t>& images, bool csv) {
  std::vector<float> values;
  values.reserve(static_cast<std::size_t>(features.rows * features.columns));
  for (std::int64_t i = 0; i < features.rows; ++i)
    values.insert(values.end(), features.row(i), features.row(i) + features.columns);
  write_npy(folder + "/features_" + name + ".npy", values,
            {static_cast<std::size_t>(features.rows), static_cast<std::size_t>(features.columns)});
  if (csv) write_file(folder + "/features_" + name + ".csv", features_csv(features, images));
}

/// Of one case; the number of its pairs stands over it.
std::string case_drawing(const Similarity& s, AnswerCase which) {
  const std::vector<std::uint32_t> own = s.answers.cases->pairs_of(which, s.pairs);
  const std::vector<float> left = bicameral::picked(s.similarities.left.values, own);
  const std::vector<float> right = bicameral::picked(s.similarities.right.values, own);
  const std::vector<float> whole = bicameral::picked(s.similarities.whole.values, own);
  bicameral::MarginalScatter chart = case_scatter(which, {left, right, whole}, {});
  chart.about.heading += ": " + std::to_string(own.size()) + " pairs";
  return draw(chart, {.id = "case", .width = 480, .alone = true, .png = bicameral::encode_png});
}

}  // namespace

std::vector<std::uint8_t> case_of_pairs(const Similarity& s) {
  std::vector<std::uint8_t> cases(static_cast<std::size_t>(s.pairs.count()), no_case);
  if (!s.answers.cases) return cases;
  for (std::size_t p = 0; p < cases.size(); ++p) {
    const bicameral::RowPair& pair = s.pairs.pairs()[p];
    const int first = s.answers.cases->of(pair.first).number();
    if (first == s.answers.cases->of(pair.second).number()) cases[p] = static_cast<std::uint8_t>(first);
  }
  return cases;
}

void write_similarity(const std::string& folder, const Json& about, const Similarity& s, const bicameral::Dataset& data,
                      bool csv) {
  const auto pairs = static_cast<std::size_t>(s.pairs.count());
  const std::vector<std::uint8_t> cases = case_of_pairs(s);
  // The record goes first: what it says of older pairs must not be shown with newer ones.
  std::filesystem::remove(folder + "/similarity.json");
  write_file(folder + "/answers.csv", answers_csv(s.answers, s.features, data));
  write_npy(folder + "/pairs.npy", three_columns(s.similarities), {pairs, 3});
  write_npy(folder + "/pair_images.npy", pair_images(s), {pairs, 2});
  write_npy(folder + "/pair_cases.npy", cases, {pairs});
  write_features(folder, "left", s.features.left(), s.features.images, csv);
  write_features(folder, "right", s.features.right(), s.features.images, csv);
  write_features(folder, "whole", s.features.all(), s.features.images, csv);
  if (!s.cases.empty()) write_file(folder + "/cases.csv", cases_csv(s));
  if (csv) write_file(folder + "/pairs.csv", pairs_csv(s, cases, data));
  for (const bicameral::CaseSimilarity& one : s.cases)
    write_file(folder + "/case_" + one.which.name() + ".svg", case_drawing(s, one.which));
  Json json = about;
  json.update(summary(s));
  write_json(folder + "/similarity.json", json);  // last: what it sums up is there
}

}  // namespace cifar100
