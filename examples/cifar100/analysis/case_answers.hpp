#pragma once
// Who is right about which image: each half alone, and both together.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bicameral/analysis/answer_cases.hpp"
#include "bicameral/analysis/features.hpp"
#include "examples/cifar100/analysis/analysed_run.hpp"

namespace cifar100 {

/// Answers to the test images. What is not known is empty: a network whose halves were not trained alone has no cases.
struct CaseAnswers {
  std::vector<std::int32_t> left_fine{};
  std::vector<std::int32_t> right_coarse{};
  std::optional<bicameral::AnswerCases> cases{};
};

/// Asks the halves alone about the test images; `features` are those of the whole network for all of them.
/// Cases exist where the left half alone names fine classes, the right one coarse classes, and the whole both.
CaseAnswers case_answers(AnalysedRun& run, std::uint64_t seed, const bicameral::Features& features);

/// "answers.csv": one line for each image with labels, answers and case.
std::string answers_csv(const CaseAnswers& answers, const bicameral::Features& features,
                        const bicameral::Dataset& data);

}  // namespace cifar100
