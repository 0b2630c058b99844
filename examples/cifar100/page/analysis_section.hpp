#pragma once
// How a section shows what an analysis found of each part: what is read first, and what only by those who open it.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "bicameral/report/html/fragment.hpp"
#include "examples/cifar100/page/chapter.hpp"
#include "examples/cifar100/page/run.hpp"

namespace cifar100 {

/// What an analysis can look into.
enum class Needs { any_network, two_halves };

struct AnalysisSection {
  std::string title;
  std::string file;     // that the analysis of a part leaves
  std::string what;     // it makes, for "No ... yet"
  std::string command;  // that makes it
  std::vector<std::string> options{};
  Needs needs = Needs::two_halves;
  std::string introduction{};
};

/// What there is to say of a part; headings in it begin at this level.
using PartContent = std::function<bicameral::Html(const AnalysedPart&, int heading_level)>;

/// The section: the first analysed part as it is, each other one to be opened, under their names where they are
/// several. If no part that is shown has been analysed, how to do that, or that there is none for it.
void add_analysis(const PageRun& run, Chapter& chapter, const AnalysisSection& section, const PartContent& content);

/// What there is of each seed, in their order: the first as it is, each other one to be opened.
bicameral::Html first_open(const std::vector<std::uint64_t>& seeds, const std::vector<bicameral::Html>& of_seeds);

}  // namespace cifar100
