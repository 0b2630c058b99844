#pragma once
// The comparison of a run, from the finished parts in its folder.

#include <string>

#include "examples/cifar100/study/comparison.hpp"

namespace cifar100 {

class Run;

/// content_hash of CIFAR-100's training and test images, the pictures of the study.
inline constexpr const char* study_pictures_hash = "1e20057adb4e4083";
inline constexpr const char* study_test_hash = "077da55d15c49118";

/// The rows that the settings name, for their seeds, as far as the folder has them. `of_the_study` says whether the
/// training images are the study's; where the folder has a record of its test images they must be the study's too, if
/// figures are to be comparable.
Comparison comparison_in(const std::string& folder, const Settings& settings, bool of_the_study);
/// Those of a run that is going on.
Comparison comparison_of(const Run& run);
/// Writes results.md, results.csv and results.json.
void write_results(const Run& run);

}  // namespace cifar100
