#pragma once
// Which test images are looked at.

#include <cstdint>
#include <string>
#include <vector>

#include "examples/cifar100/analysis/cam_options.hpp"
#include "examples/cifar100/analysis/case_answers.hpp"

namespace cifar100 {

/// Numbers of test images, and the cases asked for that have none.
struct ChosenImages {
  std::vector<std::uint32_t> images{};
  std::vector<std::string> missing_cases{};
};

/// Errors: more than one of --images, --class and --case, a number outside the test images, an unknown class or case
/// (with the nearest). What can be said before anything is computed.
void check_choice(const CamOptions& options, const bicameral::Dataset& test);

/// Those that the options name: by number, by class, by case, each once. Without a word about it the first images of
/// seven cases that tell the halves apart; of a network without cases the first images of all. Errors: as check_choice;
/// cases that the network does not have.
ChosenImages chosen_images(const CamOptions& options, const CaseAnswers& answers, const bicameral::Dataset& test);

}  // namespace cifar100
