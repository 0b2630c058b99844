#include "examples/cifar100/analysis/specialization.hpp"

#include <algorithm>
#include <span>

#include "bicameral/analysis/linear_probe.hpp"
#include "bicameral/analysis/silenced_half.hpp"
#include "bicameral/core/numbers.hpp"
#include "bicameral/data/split.hpp"
#include "bicameral/report/csv.hpp"

namespace cifar100 {

namespace {

using bicameral::BrainHalf;
using bicameral::FeatureRows;
using bicameral::Features;

/// The images that probes learn from, and those that choose their penalty.
bicameral::Split probe_split(const AnalysedRun& run, int probe_images) {
  const Settings& s = run.settings();
  // Where the run held nothing out, a tenth is held out here.
  bicameral::Split split =
      bicameral::stratified_split(run.data().train.fine, s.validation > 0 ? s.validation : 0.1, s.first_seed);
  if (probe_images > 0 && static_cast<std::size_t>(probe_images) < split.train.size()) {
    // Every so many images one, so that no class that stands together is left out.
    std::vector<std::uint32_t> fewer;
    for (std::size_t i = 0; i < static_cast<std::size_t>(probe_images); ++i)
      fewer.push_back(split.train[i * split.train.size() / static_cast<std::size_t>(probe_images)]);
    split.train = fewer;
  }
  return split;
}

std::vector<FeatureRows> rows_of(const Features& features) {
  return {features.left(), features.right(), features.all()};
}

ProbeScore probe(const FeatureRows& train, const std::vector<std::int32_t>& train_labels, const FeatureRows& validation,
                 const std::vector<std::int32_t>& validation_labels, const FeatureRows& test,
                 const std::vector<std::int32_t>& test_labels, int classes, bicameral::ThreadPool& pool) {
  const bicameral::ProbeFit fit =
      bicameral::fit_linear_probe({train, train_labels}, {validation, validation_labels}, classes, pool);
  const bicameral::ProbeCandidate& chosen = fit.candidates[fit.chosen];
  return {bicameral::probe_accuracy(fit.probe, {test, test_labels}, pool).top1(), chosen.validation_accuracy, chosen.l2,
          chosen.converged};
}

Json to_json(const ProbeScore& score) {
  return {
      {"accuracy", score.accuracy}, {"validation", score.validation}, {"l2", score.l2}, {"converged", score.converged}};
}

Json accuracies(const bicameral::EvaluationRecord& record) {
  Json json = Json::object();
  if (record.fine) json["fine"] = record.fine->accuracy.top1();
  if (record.coarse) json["coarse"] = record.coarse->accuracy.top1();
  return json;
}

}  // namespace

Specialization specialization_of(AnalysedRun& run, std::uint64_t seed, int probe_images,
                                 const std::function<void(const std::string&)>& tell) {
  const auto model = run.model(seed);
  bicameral::ThreadPool& pool = run.pool();
  const bicameral::TrainTest& data = run.data();
  const Features test = model->features(data.test, image_numbers(data.test.count()), run.asking("test features"), pool);
  if (!test.has_halves())
    bicameral::fail("option --part", "a network of two halves, like specialised", "'" + run.part().name + "'");
  const bicameral::Split split = probe_split(run, probe_images);
  const Features train = model->features(data.train, split.train, run.asking("training features"), pool);
  const Features validation = model->features(data.train, split.validation, run.asking(), pool);

  Specialization found;
  found.train_images = train.count();
  found.test_images = test.count();
  const auto from = rows_of(train);
  const auto choosing = rows_of(validation);
  const auto judged = rows_of(test);
  const bicameral::Classes classes = data.test.classes();
  const auto told = [&](const char* labels, std::size_t half, const ProbeScore& score) {
    tell("linear probe of " + std::string(half_names[half]) + ", " + labels + ": " +
         bicameral::fixed_text(100 * score.accuracy, 1) + " %" +
         (score.converged ? "" : ", stopped before its optimum"));
  };
  for (std::size_t half = 0; half < half_names.size(); ++half) {
    found.fine_probes[half] = probe(from[half], train.fine_labels, choosing[half], validation.fine_labels, judged[half],
                                    test.fine_labels, classes.fine, pool);
    told("fine", half, found.fine_probes[half]);
    found.coarse_probes[half] = probe(from[half], train.coarse_labels, choosing[half], validation.coarse_labels,
                                      judged[half], test.coarse_labels, classes.coarse, pool);
    told("coarse", half, found.coarse_probes[half]);
  }
  found.answers = model->evaluate_silenced(test, std::nullopt, run.asking(), pool);
  for (const BrainHalf half : {BrainHalf::left, BrainHalf::right})
    // What the half says on average over the training images: the test images must not tell it.
    found.silenced[half == BrainHalf::left ? 0 : 1] =
        model->evaluate_silenced(test, bicameral::silenced_half(train, half, pool), run.asking(), pool);
  found.attention = model->attention(test, pool);
  found.cka = bicameral::linear_cka(test.left(), test.right(), pool);
  return found;
}

int probes_before_optimum(const Specialization& found) {
  int stopped = 0;
  for (const auto* probes : {&found.fine_probes, &found.coarse_probes})
    for (const ProbeScore& score : *probes) stopped += score.converged ? 0 : 1;
  return stopped;
}

std::string specialization_csv(const Specialization& found) {
  std::string text = "measure,half,fine,coarse\n";
  const auto number = [](const std::optional<double>& value) {
    return value ? bicameral::number_text(*value) : std::string();
  };
  const auto add = [&](const std::string& measure, const std::string& half, const std::optional<double>& fine,
                       const std::optional<double>& coarse) {
    text += bicameral::csv_line(std::vector<std::string>{measure, half, number(fine), number(coarse)});
  };
  for (std::size_t half = 0; half < half_names.size(); ++half)
    add("probe", half_names[half], found.fine_probes[half].accuracy, found.coarse_probes[half].accuracy);
  const auto right = [](const std::optional<bicameral::LabelEvaluation>& answers) {
    return answers ? std::optional(answers->accuracy.top1()) : std::nullopt;
  };
  add("silenced", "none", right(found.answers.fine), right(found.answers.coarse));
  add("silenced", "left", right(found.silenced[0].fine), right(found.silenced[0].coarse));
  add("silenced", "right", right(found.silenced[1].fine), right(found.silenced[1].coarse));
  const auto share = [](const std::optional<bicameral::HalfWeights>& head,
                        std::optional<double> bicameral::HalfWeights::*which) {
    return head ? (*head).*which : std::nullopt;
  };
  for (const auto& [half, which] : {std::pair{"left", &bicameral::HalfWeights::left_share},
                                    std::pair{"right", &bicameral::HalfWeights::right_share}})
    add("attention", half, share(found.attention.fine, which), share(found.attention.coarse, which));
  return text;
}

Json to_json(const Specialization& found) {
  Json json{{"train_images", found.train_images}, {"test_images", found.test_images}};
  for (std::size_t half = 0; half < half_names.size(); ++half)
    json["probes"][half_names[half]] = {{"fine", to_json(found.fine_probes[half])},
                                        {"coarse", to_json(found.coarse_probes[half])}};
  json["silenced"] = {{"none", accuracies(found.answers)},
                      {"left", accuracies(found.silenced[0])},
                      {"right", accuracies(found.silenced[1])}};
  json["attention"] = Json::object();
  const auto add = [&](const char* head, const std::optional<bicameral::HalfWeights>& weights) {
    if (weights && weights->left_share)
      json["attention"][head] = {{"left", *weights->left_share}, {"right", *weights->right_share}};
  };
  add("fine", found.attention.fine);
  add("coarse", found.attention.coarse);
  json["cka"] = Json::object();
  add_if(json["cka"], "biased", found.cka.biased);
  add_if(json["cka"], "debiased", found.cka.debiased);
  return json;
}

}  // namespace cifar100
