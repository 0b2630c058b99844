#include "examples/cifar100/analysis/case_scatter.hpp"

namespace cifar100 {

std::string case_meaning(bicameral::AnswerCase which) {
  const auto word = [](bool holds) { return std::string(holds ? "correct" : "wrong"); };
  return "Left half " + word(which.left) + ", right half " + word(which.right) + "; together fine " + word(which.fine) +
         ", coarse " + word(which.coarse) + ".";
}

bicameral::MarginalScatter case_scatter(bicameral::AnswerCase which, const PairValues& pairs,
                                        const PairRanges& ranges) {
  return {.about = {.title = "Cosine similarity of pairs of one class in case " + which.name(),
                    .description = case_meaning(which),
                    .heading = which.name()},
          .x = pairs.left,
          .y = pairs.right,
          .colour = pairs.whole,
          .x_axis = "similarity, left",
          .y_axis = "similarity, right",
          .colour_axis = "similarity, both together",
          .x_range = ranges.left,
          .y_range = ranges.right,
          .colour_range = ranges.whole,
          .points_name = "pairs",
          .empty_text = "no pair of pictures in this case"};
}

}  // namespace cifar100
