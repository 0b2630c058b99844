// How the parts learned.

#include <algorithm>
#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bicameral/report/svg.hpp"
#include "examples/cifar100/page/chapter.hpp"
#include "examples/cifar100/page/metrics_file.hpp"
#include "examples/cifar100/page/sections.hpp"
#include "examples/cifar100/page/texts.hpp"
#include "examples/cifar100/run/part_files.hpp"

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

/// These come first where parts are drawn in one chart; of eight the last is dashed.
constexpr std::array<std::string_view, 8> main_parts{"specialised", "left",     "right",    "unspecialised",
                                                     "member1",     "resnet18", "resnet34", "fine_tuned"};

/// The parts of one chart: the main ones, then those that other rows show, as long as there is room. A part has its
/// place here, and so its colour, in every chart of the section.
std::vector<const Part*> charted_parts(const PageRun& run) {
  std::vector<const Part*> charted;
  const auto add = [&](const Part& part) {
    const bool known = std::find(charted.begin(), charted.end(), &part) != charted.end();
    if (part.stage != Stage::averaging && !known && charted.size() < main_parts.size()) charted.push_back(&part);
  };
  const std::vector<const Part*> all = run.study.order();
  for (const std::string_view name : main_parts)
    for (const Part* part : all)
      if (part->name == name) add(*part);
  for (const Row& row : run.study.rows()) add(run.study.part(row.part));
  return charted;
}

/// Whether a part names the classes of a label, "fine" or "coarse"; a half alone has one head.
bool answers(const Part& part, const std::string& label) {
  return part.stage != Stage::hemisphere || part.network.ends_with("-" + label);
}

bicameral::Curve curve_of(const Metrics& metrics, const std::string& column, const std::string& name, double factor) {
  bicameral::Curve curve{.name = name, .x = metrics.column("epoch"), .y = metrics.column(column)};
  for (double& value : curve.y) value *= factor;
  return curve;
}

/// Why a part has no curve: results may have been copied without metrics.
std::string lack_of_curve(const PageRun& run, std::uint64_t seed, const Part& part) {
  return std::filesystem::exists(result_file(run.folder, seed, part.name)) ? "no metrics here" : "no epoch yet";
}

/// What the charts of one repetition are drawn from.
struct SeedMetrics {
  const PageRun& run;
  std::uint64_t seed = 0;
  std::vector<PartMetrics> begun{};
};

/// One column of the charted parts that have it, or will; null stands for a part without.
bicameral::CurvesChart main_chart(const std::vector<const Part*>& charted, const SeedMetrics& of_seed,
                                  const std::string& column, const std::string& what, double factor) {
  const std::vector<PartMetrics>& begun = of_seed.begun;
  bicameral::CurvesChart chart{
      .about = {.title = what + " by epoch", .description = "A curve for each network.", .heading = ""},
      .curves = {},
      .y_axis = what};
  for (std::size_t place = 0; place < charted.size(); ++place) {
    const Part* part = charted[place];
    if (part == nullptr) continue;
    const auto found =
        std::find_if(begun.begin(), begun.end(), [&](const PartMetrics& each) { return each.part == part; });
    if (found == begun.end()) {
      const std::string lack = lack_of_curve(of_seed.run, of_seed.seed, *part);
      chart.curves.push_back({.name = part->name + " (" + lack + ")", .x = {}, .y = {}});
    } else if (!found->metrics.column(column).empty()) {
      chart.curves.push_back(curve_of(found->metrics, column, part->name, factor));
      chart.curves.back().marked = found->metrics.best();
    } else {
      continue;
    }
    chart.curves.back().series = place;
  }
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

bicameral::Html every_part(const SeedMetrics& of_seed, const Chapter& chapter) {
  const PageRun& run = of_seed.run;
  const std::string end = "-seed" + std::to_string(of_seed.seed);
  std::vector<bicameral::Html> charts;
  for (const PartMetrics& each : of_seed.begun)
    charts.push_back(bicameral::html_small_figure(
        part_chart(run, each), chapter.frame("curves-" + each.part->name + end), rows_of(run, each.part->name)));
  return bicameral::html_figure(main_chart(charted_parts(run), of_seed, "train_loss", "training loss", 1),
                                chapter.frame("loss" + end),
                                "Mean loss on the training images, with augmentation and dropout, of the networks of "
                                "the charts above.") +
         bicameral::html_columns(charts);
}

/// A chart of each label that any of the charted parts names.
bicameral::Html both_labels_html(const SeedMetrics& of_seed, const Chapter& chapter) {
  const std::vector<const Part*> charted = charted_parts(of_seed.run);
  const bool chosen = chose(of_seed.begun);
  const std::string images = chosen ? choosing_images(of_seed.run) + " images" : "training images";
  const bool member =
      std::any_of(charted.begin(), charted.end(), [](const Part* part) { return part->name == "member1"; });
  bicameral::Html html;
  for (const std::string label : {"fine", "coarse"}) {
    std::vector<const Part*> answering = charted;  // null keeps the place, and so the colour, of one that does not
    std::replace_if(
        answering.begin(), answering.end(), [&](const Part* part) { return !answers(*part, label); }, nullptr);
    if (std::all_of(answering.begin(), answering.end(), [](const Part* part) { return part == nullptr; })) continue;
    html = html + bicameral::html_figure(main_chart(answering, of_seed, (chosen ? "validation_" : "train_") + label,
                                                    label + " classes of " + images + " right (%)", 100),
                                         chapter.frame("curves-" + label),
                                         "Seed " + std::to_string(of_seed.seed) +
                                             ". Halves and heads have epochs of their own" +
                                             (member ? "; member1 is the single ResNet-9 of two heads." : "."));
  }
  return html;
}

}  // namespace

void add_learning_curves(const PageRun& run, Chapter& chapter) {
  chapter.section("Learning curves");
  bool any = false;
  for (const std::uint64_t seed : run.seeds) {
    const SeedMetrics of_seed{.run = run, .seed = seed, .begun = metrics_of(run, seed)};
    if (of_seed.begun.empty()) continue;
    if (!any) chapter.add(both_labels_html(of_seed, chapter));
    any = true;
    chapter.add(bicameral::html_details("Every part of seed " + std::to_string(seed) + ": " +
                                            counted(static_cast<std::int64_t>(of_seed.begun.size()), "part"),
                                        every_part(of_seed, chapter)));
  }
  if (!any) chapter.add(bicameral::html_note("No epoch of these networks is on record."));
}

}  // namespace cifar100
