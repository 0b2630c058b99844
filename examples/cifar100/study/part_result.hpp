#pragma once
// What is kept about one part once it is trained and tested.

#include <cstdint>
#include <string>
#include <vector>

#include "examples/cifar100/study/scores.hpp"

namespace cifar100 {

/// One part of one repetition; its own training alone.
struct PartResult {
  std::string part{};
  std::string network{};
  std::uint64_t seed = 0;
  Scores best{};                // on the test images, of the epoch that was best on the validation images
  Scores last{};                // of the last epoch
  double validation_score = 0;  // of the best epoch: sum of the accuracies of the network's heads
  std::int64_t best_epoch = 0;  // from 1
  std::int64_t epochs = 0;
  std::int64_t parameters = 0;
  double multiply_adds = 0;  // of the training; of frozen halves, their forward passes
  double images_seen = 0;
  double seconds = 0;                  // of the training
  double forward_multiply_adds = 0;    // per image, when it is used
  std::vector<std::string> members{};  // of an average: the parts that were chosen
};

/// Writes and reads one result as JSON; writing is whole or not at all.
void write_part_result(const std::string& path, const PartResult& result);
PartResult read_part_result(const std::string& path);

}  // namespace cifar100
