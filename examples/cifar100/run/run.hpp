#pragma once
// One run of the program on one dataset: its pictures, threads and folder.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "bicameral/train/trainer.hpp"
#include "examples/cifar100/run/images.hpp"
#include "examples/cifar100/run/lock.hpp"
#include "examples/cifar100/settings/settings.hpp"
#include "examples/cifar100/study/part_result.hpp"
#include "examples/cifar100/study/training.hpp"

namespace cifar100 {

class Model;

/// Pictures, threads and folder of a run.
class Run {
 public:
  /// Requires checked settings. Loads the data.
  explicit Run(const Settings& settings);

  const Settings& settings() const { return settings_; }
  const Study& study() const { return study_; }
  const RunImages& images() const { return images_; }
  bicameral::ThreadPool& pool() { return *pool_; }
  const Plan& plan() const { return plan_; }

  /// Looks into the folder of an earlier run that this one is to go on with: settings, version and pictures must be the
  /// same; the rows and seeds of the earlier run come before those of this one. Writes nothing.
  void join_earlier();
  /// Makes the run folder, or opens that of the earlier run. Locks it.
  void open_folder(const std::vector<std::string>& command_line);
  /// Whether the folder was opened, so that there is something to go on with.
  bool is_open() const { return is_open_; }
  /// Whether the folder is that of this run: joined or opened.
  bool has_folder() const { return joined_ || is_open_; }
  /// Whether the part is trained and tested, in this sitting or an earlier one.
  bool is_finished(std::uint64_t seed, const std::string& part) const;

  std::unique_ptr<Model> new_model(std::uint64_t seed, const Part& part) const;
  bicameral::TrainSettings train_settings_of(std::uint64_t seed, const Part& part) const;

  /// Throws unless the part can be trained with these settings to its end, and an ensemble has images to choose its
  /// members on. Asked of all parts of the rows when the run is made.
  void expect_trainable(const Part& part) const;
  /// Throws unless the parts that this one needs are finished and their weights are there.
  void expect_origins(std::uint64_t seed, const Part& part) const;
  /// Throws, naming all, if parts of the study that are still to be trained need weights of finished parts that are not
  /// there, as in a folder of copied records.
  void expect_weights() const;
  /// Trains, tests and writes one part, or reads the result of one that is finished. Throws Stopped if asked to stop,
  /// NotFinite for a training that left the finite numbers.
  PartResult train(std::uint64_t seed, const Part& part);

 private:
  void print_beginning() const;
  std::vector<std::string> chosen_members(std::uint64_t seed, const Part& part) const;
  std::vector<std::string> missing_weights(std::uint64_t seed, const Part& part) const;
  void load_origins(Model& model, std::uint64_t seed, const Part& part, PartResult& result) const;
  bicameral::TrainResult train_weights(Model& model, std::uint64_t seed, const Part& part) const;

  Settings settings_;
  Study study_;
  RunImages images_;
  Plan plan_;
  std::unique_ptr<bicameral::ThreadPool> pool_;
  RunLock lock_;
  bool joined_ = false;
  bool is_open_ = false;
};

}  // namespace cifar100
