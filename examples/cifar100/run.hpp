#pragma once
// One run of the program on one dataset: what the commands share.

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "bicameral/data/cifar100.hpp"
#include "examples/cifar100/result.hpp"
#include "examples/cifar100/settings.hpp"

namespace cifar100 {

/// Set by Ctrl-C and SIGTERM; looked at after every training step.
extern std::atomic<bool> stop_requested;
/// Lets the signals set it, and lets a full disk be an error instead of the end.
void handle_signals();

/// Thrown when the user asked to stop and everything needed to go on has been written.
struct Stopped {
  std::string how_to_continue;
};

/// The pictures of a run: from the folder of the settings, or made.
bicameral::TrainTest load_data(const Settings& settings);

/// Data, split, threads and folder of a run.
class Run {
 public:
  /// Requires checked settings. Loads the data.
  explicit Run(const Settings& settings);

  const Settings& settings() const { return settings_; }
  const bicameral::TrainTest& data() const { return data_; }
  const bicameral::TrainData& train_data() const { return train_data_; }
  bicameral::ThreadPool& pool() { return *pool_; }
  bicameral::Classes classes() const { return data_.train.classes(); }

  /// Makes the run folder, or looks into that of an earlier run if `resume`: its settings must be those of this run.
  void open_folder(bool resume, const std::vector<std::string>& command_line);

  std::string folder_of(std::uint64_t seed, Kind kind) const;
  std::unique_ptr<Model> new_model(std::uint64_t seed, Kind kind) const;
  bicameral::TrainSettings train_settings_of(std::uint64_t seed, Kind kind) const;

  /// Trains, tests and writes one network, or reads the result of one that is finished; throws Stopped if asked to
  /// stop.
  /// Throws unless left and right of this repetition are finished: the bilateral network is built from them.
  void expect_halves(std::uint64_t seed) const;
  Result train(std::uint64_t seed, Kind kind, bool resume);

 private:
  void print_choices() const;

  Settings settings_;
  bicameral::TrainTest data_;
  bicameral::TrainData train_data_;
  std::unique_ptr<bicameral::ThreadPool> pool_;
};

}  // namespace cifar100
