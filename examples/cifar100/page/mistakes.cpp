// Which classes are taken for which, and whether the network is as sure as it should be.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "bicameral/analysis/confused_classes.hpp"
#include "bicameral/metrics/confusion.hpp"
#include "bicameral/metrics/statistics.hpp"
#include "bicameral/report/svg.hpp"
#include "examples/cifar100/page/analysis_files.hpp"
#include "examples/cifar100/page/analysis_section.hpp"
#include "examples/cifar100/page/answers.hpp"
#include "examples/cifar100/page/sections.hpp"
#include "examples/cifar100/page/texts.hpp"

namespace cifar100 {

namespace {

using bicameral::Html;

/// One label of a part: the counts of all seeds, and the calibration error of each.
struct Answered {
  std::string label;  // "fine" or "coarse"
  AnswerRecord sum{};
  int seeds = 0;
  std::vector<double> eces{};
  const AnswerRecord* coarse = nullptr;  // of fine answers: for the names of the coarse classes; may be missing
};

double share_of(std::int64_t count, std::int64_t all) {
  return all == 0 ? std::numeric_limits<double>::quiet_NaN() : static_cast<double>(count) / static_cast<double>(all);
}

/// The names of the coarse classes in the order of the rows, if each has as many fine classes; else those of the rows.
std::vector<std::string> row_labels(const Answered& a, const std::vector<std::size_t>& order) {
  std::vector<std::string> labels;
  if (a.coarse != nullptr && !a.sum.coarse_of.empty()) {
    const std::size_t groups = a.coarse->classes.size();
    bool equal = order.size() % groups == 0;
    for (std::size_t i = 0; i < order.size() && equal; ++i)
      equal = a.sum.coarse_of[order[i]] == static_cast<std::int64_t>(i / (order.size() / groups));
    if (equal) return a.coarse->classes;
  }
  for (const std::size_t k : order) labels.push_back(a.sum.classes[k]);
  return labels;
}

bicameral::HeatMap heat_map(const Answered& a) {
  const std::vector<std::size_t> order = class_order(a.sum);
  bicameral::HeatMap map{.about = {.title = "Confusion of " + a.label + " classes",
                                   .description = "Rows are true classes, columns the answers; the diagonal is right.",
                                   .heading = ""},
                         .size = order.size(),
                         .values = {},
                         .labels = row_labels(a, order)};
  for (const std::size_t label : order) {
    const std::int64_t images = images_of(a.sum, label);
    for (const std::size_t predicted : order) map.values.push_back(share_of(count_of(a.sum, label, predicted), images));
  }
  return map;
}

/// The counts as the library has them.
bicameral::ConfusionMatrix matrix_of(const AnswerRecord& record) {
  const int classes = static_cast<int>(record.classes.size());
  bicameral::ConfusionMatrix matrix(classes);
  for (int label = 0; label < classes; ++label)
    for (int predicted = 0; predicted < classes; ++predicted) {
      const std::int64_t count = count_of(record, static_cast<std::size_t>(label), static_cast<std::size_t>(predicted));
      for (std::int64_t i = 0; i < count; ++i) matrix.add(label, predicted);
    }
  return matrix;
}

bicameral::Table confused_table(const AnswerRecord& record) {
  bicameral::Table table({"classes", "mistakes", "first as second", "second as first"});
  const auto cell = [&](int label, std::int64_t count) {
    return count_text(count) + " of " + count_text(images_of(record, static_cast<std::size_t>(label)));
  };
  const auto name = [&](int label) { return record.classes[static_cast<std::size_t>(label)]; };
  for (const bicameral::ConfusedClasses& pair : bicameral::most_confused(matrix_of(record), 12))
    table.add_row({name(pair.first) + " and " + name(pair.second), count_text(pair.both()),
                   cell(pair.first, pair.first_as_second), cell(pair.second, pair.second_as_first)});
  return table;
}

/// What a class is most often taken for, but itself.
std::string usual_mistake(const AnswerRecord& record, std::size_t label) {
  std::size_t most = label;
  for (std::size_t k = 0; k < record.classes.size(); ++k)
    if (k != label && count_of(record, label, k) > (most == label ? 0 : count_of(record, label, most))) most = k;
  return most == label ? "-" : record.classes[most] + " (" + count_text(count_of(record, label, most)) + ")";
}

bicameral::Table class_table(const Answered& a) {
  const AnswerRecord& record = a.sum;
  std::vector<std::string> header{"class", "answers", "right %", "most often taken for"};
  const bool coarse = a.coarse != nullptr && !record.coarse_of.empty();
  if (coarse) header.insert(header.begin() + 1, "coarse class");
  bicameral::Table table(header);
  std::vector<std::size_t> order(record.classes.size());
  for (std::size_t k = 0; k < order.size(); ++k) order[k] = k;
  const auto accuracy = [&](std::size_t k) {
    const std::int64_t images = images_of(record, k);
    return images == 0 ? -1 : share_of(count_of(record, k, k), images);
  };
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t one, std::size_t other) { return accuracy(one) > accuracy(other); });
  for (const std::size_t k : order) {
    std::vector<std::string> cells{record.classes[k], count_text(images_of(record, k)),
                                   accuracy(k) < 0 ? "-" : hundredths(accuracy(k)), usual_mistake(record, k)};
    if (coarse) {
      const auto& of = record.coarse_of[k];
      cells.insert(cells.begin() + 1, of ? a.coarse->classes[static_cast<std::size_t>(*of)] : std::string("-"));
    }
    table.add_row(cells);
  }
  return table;
}

