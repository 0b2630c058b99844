#pragma once
// Figures of the study's own runs, to lay beside ours where the pictures are the same.
// Source: arXiv 2209.06862 and what came with its program, 180 epochs a stage: a file of predictions, image by image,
// of one run of the specialised network, and the names of checkpoints of two runs of the unspecialised one.

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace cifar100 {

/// Shares right of a row, where reported.
struct StudyScores {
  std::string_view row;
  std::optional<double> fine;
  std::optional<double> coarse;
};
inline constexpr std::array<StudyScores, 3> study_scores{StudyScores{"specialised", 0.717, 0.820},
                                                         StudyScores{"left", 0.662, std::nullopt},
                                                         StudyScores{"right", std::nullopt, 0.750}};
inline constexpr std::string_view study_row_of_sums = "unspecialised";
/// Of the unspecialised network only sums of both accuracies are known.
inline constexpr std::array<double, 2> study_unspecialised_sums{1.492, 1.476};
/// What is to be said wherever they are shown.
inline constexpr std::string_view study_sums_note =
    "fine plus coarse, known only from the names of two checkpoints that came with the study's program";

/// Images of each of the 16 cases, by AnswerCase::number(): tt-tt, tt-tf, tt-ft, ..., ff-ff.
inline constexpr std::array<std::int64_t, 16> study_case_images{5530, 19, 111,  11,  601, 227, 21,  128,
                                                                628,  25, 1035, 166, 107, 61,  194, 1174};
inline constexpr std::int64_t study_images = 10038;

}  // namespace cifar100
