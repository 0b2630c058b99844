#include "examples/cifar100/page/analysis_files.hpp"

#include <filesystem>

#include "bicameral/report/png.hpp"
#include "examples/cifar100/page/json_node.hpp"

namespace cifar100 {

namespace {

/// The picture of a file named in `node`, relative to the folder of `path`. Encoded anew, so that nothing but pixels
/// gets into the page.
std::string png_of(const JsonNode& node, const std::string& path) {
  const std::filesystem::path file = std::filesystem::path(path).parent_path() / node.text();
  return bicameral::encode_png(bicameral::read_png(file));
}

std::optional<OfHalves<double>> medians_of(const JsonNode& json) {
  if (!json.has("medians")) return std::nullopt;
  const JsonNode medians = json.at("medians");
  return OfHalves<double>{medians.at("left").number(), medians.at("right").number(), medians.at("whole").number()};
}

Estimate estimate_of(const JsonNode& json) {
  Estimate estimate{.mean = json.at("mean").number()};
  if (json.has("low") && json.has("high"))
    estimate.interval = bicameral::Interval{json.at("low").number(), json.at("high").number()};
  return estimate;
}

std::vector<std::string> texts_of(const JsonNode& node, const char* name) {
  return node.has(name) ? node.at(name).texts() : std::vector<std::string>{};
}

MapsRecord maps_of(const JsonNode& json) {
  MapsRecord maps{.method = json.text("method"),
                  .target = json.text("target"),
                  .explain = json.text("explain"),
                  .smoothing = json.text("smoothing")};
  if (json.has("layers")) {
    const JsonNode layers = json.at("layers");
    maps.layers = {texts_of(layers, "left"), texts_of(layers, "right"), texts_of(layers, "whole")};
  }
  return maps;
}

}  // namespace

SimilarityRecord read_similarity(const std::string& path) {
  const JsonNode json = JsonNode::read(path);
  SimilarityRecord similarity{
      .images = json.at("images").count(), .pairs = json.at("pairs").count(), .medians = medians_of(json)};
  if (json.has("zero_images")) {
    const JsonNode zero = json.at("zero_images");
    similarity.zero_images = {zero.at("left").count(), zero.at("right").count(), zero.at("whole").count()};
  }
  for (const JsonNode& item : json.at("cases").items()) {
    const std::string name = item.at("case").text();
    int number = 0;
    while (number < bicameral::answer_case_count && bicameral::AnswerCase::of(number).name() != name) ++number;
    if (number == bicameral::answer_case_count) item.at("case").refuse("a case like tt-tf");
    similarity.has_cases = true;
    similarity.cases[static_cast<std::size_t>(number)] = {.images = item.at("images").count(),
                                                          .image_share = item.at("image_share").share(),
                                                          .pairs = item.at("pairs").count(),
                                                          .medians = medians_of(item)};
  }
  return similarity;
}

TogetherRecord read_together(const std::string& path) {
  const JsonNode json = JsonNode::read(path);
  const auto images = [&](const char* name) {
    std::vector<TogetherImage> found;
    if (!json.has(name)) return found;
    for (const JsonNode& item : json.at(name).items())
      found.push_back({.image = item.at("image").count(),
                       .seeds = item.at("seeds").count(),
                       .fine_label = item.at("fine_label").text(),
                       .coarse_label = item.at("coarse_label").text(),
                       .png = png_of(item.at("file"), path)});
    return found;
  };
  return {.seeds = static_cast<std::int64_t>(json.at("seeds").items().size()),
          .right_only_together = images("right_only_together"),
          .right_only_apart = images("right_only_apart")};
}

GradCamRecord read_gradcam(const std::string& path) {
  const JsonNode json = JsonNode::read(path);
  GradCamRecord cam{.maps = maps_of(json), .missing_cases = texts_of(json, "missing_cases")};
  for (const JsonNode& item : json.at("items").items()) {
    const JsonNode files = item.at("files");
    const auto map = [&](const char* name) { return files.has(name) ? png_of(files.at(name), path) : ""; };
    cam.items.push_back({.image = item.at("image").count(),
                         .answer_case = item.text("case"),
                         .fine_label = item.text("fine_label"),
                         .coarse_label = item.text("coarse_label"),
                         .left_fine = item.text("left_fine"),
                         .right_coarse = item.text("right_coarse"),
                         .fine = item.text("fine"),
                         .coarse = item.text("coarse"),
                         .empty = texts_of(item, "empty"),
                         .picture = png_of(files.at("picture"), path),
                         .maps = {map("left"), map("right"), map("whole")}});
  }
  return cam;
}

LocalityRecord read_locality(const std::string& path) {
  const JsonNode json = JsonNode::read(path);
  const auto locality = [&](const char* half) {
    return LocalityOf{json.at(half).at("area").share(), json.at(half).at("entropy").share()};
  };
  const std::int64_t left_out = json.has("left_out") ? json.at("left_out").count() : 0;
  if (json.at("images").count() == 0) return {.maps = maps_of(json), .left_out = left_out};
  const JsonNode difference = json.at("difference");
  return {.maps = maps_of(json),
          .images = json.at("images").count(),
          .left_out = left_out,
          .left = locality("left"),
          .right = locality("right"),
          .area = estimate_of(difference.at("area")),
          .entropy = estimate_of(difference.at("entropy"))};
}

namespace {

FaithfulnessRecord faithfulness_of(const JsonNode& node) {
  FaithfulnessRecord found{.shares = node.at("shares").numbers()};
  const auto curve = [&](const char* name) {
    std::vector<double> values = node.at(name).numbers();
    if (values.size() != found.shares.size())
      node.at(name).refuse(std::to_string(found.shares.size()) + " values, one for each share",
                           std::to_string(values.size()));
    return values;
  };
  found.deletion = curve("deletion");
  found.insertion = curve("insertion");
  found.random_deletion = curve("random_deletion");
  found.random_insertion = curve("random_insertion");
  const JsonNode areas = node.at("areas");
  found.areas = {areas.number("deletion"), areas.number("insertion"), areas.number("random_deletion"),
                 areas.number("random_insertion")};
  if (node.has("gain")) {
    const JsonNode gain = node.at("gain");
    if (gain.has("deletion") && gain.at("deletion").has("mean")) found.deletion_gain = estimate_of(gain.at("deletion"));
    if (gain.has("insertion") && gain.at("insertion").has("mean"))
      found.insertion_gain = estimate_of(gain.at("insertion"));
  }
  return found;
}

}  // namespace

FaithfulnessRecords read_faithfulness(const std::string& path) {
  const JsonNode json = JsonNode::read(path);
  FaithfulnessRecords all{.maps = maps_of(json), .images = json.at("images").count()};
  const JsonNode halves = json.at("hemispheres");
  const auto record = [&](const char* half) {
    return halves.has(half) ? std::optional(faithfulness_of(halves.at(half))) : std::nullopt;
  };
  all.halves = {record("left"), record("right"), record("whole")};
  return all;
}

namespace {

std::vector<std::int64_t> confusion_of(const JsonNode& json, std::size_t classes) {
  std::vector<std::int64_t> counts;
  double answers = 0;
  const std::string expected = std::to_string(classes) + " numbers, one for each class";
  const std::vector<JsonNode> rows = json.items();
  if (rows.size() != classes)
    json.refuse(std::to_string(classes) + " rows, one for each class", std::to_string(rows.size()));
  for (const JsonNode& row : rows) {
    const std::vector<JsonNode> cells = row.items();
    if (cells.size() != classes) row.refuse(expected, std::to_string(cells.size()));
    for (const JsonNode& cell : cells) {
      counts.push_back(cell.count());
      answers += static_cast<double>(counts.back());
    }
  }
  if (answers > 1e8) json.refuse("at most a hundred million answers", "more");
  return counts;
}

std::vector<AnswerBin> bins_of(const JsonNode& json) {
  std::vector<AnswerBin> bins;
  for (const JsonNode& item : json.items()) {
    AnswerBin bin{.low = item.at("low").share(), .high = item.at("high").share(), .rows = item.at("rows").count()};
    if (!(bin.low < bin.high)) item.refuse("a bin whose low is below its high");
    if (bin.rows > 0) {
      bin.accuracy = item.at("accuracy").share();
      bin.confidence = item.at("confidence").share();
    }
    bins.push_back(bin);
  }
  return bins;
}

AnswerRecord answer_record_of(const JsonNode& json) {
  AnswerRecord record{.classes = json.at("classes").texts()};
  if (record.classes.empty() || record.classes.size() > 1000)
    json.at("classes").refuse("1 to 1000 classes", std::to_string(record.classes.size()));
  if (json.has("coarse_of")) {
    for (const JsonNode& item : json.at("coarse_of").items())
      record.coarse_of.push_back(item.is_null() ? std::nullopt : std::optional(item.count()));
    if (record.coarse_of.size() != record.classes.size())
      json.at("coarse_of")
          .refuse(std::to_string(record.classes.size()) + " coarse classes, one for each fine class",
                  std::to_string(record.coarse_of.size()));
  }
  record.ece = json.share("ece");
  record.confusion = confusion_of(json.at("confusion"), record.classes.size());
  record.bins = bins_of(json.at("bins"));
  return record;
}

}  // namespace

AnswersOfPart read_answers(const std::string& path) {
  const JsonNode json = JsonNode::read(path);
  AnswersOfPart answers;
  if (json.has("fine")) answers.fine = answer_record_of(json.at("fine"));
  if (json.has("coarse")) answers.coarse = answer_record_of(json.at("coarse"));
  if (!answers.fine || !answers.coarse) return answers;
  for (const JsonNode& item :
       answers.fine->coarse_of.empty() ? std::vector<JsonNode>{} : json.at("fine").at("coarse_of").items())
    if (!item.is_null() && item.count() >= static_cast<std::int64_t>(answers.coarse->classes.size()))
      item.refuse("a coarse class below " + std::to_string(answers.coarse->classes.size()));
  return answers;
}

namespace {

/// The member of a member, where both are there.
std::optional<JsonNode> within(const JsonNode& json, const char* member, const char* inner) {
  if (!json.has(member) || !json.at(member).has(inner)) return std::nullopt;
  return json.at(member).at(inner);
}

FineCoarse probe_of(const JsonNode& json, const char* half) {
  const auto node = within(json, "probes", half);
  const auto accuracy = [&](const char* label) -> std::optional<double> {
    return node && node->has(label) ? node->at(label).share("accuracy") : std::nullopt;
  };
  return {accuracy("fine"), accuracy("coarse")};
}

/// Older records do not tell.
int probes_before_optimum(const JsonNode& json) {
  int stopped = 0;
  for (const char* half : {"left", "right", "whole"})
    for (const char* label : {"fine", "coarse"}) {
      const auto node = within(json, "probes", half);
      if (node && node->has(label) && node->at(label).has("converged"))
        stopped += node->at(label).at("converged").is_true() ? 0 : 1;
    }
  return stopped;
}

FineCoarse silenced_of(const JsonNode& json, const char* half) {
  const auto node = within(json, "silenced", half);
  return node ? FineCoarse{node->share("fine"), node->share("coarse")} : FineCoarse{};
}

LeftRight attention_of(const JsonNode& json, const char* head) {
  const auto node = within(json, "attention", head);
  return node ? LeftRight{node->share("left"), node->share("right")} : LeftRight{};
}

}  // namespace

SpecializationRecord read_specialization(const std::string& path) {
  const JsonNode json = JsonNode::read(path);
  const auto cka = [&](const char* name) {
    const auto node = within(json, "cka", name);
    return node ? std::optional(node->number()) : std::nullopt;
  };
  return {.probes = {probe_of(json, "left"), probe_of(json, "right"), probe_of(json, "whole")},
          .probes_before_optimum = probes_before_optimum(json),
          .none_silenced = silenced_of(json, "none"),
          .left_silenced = silenced_of(json, "left"),
          .right_silenced = silenced_of(json, "right"),
          .fine_attention = attention_of(json, "fine"),
          .coarse_attention = attention_of(json, "coarse"),
          .cka = cka("biased"),
          .debiased_cka = cka("debiased")};
}

}  // namespace cifar100
