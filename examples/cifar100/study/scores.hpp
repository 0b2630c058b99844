#pragma once
// What a network got right on one set of images, as the tables and files name it.

#include <array>
#include <optional>
#include <string_view>

#include "bicameral/metrics/evaluation.hpp"

namespace cifar100 {

/// Shares of 1 but for the negative log-likelihoods, in nats. What a network has no head for is absent.
struct Scores {
  std::optional<double> fine;
  std::optional<double> fine_top5;
  std::optional<double> fine_nll;
  std::optional<double> fine_ece;
  std::optional<double> coarse;
  std::optional<double> coarse_top5;
  std::optional<double> coarse_nll;
  std::optional<double> coarse_ece;
  std::optional<double> coarse_from_fine;  // the coarse class of the fine answer is right
  std::optional<double> consistency;       // it is the same as the coarse answer
};
using Score = std::optional<double> Scores::*;

/// The scores by name; what writes, reads and prints them goes through this list.
struct ScoreField {
  std::string_view name;
  Score value;
  bool is_share = true;
};
inline constexpr std::array<ScoreField, 10> score_fields{ScoreField{"fine", &Scores::fine},
                                                         ScoreField{"fine_top5", &Scores::fine_top5},
                                                         ScoreField{"fine_nll", &Scores::fine_nll, false},
                                                         ScoreField{"fine_ece", &Scores::fine_ece},
                                                         ScoreField{"coarse", &Scores::coarse},
                                                         ScoreField{"coarse_top5", &Scores::coarse_top5},
                                                         ScoreField{"coarse_nll", &Scores::coarse_nll, false},
                                                         ScoreField{"coarse_ece", &Scores::coarse_ece},
                                                         ScoreField{"coarse_from_fine", &Scores::coarse_from_fine},
                                                         ScoreField{"consistency", &Scores::consistency}};

Scores scores_of(const bicameral::EvaluationRecord& record);

}  // namespace cifar100
