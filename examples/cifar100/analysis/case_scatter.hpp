#pragma once
// The plot of one case of right and wrong.

#include <span>
#include <string>

#include "bicameral/analysis/answer_cases.hpp"
#include "bicameral/report/svg.hpp"

namespace cifar100 {

/// Cosine similarities of the same pairs of pictures. Points to values that live elsewhere.
struct PairValues {
  std::span<const float> left;
  std::span<const float> right;
  std::span<const float> whole;
};

/// What the axes of all cases show at least, so that their plots can be compared.
struct PairRanges {
  bicameral::svg::Range left{0, 1};
  bicameral::svg::Range right{0, 1};
  bicameral::svg::Range whole{0, 1};
};

/// "Left half correct, right half wrong; together fine correct, coarse wrong."
std::string case_meaning(bicameral::AnswerCase which);

/// The pairs of a case as dots: left against right similarity, coloured by that of both together.
bicameral::MarginalScatter case_scatter(bicameral::AnswerCase which, const PairValues& pairs, const PairRanges& ranges);

}  // namespace cifar100
