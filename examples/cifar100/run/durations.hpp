#pragma once
// How long a run will take: measured before it starts, corrected by what has been seen since.

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "bicameral/train/position.hpp"
#include "examples/cifar100/run/run.hpp"

namespace cifar100 {

/// Expected seconds of the parts of a run that are not finished yet.
class Durations {
 public:
  /// A part is still to be done and will take so long.
  void expect(std::uint64_t seed, const std::string& part, double seconds) { expected_[{seed, part}] = seconds; }
  /// Of all that is left, if the rest is off by as much as what was seen so far.
  double remaining() const;
  /// A part that was expected is finished; `seconds` is what it took in this sitting.
  void finished(std::uint64_t seed, const std::string& part, double seconds);
  /// A part that was expected will not be done.
  void left_out(std::uint64_t seed, const std::string& part) { expected_.erase({seed, part}); }

 private:
  std::map<std::pair<std::uint64_t, std::string>, double> expected_;
  double seen_ = 0;
  double expected_of_seen_ = 0;
};

/// What is left of so many epochs at this position, the steps of the epoch that has begun counted.
double epochs_left(int epochs, const bicameral::TrainPosition& position, std::int64_t steps_per_epoch);

/// Measures two steps of every network that is still to be trained, and prints what it finds.
Durations measured_durations(Run& run, const std::vector<std::uint64_t>& seeds);

}  // namespace cifar100