bicameral::ReliabilityDiagram reliability(const Answered& a) {
  bicameral::ReliabilityDiagram diagram{
      .about = {.title = "Reliability of " + a.label + " answers",
                .description = "Bars above the line: right more often than sure; below: less often.",
                .heading = a.label + " classes"},
      .bars = {}};
  for (const AnswerBin& bin : a.sum.bins)
    diagram.bars.push_back({bin.low, bin.high, bin.accuracy, bin.confidence, bin.rows});
  return diagram;
}

Html confusion_of(const Answered& a, const std::string& id, const std::string& seeds, int heading_level,
                  const Chapter& chapter) {
  const std::string order = a.sum.coarse_of.empty() ? "" : " Fine classes of one coarse class stand side by side.";
  Html html = bicameral::html_heading(a.label == "fine" ? "Fine classes" : "Coarse classes", heading_level) +
              bicameral::html_figure(heat_map(a), chapter.frame("confusion-" + id),
                                     "Which " + a.label + " class is taken for which, " + seeds + "." + order +
                                         " The colours spread small shares out.");
  if (const bicameral::Table table = confused_table(a.sum); table.rows() > 0)
    html = html +
           bicameral::html_table(table, "The " + a.label + " classes most often taken for each other, " + seeds + ".");
  return html + bicameral::html_details(
                    "Every " + a.label + " class",
                    bicameral::html_table(class_table(a),
                                          "The " + a.label + " classes, the best known first, " + seeds + "."));
}

/// Fine and coarse answers over the seeds, as far as there are any.
std::vector<Answered> answered(const PageRun& run, const AnalysedPart& part, const std::vector<AnswersOfPart>& seeds) {
  std::vector<Answered> all;
  for (const auto& [label, member] :
       {std::pair{"fine", &AnswersOfPart::fine}, std::pair{"coarse", &AnswersOfPart::coarse}}) {
    Answered one{.label = label};
    for (std::size_t i = 0; i < seeds.size(); ++i) {
      const auto& record = seeds[i].*member;
      if (!record) continue;
      if (one.seeds == 0)
        one.sum = *record;
      else
        add_counts(one.sum, *record, "file '" + analysis_file(run, part.seeds[i], part.part, "answers.json") + "'");
      one.seeds += 1;
      if (record->ece) one.eces.push_back(*record->ece);
      if (member == &AnswersOfPart::fine && seeds[i].coarse) one.coarse = &*seeds[i].coarse;
    }
    if (one.seeds > 0) all.push_back(std::move(one));
  }
  return all;
}

Html reliability_of(const Answered& a, const AnalysedPart& part, const std::string& seeds, const Chapter& chapter) {
  return bicameral::html_small_figure(
      reliability(a), chapter.frame("reliability-" + part.part + "-" + a.label),
      (a.eces.size() > 1 ? "Mean expected calibration error " : "Expected calibration error ") +
          (a.eces.empty() ? "-" : percent(bicameral::statistics_of(a.eces).mean)) + "; answers " +
          (part.seeds.size() > 1 ? "" : "of ") + seeds + ".");
}

Html content_of(const PageRun& run, const AnalysedPart& part, int heading_level, const Chapter& chapter) {
  std::vector<AnswersOfPart> files;
  for (const std::uint64_t seed : part.seeds)
    files.push_back(read_answers(analysis_file(run, seed, part.part, "answers.json")));
  const std::string seeds = (part.seeds.size() > 1 ? "added up over " : "") + seeds_text(part.seeds);
  Html html;
  std::vector<Html> diagrams;
  for (const Answered& a : answered(run, part, files)) {
    html = html + confusion_of(a, part.part + "-" + a.label, seeds, heading_level, chapter);
    diagrams.push_back(reliability_of(a, part, seeds, chapter));
  }
  if (diagrams.empty()) return bicameral::html_note("The record of the answers is empty.");
  return html + bicameral::html_heading("Is it as sure as it should be?", heading_level) +
         bicameral::html_columns(diagrams);
}

}  // namespace

void add_mistakes(const PageRun& run, Chapter& chapter) {
  add_analysis(
      run, chapter,
      {.title = "Mistakes and confidence",
       .file = "answers.json",
       .what = "record of the answers",
       .command = "mistakes",
       .needs = Needs::any_network},
      [&](const AnalysedPart& part, int heading_level) { return content_of(run, part, heading_level, chapter); });
}

}  // namespace cifar100
