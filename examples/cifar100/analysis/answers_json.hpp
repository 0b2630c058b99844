#pragma once
// What a network gets right and wrong, class by class, as JSON.

#include <string>

#include "bicameral/data/dataset.hpp"
#include "bicameral/metrics/evaluation.hpp"
#include "examples/cifar100/analysis/json_files.hpp"

namespace cifar100 {

/// {"fine": {classes, coarse_of, accuracy, ece, per_class, confusion, bins}, "coarse": {...}}; see
/// docs/result_files.md. `coarse_of` is null for a fine class without pictures, and absent where one lies in two coarse
/// classes.
Json answers_json(const bicameral::EvaluationRecord& record, const bicameral::Dataset& data);

}  // namespace cifar100
