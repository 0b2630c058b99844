#pragma once
// One run of the program on one dataset: its data, split, threads and folder.

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "bicameral/data/cifar100.hpp"
#include "bicameral/train/trainer.hpp"
#include "examples/cifar100/run/run_lock.hpp"
#include "examples/cifar100/settings/settings.hpp"
#include "examples/cifar100/study/part_result.hpp"
#include "examples/cifar100/study/training.hpp"

namespace cifar100 {

class Model;

/// Set by Ctrl-C and SIGTERM; looked at after every training step.
extern std::atomic<bool> stop_requested;
/// Lets the signals set it, for commands that look at it; others end at once, as they leave no half-written file.
void stop_by_signals();
/// Lets a file that grows over the limit be an error of its writing, which is reported, instead of the end.
void report_file_size_limit();

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
  const Study& study() const { return study_; }
  const bicameral::TrainTest& data() const { return data_; }
  const bicameral::TrainData& train_data() const { return train_data_; }
  bicameral::ThreadPool& pool() { return *pool_; }
  const Plan& plan() const { return plan_; }
  const std::string& data_hash() const { return data_hash_; }

  /// Makes the run folder, or looks into that of an earlier run if `resume`: its settings and version must be those of
  /// this run. Locks it.
  void open_folder(bool resume, const std::vector<std::string>& command_line);

  std::unique_ptr<Model> new_model(std::uint64_t seed, const Part& part) const;
  bicameral::TrainSettings train_settings_of(std::uint64_t seed, const Part& part) const;

  /// Throws unless the part can be trained with these settings to its end, and an ensemble has images to choose its
  /// members on. Asked of all parts of the rows when the run is made.
  void expect_trainable(const Part& part) const;
  /// Throws unless the parts that this one needs are finished.
  void expect_origins(std::uint64_t seed, const Part& part) const;
  /// Trains, tests and writes one part, or reads the result of one that is finished; throws Stopped if asked to stop.
  PartResult train(std::uint64_t seed, const Part& part);

 private:
  void go_on_with_folder();
  void print_beginning() const;
  void take_test_images_to_choose();
  void load_origins(Model& model, std::uint64_t seed, const Part& part, PartResult& result) const;
  bicameral::TrainResult train_weights(Model& model, std::uint64_t seed, const Part& part) const;

  Settings settings_;
  Study study_;
  bicameral::TrainTest data_;
  bicameral::TrainData train_data_;
  std::string data_hash_;  // of the training images
  std::string test_hash_;
  Plan plan_;
  std::unique_ptr<bicameral::ThreadPool> pool_;
  RunLock lock_;
};

/// RUN/seed0/left.
std::string part_folder(const std::string& run, std::uint64_t seed, const std::string& part);
/// The file in it that is there once the part is trained and tested.
std::string result_file(const std::string& run, std::uint64_t seed, const std::string& part);
/// Puts trained networks of the run into an ensemble, in this order, each as it was at its best epoch.
void load_members(Model& ensemble, const std::string& run, std::uint64_t seed, const std::vector<std::string>& parts);
/// The finished parts of a repetition in the folder of a run.
std::vector<PartResult> finished_parts(const std::string& run, std::uint64_t seed, const Study& study);

}  // namespace cifar100
