// Whether the answers hang on the places that the maps name.

#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include "bicameral/core/numbers.hpp"
#include "bicameral/report/svg.hpp"
#include "examples/cifar100/page/analysis_files.hpp"
#include "examples/cifar100/page/analysis_section.hpp"
#include "examples/cifar100/page/conclusions.hpp"
#include "examples/cifar100/page/sections.hpp"
#include "examples/cifar100/page/texts.hpp"
#include "examples/cifar100/page/verdict.hpp"

namespace cifar100 {

namespace {

using bicameral::fixed_text;
using bicameral::Html;

struct NamedHalf {
  const char* id;
  const char* name;
  std::optional<FaithfulnessRecord> OfHalves<std::optional<FaithfulnessRecord>>::*record;
};
using Halves = OfHalves<std::optional<FaithfulnessRecord>>;
constexpr NamedHalf named_halves[] = {{"left", "left half", &Halves::left},
                                      {"right", "right half", &Halves::right},
                                      {"whole", "both together", &Halves::whole}};

bicameral::CurvesChart chart_of(const FaithfulnessRecord& record, const std::string& name) {
  bicameral::CurvesChart chart{.about = {.title = "Faithfulness of the maps, " + name,
                                         .description = "The probability of the explained class while pixels are "
                                                        "taken away or put in, by the map and at random.",
                                         .heading = name},
                               .curves = {},
                               .x_axis = "pixels changed (%)",
                               .y_axis = "probability of the class"};
  std::vector<double> shares = record.shares;
  for (double& share : shares) share *= 100;
  chart.curves = {{"taken away, by the map", shares, record.deletion},
                  {"taken away, at random", shares, record.random_deletion},
                  {"put in, by the map", shares, record.insertion},
                  {"put in, at random", shares, record.random_insertion}};
  return chart;
}

std::string gain_text(const std::optional<Estimate>& gain) { return gain ? estimate_text(*gain, 1, 3) : "-"; }

Html seed_of(const FaithfulnessRecords& all, const std::string& id, std::uint64_t seed, const Chapter& chapter) {
  bicameral::Table table({"maps of", "taken away: area", "at random", "map minus random", "put in: area", "at random",
                          "map minus random"});
  std::vector<Html> charts;
  for (const NamedHalf& half : named_halves) {
    const auto& record = all.halves.*half.record;
    if (!record) continue;
    charts.push_back(bicameral::html_small_figure(chart_of(*record, half.name), chapter.frame(id + "-" + half.id), ""));
    table.add_row({half.name, fixed_text(record->areas.deletion, 3), fixed_text(record->areas.random_deletion, 3),
                   gain_text(record->deletion_gain), fixed_text(record->areas.insertion, 3),
                   fixed_text(record->areas.random_insertion, 3), gain_text(record->insertion_gain)});
  }
  return bicameral::html_columns(charts) +
         bicameral::html_table(table, "Areas under the curves, seed " + std::to_string(seed) + ", over " +
                                          counted(all.images, "picture") +
                                          ", with 95 % intervals over the pictures. Faithful maps: taken away below "
                                          "random, put in above random. " +
                                          maps_text(all.maps) + ".");
}

Html content_of(const PageRun& run, const AnalysedPart& part, const Chapter& chapter) {
  std::vector<FaithfulnessRecords> records;
  std::vector<MapsRecord> maps;
  std::vector<Html> of_seeds;
  for (const std::uint64_t seed : part.seeds) {
    records.push_back(read_faithfulness(analysis_file(run, seed, part.part, "faithfulness.json")));
    maps.push_back(records.back().maps);
    of_seeds.push_back(
        seed_of(records.back(), "faithfulness-" + part.part + "-seed" + std::to_string(seed), seed, chapter));
  }
  const std::string answer = faithfulness_answer(records);
  return other_maps_note(part.seeds, maps) + (answer.empty() ? Html{} : bicameral::html_answer(answer)) +
         first_open(part.seeds, of_seeds);
}

/// What the map's order gains over a random one for the maps of a half, of the seeds that have it.
std::vector<Estimate> gains_of(const std::vector<FaithfulnessRecords>& of_seeds, const NamedHalf& half,
                               std::optional<Estimate> FaithfulnessRecord::*gain) {
  std::vector<Estimate> gains;
  for (const FaithfulnessRecords& all : of_seeds)
    if (const auto& record = all.halves.*half.record; record && (*record).*gain) gains.push_back(*((*record).*gain));
  return gains;
}

/// Of a faithful map what is taken away makes less probable: the more, the better.
Estimate negative(const Estimate& e) {
  Estimate result{.mean = -e.mean};
  if (e.interval) result.interval = bicameral::Interval{-e.interval->high, -e.interval->low};
  return result;
}

/// `gain` and `loss` of putting in and taking away in the maps' order instead of a random one, over `sample`.
std::string answer_text(const std::string& half, const Estimate& gain, const Estimate& loss, std::size_t seeds,
                        const std::string& sample) {
  std::string text =
      "Can the maps be believed? " +
      seeds_verdict(seeds, {{"by pixels put in", gain}, {"by pixels taken away", negative(loss)}},
                    {.below = "no, a random order is better", .above = "yes", .undecided = undecided_text(seeds)}) +
      " Mean probability of the class in the order of the maps (" + half +
      ") minus that in a random order: while pixels are put in " + estimate_text(gain, 1, 3) +
      ", of faithful maps above 0; while they are taken away " + estimate_text(loss, 1, 3) +
      ", of faithful maps below 0.";
  if (gain.interval || loss.interval) text += " 95 % intervals over " + sample + ".";
  return text;
}

}  // namespace

std::string faithfulness_answer(const std::vector<FaithfulnessRecords>& of_seeds) {
  for (auto half = std::rbegin(named_halves); half != std::rend(named_halves); ++half) {  // the whole first
    const std::vector<Estimate> gains = gains_of(of_seeds, *half, &FaithfulnessRecord::insertion_gain);
    const std::vector<Estimate> losses = gains_of(of_seeds, *half, &FaithfulnessRecord::deletion_gain);
    if (!gains.empty() && !losses.empty())
      return answer_text(half->name, over_seeds(gains), over_seeds(losses), gains.size(),
                         sample_text(gains.size(), of_seeds.front().images));
  }
  return "";
}

void add_faithfulness(const PageRun& run, Chapter& chapter) {
  add_analysis(
      run, chapter,
      {.title = "Can the maps be believed?",
       .file = "faithfulness.json",
       .what = "test of the maps",
       .command = "gradcam",
       .options = {"--faithfulness"},
       .needs = Needs::any_network,
       .introduction =
           "Pixels are taken away, the most important of the map first, or put into an empty picture. If the answer "
           "hangs on the places that the map names, its probability falls faster, or rises faster, than in a random "
           "order."},
      [&](const AnalysedPart& part, int) { return content_of(run, part, chapter); });
}

}  // namespace cifar100
