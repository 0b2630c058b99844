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
  void load_origins(Model& model, std::uint64_t seed, const Part& part, PartResult& result) const;
  bicameral::TrainResult train_weights(Model& model, std::uint64_t seed, const Part& part) const;

  Settings settings_;
  Study study_;
  RunImages images_;
  Plan plan_;
  std::unique_ptr<bicameral::ThreadPool> pool_;
  RunLock lock_;
};

}  // namespace cifar100
