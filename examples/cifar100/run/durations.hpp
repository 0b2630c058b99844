#pragma once
// How long a run will take: measured before it starts, corrected by what has been seen since.

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "examples/cifar100/run/run.hpp"

namespace cifar100 {

/// Expected seconds of the parts of a run that are not finished yet.
class Durations {
 public:
  /// Measures two steps of every network that is still to be trained, and prints what it finds.
  Durations(Run& run, const std::vector<std::uint64_t>& seeds);

  /// Of all that is left, if the rest is off by as much as what was seen so far.
  double remaining() const;
  /// A part that was expected is finished; `seconds` is what it took in this sitting.
  void finished(std::uint64_t seed, const std::string& part, double seconds);

 private:
  std::map<std::pair<std::uint64_t, std::string>, double> expected_;
  double seen_ = 0;
  double expected_of_seen_ = 0;
};

}  // namespace cifar100
