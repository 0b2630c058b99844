#pragma once
// What is kept about one trained network: the line of the table.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "examples/cifar100/model.hpp"

namespace cifar100 {

/// Answers on one set of images; what a network has no head for is absent. Shares of 1.
struct Scores {
  std::optional<double> fine;
  std::optional<double> fine_top5;
  std::optional<double> coarse;
  std::optional<double> coarse_top5;
  std::optional<double> coarse_from_fine;  // the coarse class of the fine answer is right
  std::optional<double> consistency;       // it is the same as the coarse answer
};
Scores scores_of(const bicameral::EvaluationRecord& record);

/// One network of one repetition, trained and tested.
struct Result {
  Kind kind = Kind::left;
  std::uint64_t seed = 0;
  Scores best;                  // on the test images, of the epoch that was best on the validation images
  Scores last;                  // of the last epoch
  std::int64_t best_epoch = 0;  // from 1
  std::int64_t epochs = 0;
  std::int64_t parameters = 0;
  double multiply_adds = 0;  // of training this network; frozen halves: their forward passes
  double images_seen = 0;
  double seconds = 0;
  double forward_multiply_adds = 0;  // per image, when it is used
};

/// Writes and reads one result as JSON; writing is whole or not at all.
void write_result(const std::string& path, const Result& result);
Result read_result(const std::string& path);

/// The results of one repetition count the halves of the specialised bilateral network as part of its training.
std::vector<Result> with_halves_counted(const std::vector<Result>& results);

/// The comparison as text with aligned columns, or as Markdown. Over several seeds: mean and sample deviation, and a
/// second table with the smallest, the largest and the 95 % interval.
std::string comparison_table(const std::vector<Result>& results, bool markdown);
/// Every result as a line of CSV with a header.
std::string results_csv(const std::vector<Result>& results);

}  // namespace cifar100
