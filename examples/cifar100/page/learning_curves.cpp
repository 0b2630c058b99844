// How the parts learned.

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "bicameral/report/svg.hpp"
#include "examples/cifar100/page/chapter.hpp"
#include "examples/cifar100/page/metrics_file.hpp"
#include "examples/cifar100/page/sections.hpp"
#include "examples/cifar100/page/texts.hpp"
#include "examples/cifar100/run/run.hpp"

namespace cifar100 {

namespace {

struct PartMetrics {
  const Part* part = nullptr;
  Metrics metrics{};
};

/// Those parts of a repetition that have begun to learn.
std::vector<PartMetrics> metrics_of(const PageRun& run, std::uint64_t seed) {
  std::vector<PartMetrics> found;
  for (const Part* part : run.study.order()) {
    Metrics metrics = read_metrics(part_folder(run.folder, seed, part->name) + "/metrics.csv");
    if (metrics.epochs() > 0) found.push_back({part, std::move(metrics)});
  }
  return found;
}

/// These are drawn in one chart; the eighth is dashed.
constexpr std::array<std::string_view, 8> main_parts{"specialised", "left",     "right",    "unspecialised",
                                                     "member1",     "resnet18", "resnet34", "fine_tuned"};

bicameral::Curve curve_of(const Metrics& metrics, const std::string& column, const std::string& name, double factor) {
  bicameral::Curve curve{.name = name, .x = metrics.column("epoch"), .y = metrics.column(column)};
  for (double& value : curve.y) value *= factor;
  return curve;
}

/// One column of the main parts; of parts without it, none.
bicameral::CurvesChart main_chart(const std::vector<PartMetrics>& parts, const std::string& column,
                                  const std::string& what, double factor) {
  bicameral::CurvesChart chart{
      .about = {.title = what + " by epoch", .description = "A curve for each network.", .heading = ""},
      .curves = {},
      .y_axis = what};
  const auto add = [&](const PartMetrics& each) {
    if (each.metrics.column(column).empty() || chart.curves.size() >= main_parts.size()) return;
    chart.curves.push_back(curve_of(each.metrics, column, each.part->name, factor));
    chart.curves.back().marked = each.metrics.best();
  };
  for (const std::string_view name : main_parts)
    for (const PartMetrics& each : parts)
      if (each.part->name == name) add(each);
  if (chart.curves.empty())  // a run of other arms
    for (const PartMetrics& each : parts) add(each);
  return chart;
}

/// The images that chose the epochs.
std::string choosing_images(const PageRun& run) { return run.comparison.chosen_on_test ? "test" : "validation"; }

/// Whether there were any, whichever they are.
bool chose(const std::vector<PartMetrics>& parts) {
  return std::any_of(parts.begin(), parts.end(), [](const PartMetrics& each) {
    return !each.metrics.column("validation_fine").empty() || !each.metrics.column("validation_coarse").empty();
  });
}

/// The rows that show a part's answers, in words; empty if it is only needed by others.
std::string meaning_of(const PageRun& run, const Part& part) {
  std::string text;
  for (const Row& row : run.study.rows())
    if (row.part == part.name) text += (text.empty() ? "" : "; ") + row.description;
  return text;
}

/// All that one part learned.
bicameral::CurvesChart part_chart(const PageRun& run, const PartMetrics& each) {
  const std::string choosing = choosing_images(run);
  bicameral::CurvesChart chart{
      .about = {.title = "Accuracy of " + each.part->name + " by epoch",
                .description = "Training and " + choosing + " images, fine and coarse classes.",
                .heading = each.part->name},
      .curves = {},
      .y_axis = "right (%)"};
  for (const auto& [column, name] :
       {std::pair{"validation_fine", "fine, " + choosing}, std::pair{"validation_coarse", "coarse, " + choosing},
        std::pair{"train_fine", std::string("fine, training")},
        std::pair{"train_coarse", std::string("coarse, training")}})
    if (!each.metrics.column(column).empty()) {
      chart.curves.push_back(curve_of(each.metrics, column, name, 100));
      if (std::string_view(column).starts_with("validation")) chart.curves.back().marked = each.metrics.best();
    }
  return chart;
}

bicameral::Html every_part(const PageRun& run, const std::vector<PartMetrics>& parts, std::uint64_t seed,
                           const Chapter& chapter) {
  const std::string end = "-seed" + std::to_string(seed);
  std::vector<bicameral::Html> charts;
  for (const PartMetrics& each : parts)
    charts.push_back(bicameral::html_small_figure(
        part_chart(run, each), chapter.frame("curves-" + each.part->name + end), meaning_of(run, *each.part)));
  return bicameral::html_figure(main_chart(parts, "train_loss", "training loss", 1), chapter.frame("loss" + end),
                                "Mean loss on the training images, with augmentation and dropout, of the networks of "
                                "the charts above.") +
         bicameral::html_columns(charts);
}

}  // namespace

void add_learning_curves(const PageRun& run, Chapter& chapter) {
  chapter.section("Learning curves");
  bool any = false;
  for (const std::uint64_t seed : run.seeds) {
    const std::vector<PartMetrics> parts = metrics_of(run, seed);
    if (parts.empty()) continue;
    if (!any) {
      const bool chosen = chose(parts);
      const std::string images = chosen ? choosing_images(run) + " images" : "training images";
      const std::string prefix = chosen ? "validation_" : "train_";
      const bool member =
          std::any_of(parts.begin(), parts.end(), [](const PartMetrics& each) { return each.part->name == "member1"; });
      for (const auto& label : {"fine", "coarse"})
        chapter.add(bicameral::html_figure(
            main_chart(parts, prefix + label, std::string(label) + " classes of " + images + " right (%)", 100),
            chapter.frame("curves-" + std::string(label)),
            "Seed " + std::to_string(seed) + ". Halves and heads have epochs of their own" +
                (member ? "; member1 is the single ResNet-9 of two heads." : ".")));
    }
    any = true;
    chapter.add(bicameral::html_details(
        "Every part of seed " + std::to_string(seed) + ": " + counted(static_cast<std::int64_t>(parts.size()), "part"),
        every_part(run, parts, seed, chapter)));
  }
  if (!any) chapter.add(bicameral::html_note("No epoch of these networks is on record."));
}

}  // namespace cifar100
