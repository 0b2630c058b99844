#pragma once
// Every part and every row that the study knows, for the settings of a run.

#include <vector>

#include "examples/cifar100/study/study.hpp"

namespace cifar100 {

/// Parts and rows under construction.
struct StudyList {
  std::vector<Part> parts;
  std::vector<Row> rows;
};

/// All of them; rows in the order of all_arms().
StudyList everything(const Settings& settings);

}  // namespace cifar100
