#pragma once
// What differences with their intervals say, in words.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "examples/cifar100/page/analysis_files.hpp"

namespace cifar100 {

/// On which side of 0 the whole interval of a difference lies, if there is one.
enum class Finding { unknown, below, above, undecided };
Finding finding_of(const Estimate& difference);

/// Over several seeds their spread decides, of one seed that of its pictures: say it by seeds_verdict(). Seeds that all
/// say the same have no interval. Requires a seed.
Estimate over_seeds(const std::vector<Estimate>& of_seeds);

/// One of the ways to answer a question: "by area".
struct Measure {
  std::string name;
  Estimate difference{};
};

/// What the findings mean, said after "by area".
struct Meanings {
  std::string below;
  std::string above;
  std::string undecided;
  std::string unknown = "there is no interval, so it cannot be said";
};

/// "Yes." where all of several measures find the same, else each for itself: "By area yes; by entropy no."
std::string verdict(const std::vector<Measure>& measures, const Meanings& meanings);

/// The same of estimates that are over_seeds(). What the pictures of one seed decide holds for its network alone: "In
/// this one network: yes. One seed cannot say whether that holds for others."
std::string seeds_verdict(std::size_t seeds, const std::vector<Measure>& measures, const Meanings& meanings);

/// What an interval is over: "3 seeds", or of one seed "200 pictures".
std::string sample_text(std::size_t seeds, std::int64_t pictures);
/// "these seeds do not decide it", or of one seed these pictures.
std::string undecided_text(std::size_t seeds);

}  // namespace cifar100
