#include "examples/cifar100/analysis/case_answers.hpp"

#include "bicameral/report/csv.hpp"

namespace cifar100 {

CaseAnswers case_answers(AnalysedRun& run, std::uint64_t seed, const bicameral::Features& features) {
  CaseAnswers answers;
  if (!run.halves()) return answers;
  const std::vector<std::uint32_t> all = image_numbers(features.count());
  const auto ask = [&](const Part& part) {
    return run.model(seed, part)->features(run.data().test, all, run.asking("answers of " + part.name), run.pool());
  };
  answers.left_fine = ask(run.halves()->left).fine_predicted;
  answers.right_coarse = ask(run.halves()->right).coarse_predicted;
  if (!answers.left_fine.empty() && !answers.right_coarse.empty() && !features.fine_predicted.empty() &&
      !features.coarse_predicted.empty())
    answers.cases = bicameral::AnswerCases({answers.left_fine, answers.right_coarse, features.fine_predicted,
                                            features.coarse_predicted, features.fine_labels, features.coarse_labels});
  return answers;
}

std::string answers_csv(const CaseAnswers& answers, const bicameral::Features& features,
                        const bicameral::Dataset& data) {
  const auto name = [](const std::vector<std::int32_t>& classes, std::size_t image,
                       const std::vector<std::string>& names) {
    if (classes.empty() || classes[image] < 0) return std::string();
    return names[static_cast<std::size_t>(classes[image])];
  };
  std::string text = "image,fine_label,coarse_label,left_fine,right_coarse,fine,coarse,case\n";
  for (std::size_t i = 0; i < features.images.size(); ++i)
    text += bicameral::csv_line(std::vector<std::string>{
        std::to_string(features.images[i]), name(features.fine_labels, i, data.fine_names),
        name(features.coarse_labels, i, data.coarse_names), name(answers.left_fine, i, data.fine_names),
        name(answers.right_coarse, i, data.coarse_names), name(features.fine_predicted, i, data.fine_names),
        name(features.coarse_predicted, i, data.coarse_names),
        answers.cases ? answers.cases->of(static_cast<std::int64_t>(i)).name() : std::string()});
  return text;
}

}  // namespace cifar100
