#include "examples/cifar100/run/results.hpp"

#include <map>
#include <utility>

#include "bicameral/core/atomic_file.hpp"
#include "examples/cifar100/run/folder.hpp"
#include "examples/cifar100/run/part_files.hpp"
#include "examples/cifar100/run/run.hpp"
#include "examples/cifar100/words.hpp"

namespace cifar100 {

namespace {

/// Whether they may be: older records of a run do not tell.
bool may_be_tested_on_the_study(const std::string& folder) {
  const std::map<std::string, std::string> environment = run_environment(folder);
  const auto found = environment.find("test_hash");
  return found == environment.end() || found->second == study_test_hash;
}

}  // namespace

Comparison comparison_in(const std::string& folder, const Settings& settings, bool of_the_study) {
  const Study study(settings);
  Comparison comparison{study.rows(),
                        {},
                        joined(settings.quirks, ", "),
                        has_quirk(settings, quirk_test_selection),
                        settings.validation > 0,
                        of_the_study && may_be_tested_on_the_study(folder),
                        run_programs(folder)};
  for (const std::uint64_t seed : seeds_of(settings)) {
    std::vector<RowResult> rows = row_results(study, seed, finished_parts(folder, seed, study));
    comparison.results.insert(comparison.results.end(), rows.begin(), rows.end());
  }
  return comparison;
}

Comparison comparison_of(const Run& run) {
  return comparison_in(run.settings().out, run.settings(), run.images().train_hash() == study_pictures_hash);
}

void write_results(const Run& run) {
  const Comparison comparison = comparison_of(run);
  const std::string folder = run.settings().out + "/";
  bicameral::write_file(folder + "results.csv", comparison_csv(comparison));
  bicameral::write_file(folder + "statistics.csv", statistics_csv(comparison));
  bicameral::write_file(folder + "results.json", comparison_json(comparison));
  bicameral::write_file(folder + "results.md", comparison_text(comparison, true));
}

}  // namespace cifar100
