#include "examples/cifar100/analysis/answers_csv.hpp"

#include <cstddef>

#include "bicameral/core/atomic_file.hpp"
#include "bicameral/core/numbers.hpp"
#include "bicameral/report/csv.hpp"

namespace cifar100 {

std::string per_class_csv(const bicameral::LabelEvaluation& answers, const std::vector<std::string>& names) {
  std::string text = "class,images,top1\n";
  for (int c = 0; c < answers.accuracy.classes(); ++c) {
    const std::int64_t images = answers.accuracy.rows_of(c);
    text += bicameral::csv_line(
        std::vector<std::string>{names[static_cast<std::size_t>(c)], std::to_string(images),
                                 images > 0 ? bicameral::number_text(answers.accuracy.top1_of(c)) : std::string()});
  }
  return text;
}

std::string confusion_csv(const bicameral::LabelEvaluation& answers, const std::vector<std::string>& names) {
  std::vector<std::string> header{"true class"};
  header.insert(header.end(), names.begin(), names.end());
  std::string text = bicameral::csv_line(header);
  for (int c = 0; c < answers.accuracy.classes(); ++c) {
    std::vector<std::string> row{names[static_cast<std::size_t>(c)]};
    for (int predicted = 0; predicted < answers.accuracy.classes(); ++predicted)
      row.push_back(std::to_string(answers.confusion.count(c, predicted)));
    text += bicameral::csv_line(row);
  }
  return text;
}

void write_answers_csv(const std::string& folder, const bicameral::EvaluationRecord& record,
                       const bicameral::Dataset& data) {
  const auto write = [&](const std::string& label, const bicameral::LabelEvaluation& answers,
                         const std::vector<std::string>& names) {
    bicameral::write_file(folder + "/classes_" + label + ".csv", per_class_csv(answers, names));
    bicameral::write_file(folder + "/confusion_" + label + ".csv", confusion_csv(answers, names));
  };
  if (record.fine) write("fine", *record.fine, data.fine_names);
  if (record.coarse) write("coarse", *record.coarse, data.coarse_names);
}

}  // namespace cifar100
