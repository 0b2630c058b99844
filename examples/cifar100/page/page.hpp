#pragma once
// The page of a report: everything that is known about one or more runs, in one file that loads nothing.

#include <string>
#include <vector>

#include "examples/cifar100/page/run.hpp"

namespace cifar100 {

/// The whole HTML file; each of several runs is a chapter, its sections named after the run's folder. Analyses that are
/// not there are named with the command that makes them. Requires at least one run. Throws, naming the file, for an
/// analysis file that is damaged.
std::string page_text(const std::vector<PageRun>& runs);

}  // namespace cifar100
