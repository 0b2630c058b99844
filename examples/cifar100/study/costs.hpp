#pragma once
// What the rows cost beside one another, by what was trained and not by what was planned.

#include <optional>
#include <string>
#include <vector>

#include "examples/cifar100/study/comparison.hpp"

namespace cifar100 {

/// Of a row over all its seeds, stage by stage.
std::vector<EpochRange> epochs_of(const Comparison& comparison, const std::string& row);
/// How its column of epochs is read: a sentence each about "8 + 4" and about "5-8", if a row has such epochs.
std::vector<std::string> epochs_notes(const Comparison& comparison);

/// How many times the training multiply-adds of another row a row took, over the seeds that have both. Absent if there
/// are none, or no such number.
std::optional<double> compute_ratio(const Comparison& comparison, const std::string& row, const std::string& other);
/// Whether a row took the training multiply-adds of the specialised network, give or take an epoch of its own, in every
/// seed that has both. Absent if there are none.
std::optional<bool> has_compute_of_reference(const Comparison& comparison, const std::string& row);
/// What "compute of specialised" is worth in the rows of that arm; empty without one that is finished.
std::string matched_note(const Comparison& comparison);

}  // namespace cifar100
