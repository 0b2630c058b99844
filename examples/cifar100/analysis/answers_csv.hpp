#pragma once
// What a network gets right and wrong, class by class, as tables for other programs.

#include <string>
#include <vector>

#include "bicameral/data/dataset.hpp"
#include "bicameral/metrics/evaluation.hpp"

namespace cifar100 {

/// A line for each class: its name, images, and the share of them that is right; empty for a class without images.
std::string per_class_csv(const bicameral::LabelEvaluation& answers, const std::vector<std::string>& names);
/// Rows: true classes; columns: answers.
std::string confusion_csv(const bicameral::LabelEvaluation& answers, const std::vector<std::string>& names);
/// Writes classes_fine.csv, confusion_fine.csv and those of the coarse classes, as far as the network has the heads.
void write_answers_csv(const std::string& folder, const bicameral::EvaluationRecord& record,
                       const bicameral::Dataset& data);

}  // namespace cifar100
