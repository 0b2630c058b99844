#pragma once
// What a network gets right and wrong, class by class, as JSON.

#include <string>

#include "bicameral/data/dataset.hpp"
#include "bicameral/metrics/evaluation.hpp"
#include "examples/cifar100/analysis/json_files.hpp"

namespace cifar100 {

/// {"fine": {classes, coarse_of, accuracy, ece, per_class, confusion, bins}, "coarse": {...}}; see
/// docs/result_files.md.
Json answers_json(const bicameral::EvaluationRecord& record, const bicameral::Dataset& data);

}  // namespace cifar100
