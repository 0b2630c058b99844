#pragma once
// A run as the page needs it.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "examples/cifar100/settings/settings.hpp"
#include "examples/cifar100/study/comparison.hpp"
#include "examples/cifar100/study/study.hpp"

namespace cifar100 {

struct PageRun {
  std::string folder;
  std::string name;                     // for titles
  std::vector<std::string> shown_arms;  // asked for by name; empty: those of the run
  Settings settings;
  Study study;
  std::vector<std::uint64_t> seeds;
  Comparison comparison;
};

/// What its folder holds; only `arms` unless that is empty. Throws where there is no run of this version.
PageRun page_run(const std::string& folder, const std::vector<std::string>& arms);

/// The last names of the folders; of runs whose last names are the same, the folders as they were given.
void name_runs(std::vector<PageRun>& runs);

/// A part that has been analysed, and for which seeds.
struct AnalysedPart {
  std::string part;
  std::vector<std::uint64_t> seeds;
};
/// The parts of the rows shown that have such a file among their analyses; the specialised one first.
std::vector<AnalysedPart> analysed_parts(const PageRun& run, const std::string& file);
/// RUN/seed0/specialised/analysis/similarity.json.
std::string analysis_file(const PageRun& run, std::uint64_t seed, const std::string& part, const std::string& file);
/// RUN/analysis/specialised/together.json, of an analysis over all seeds.
std::string analysis_file(const PageRun& run, const std::string& part, const std::string& file);

/// The rows that show a part's answers, in words; empty if it is only needed by others.
std::string rows_of(const PageRun& run, const std::string& part);
/// The same, or the part's name where there is no row.
std::string description_of(const PageRun& run, const std::string& part);

}  // namespace cifar100
