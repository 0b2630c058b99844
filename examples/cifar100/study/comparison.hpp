#pragma once
// The rows of the study over all seeds, and what is said about them: tables, CSV, JSON.

#include <cstdint>
#include <string>
#include <vector>

#include "examples/cifar100/study/epochs.hpp"
#include "examples/cifar100/study/part_result.hpp"
#include "examples/cifar100/study/study.hpp"

namespace cifar100 {

/// A row of one seed: the answers of its part, the cost of that and all it needed.
struct RowResult {
  std::string row{};
  std::uint64_t seed = 0;
  Scores best{};
  Scores last{};
  std::vector<EpochRange> epochs{};  // of the halves, then of the heads
  std::int64_t parameters = 0;
  double forward_multiply_adds = 0;  // per image
  double multiply_adds = 0;          // of all training
  double images_seen = 0;
  double seconds = 0;
};

/// What the tables need to know.
struct Comparison {
  std::vector<Row> rows;
  std::vector<RowResult> results;
  std::string quirks{};  // of the study's own program that were repeated
  bool chosen_on_test = false;
  bool validated = true;                // else the last epoch counts as the best
  bool of_the_study = false;            // the pictures are the study's, so that its figures may stand beside ours
  std::vector<std::string> programs{};  // that trained the parts: sources, vector instructions, compiler
};

/// The rows of one seed whose parts are all there.
std::vector<RowResult> row_results(const Study& study, std::uint64_t seed, const std::vector<PartResult>& parts);

/// All tables as text with aligned columns or as Markdown: accuracies, with the study's own figures; the other answers;
/// what it cost; over several seeds the spread, and the paired differences to the specialised network.
std::string comparison_text(const Comparison& comparison, bool markdown);
/// Every row of every seed as a line of CSV with a header.
std::string comparison_csv(const Comparison& comparison);
/// The statistics of every row and score over the seeds, and the differences to the specialised network, as CSV.
std::string statistics_csv(const Comparison& comparison);
/// All of that as JSON, with what must be known to read it: oddities, what chose, and the study's figures.
std::string comparison_json(const Comparison& comparison);

}  // namespace cifar100
