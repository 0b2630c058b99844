#pragma once
// The sentences that answer the questions of the page, from numbers alone. Each is written beside its section.

#include <string>
#include <vector>

#include "examples/cifar100/page/analysis_files.hpp"
#include "examples/cifar100/study/comparison.hpp"

namespace cifar100 {

/// "Does specialisation pay? ...": the specialised network beside the same one without specialisation, on fine and
/// coarse classes; or why that cannot be said.
std::string specialisation_answer(const Comparison& comparison);
/// What the specialised network gains over other networks, one a point, as far as there are results.
std::vector<std::string> gains_over_others(const Comparison& comparison);

/// "Is the left hemisphere more local? ...", by area and by entropy. Requires a record, and that each has images.
std::string locality_answer(const std::vector<LocalityRecord>& of_seeds);

/// "Can the maps be believed? ...", by pixels put in and taken away, of the maps of both halves together, else of those
/// that there are. Empty if no record compares with a random order.
std::string faithfulness_answer(const std::vector<FaithfulnessRecords>& of_seeds);

}  // namespace cifar100
