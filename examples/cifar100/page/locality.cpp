// Whether the left half looks at smaller places than the right one.

#include <string>
#include <utility>
#include <vector>

#include "bicameral/core/numbers.hpp"
#include "bicameral/metrics/statistics.hpp"
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

Estimate difference_of(const std::vector<LocalityRecord>& records, Estimate LocalityRecord::*measure) {
  std::vector<Estimate> of_seeds;
  for (const LocalityRecord& record : records) of_seeds.push_back(record.*measure);
  return over_seeds(of_seeds);
}

double mean_of(const std::vector<LocalityRecord>& records, LocalityOf LocalityRecord::*half,
               double LocalityOf::*measure) {
  std::vector<double> values;
  for (const LocalityRecord& record : records) values.push_back(record.*half.*measure);
  return bicameral::statistics_of(values).mean;
}

bicameral::Table table_of(const std::vector<std::uint64_t>& seeds, const std::vector<LocalityRecord>& records) {
  bicameral::Table table({"seed", "area %, left", "area %, right", "left minus right", "entropy, left",
                          "entropy, right", "left minus right"});
  for (std::size_t i = 0; i < records.size(); ++i) {
    const LocalityRecord& r = records[i];
    table.add_row({std::to_string(seeds[i]), hundredths(r.left.area), hundredths(r.right.area),
                   estimate_text(r.area, 100, 1), fixed_text(r.left.entropy, 4), fixed_text(r.right.entropy, 4),
                   estimate_text(r.entropy, 1, 4)});
  }
  if (records.size() > 1)
    table.add_row({"all", hundredths(mean_of(records, &LocalityRecord::left, &LocalityOf::area)),
                   hundredths(mean_of(records, &LocalityRecord::right, &LocalityOf::area)),
                   estimate_text(difference_of(records, &LocalityRecord::area), 100, 1),
                   fixed_text(mean_of(records, &LocalityRecord::left, &LocalityOf::entropy), 4),
                   fixed_text(mean_of(records, &LocalityRecord::right, &LocalityOf::entropy), 4),
                   estimate_text(difference_of(records, &LocalityRecord::entropy), 1, 4)});
  return table;
}

std::string table_caption(const std::vector<LocalityRecord>& records) {
  std::int64_t left_out = 0;
  bool equal = true;
  for (const LocalityRecord& record : records) {
    left_out += record.left_out;
    equal = equal && record.images == records.front().images;
  }
  std::string text =
      "Area: the share of a picture whose value in the map is above half the largest one. Entropy: 0 if one place has "
      "all, 1 if all places have the same. The smaller, the more local. Over ";
  for (const LocalityRecord& record : records)
    if (&record == &records.front() || !equal)
      text += (&record == &records.front() ? "" : ", ") + count_text(record.images);
  text += std::string(" pictures") + (records.size() > 1 ? " of each seed" : "");
  if (left_out > 0)
    text +=
        "; " + count_text(left_out) + " left out" + (records.size() > 1 ? " in all" : "") + ", because a map is empty";
  return text + ". 95 % intervals: of a seed over its pictures" +
         (records.size() > 1 ? ", of all over the seeds. " : ". ") + maps_text(records.front().maps) + ".";
}

/// The records of the seeds that have one of any picture, and on which maps.
struct Measured {
  std::vector<std::uint64_t> seeds;
  std::vector<LocalityRecord> records;
  std::vector<MapsRecord> maps;
};
Measured measured(const PageRun& run, const AnalysedPart& part) {
  Measured found;
  for (const std::uint64_t seed : part.seeds) {
    LocalityRecord record = read_locality(analysis_file(run, seed, part.part, "locality.json"));
    if (record.images == 0) continue;
    found.seeds.push_back(seed);
    found.maps.push_back(record.maps);
    found.records.push_back(std::move(record));
  }
  return found;
}

Html content_of(const Measured& all) {
  if (all.records.empty()) return bicameral::html_note("Nothing could be measured: a map of every picture is empty.");
  return other_maps_note(all.seeds, all.maps) + bicameral::html_answer(locality_answer(all.records)) +
         bicameral::html_table(table_of(all.seeds, all.records), table_caption(all.records));
}

}  // namespace

std::string locality_answer(const std::vector<LocalityRecord>& of_seeds) {
  const Estimate area = difference_of(of_seeds, &LocalityRecord::area);
  const Estimate entropy = difference_of(of_seeds, &LocalityRecord::entropy);
  const auto mean = [&](LocalityOf LocalityRecord::*half, double LocalityOf::*measure) {
    return mean_of(of_seeds, half, measure);
  };
  std::string text =
      "Is the left hemisphere more local? " +
      seeds_verdict(of_seeds.size(), {{"by area", area}, {"by entropy", entropy}},
                    {.below = "yes", .above = "no, the right one is", .undecided = undecided_text(of_seeds.size())}) +
      " The left half's maps cover " + percent(mean(&LocalityRecord::left, &LocalityOf::area)) +
      " of a picture, those of the right " + percent(mean(&LocalityRecord::right, &LocalityOf::area)) +
      ": left minus right " + estimate_text(area, 100, 1) + " points. Their entropies are " +
      fixed_text(mean(&LocalityRecord::left, &LocalityOf::entropy), 4) + " and " +
      fixed_text(mean(&LocalityRecord::right, &LocalityOf::entropy), 4) + ": left minus right " +
      estimate_text(entropy, 1, 4) + ".";
  if (area.interval || entropy.interval)
    text += " 95 % intervals over " + sample_text(of_seeds.size(), of_seeds.front().images) + ".";
  return text;
}

void add_locality(const PageRun& run, Chapter& chapter) {
  add_analysis(run, chapter,
               {.title = "Is the left half more local?",
                .file = "locality.json",
                .what = "measure of how local the halves are",
                .command = "gradcam",
                .options = {"--locality"}},
               [&](const AnalysedPart& part, int) { return content_of(measured(run, part)); });
}

}  // namespace cifar100
