#include "examples/cifar100/page/run.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "bicameral/core/error.hpp"
#include "examples/cifar100/run/folder.hpp"
#include "examples/cifar100/run/part_files.hpp"
#include "examples/cifar100/run/results.hpp"
#include "examples/cifar100/words.hpp"

namespace cifar100 {

namespace {

/// Refuses rows of which the run will never have one.
void check_rows_of(const std::string& folder, const Study& asked, const std::vector<std::string>& arms) {
  std::vector<std::string> names;
  const Study study(run_settings(folder));
  for (const Row& row : study.rows()) names.push_back(row.name);
  for (const Row& row : asked.rows())
    if (std::find(names.begin(), names.end(), row.name) != names.end()) return;
  bicameral::fail("option --arms", "rows of the run '" + folder + "', which has " + joined(names, ", "),
                  "'" + joined(arms, ",") + "'");
}

}  // namespace

PageRun page_run(const std::string& folder, const std::vector<std::string>& arms) {
  Settings settings = run_settings(folder);
  if (!arms.empty()) settings.arms = arms;
  check(settings);
  const bool of_the_study = run_data_hash(folder) == study_pictures_hash;
  Comparison comparison = comparison_in(folder, settings, of_the_study);
  Study study(settings);
  if (comparison.results.empty() && !arms.empty()) check_rows_of(folder, study, arms);
  std::vector<std::uint64_t> seeds = seeds_of(settings);
  return {folder, folder, arms, std::move(settings), std::move(study), std::move(seeds), std::move(comparison)};
}

void name_runs(std::vector<PageRun>& runs) {
  const auto last_name = [](const PageRun& run) {
    std::filesystem::path path = std::filesystem::absolute(run.folder).lexically_normal();
    if (!path.has_filename()) path = path.parent_path();  // "a/" ends in an empty name
    return path.filename().string();
  };
  for (PageRun& run : runs) {
    const std::string name = last_name(run);
    const auto same = std::count_if(runs.begin(), runs.end(), [&](const PageRun& r) { return last_name(r) == name; });
    run.name = same > 1 || name.empty() ? run.folder : name;
  }
}

std::string analysis_file(const PageRun& run, std::uint64_t seed, const std::string& part, const std::string& file) {
  return part_folder(run.folder, seed, part) + "/analysis/" + file;
}

std::string analysis_file(const PageRun& run, const std::string& part, const std::string& file) {
  return run.folder + "/analysis/" + part + "/" + file;
}

std::vector<AnalysedPart> analysed_parts(const PageRun& run, const std::string& file) {
  std::vector<AnalysedPart> found;
  for (const Part* part : run.study.order()) {
    AnalysedPart analysed{part->name, {}};
    for (const std::uint64_t seed : run.seeds)
      if (std::filesystem::exists(analysis_file(run, seed, part->name, file))) analysed.seeds.push_back(seed);
    if (!analysed.seeds.empty()) found.push_back(std::move(analysed));
  }
  std::stable_partition(found.begin(), found.end(),
                        [](const AnalysedPart& each) { return each.part == "specialised"; });
  return found;
}

std::string rows_of(const PageRun& run, const std::string& part) {
  std::string text;
  for (const Row& row : run.study.rows())
    if (row.part == part) text += (text.empty() ? "" : "; ") + row.description;
  return text;
}

std::string description_of(const PageRun& run, const std::string& part) {
  const std::string rows = rows_of(run, part);
  return rows.empty() ? part : rows;
}

}  // namespace cifar100
