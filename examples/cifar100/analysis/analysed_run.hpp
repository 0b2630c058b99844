#pragma once
// A run whose trained networks are looked into.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bicameral/core/parallel.hpp"
#include "bicameral/data/cifar100.hpp"
#include "examples/cifar100/analysis/json_files.hpp"
#include "examples/cifar100/analysis/options.hpp"
#include "examples/cifar100/analysis/weights.hpp"
#include "examples/cifar100/model.hpp"
#include "examples/cifar100/run/images.hpp"
#include "examples/cifar100/settings/settings.hpp"
#include "examples/cifar100/study/study.hpp"

namespace cifar100 {

/// The parts that the halves of a joined network were trained as, each with a head of its own.
struct HalfParts {
  Part left;
  Part right;
};

/// The trained networks that an analysis asks.
enum class Asks { part, part_and_halves };

/// A seed that cannot be looked into, and why.
struct LeftOut {
  std::uint64_t seed = 0;
  Lack lack;
};

/// A run folder opened for reading: its settings, pictures, threads and finished parts.
class AnalysedRun {
 public:
  /// Errors: no run of this version, an unknown part, a seed that the run does not have, training pictures that are not
  /// the run's, no seed whose part is finished and has its weights (with the command that makes it).
  AnalysedRun(const AnalysisOptions& options, Asks asks);

  const Settings& settings() const { return settings_; }
  const bicameral::TrainTest& data() const { return data_; }
  bicameral::ThreadPool& pool() { return *pool_; }
  const Asking& asking() const { return asking_; }
  /// The same with a line that tells how far `what` is.
  Asking asking(const std::string& what) const;
  /// The part that is looked into.
  const Part& part() const { return part_; }
  /// None unless both halves were trained alone before.
  const std::optional<HalfParts>& halves() const { return halves_; }
  /// Those asked for whose parts are finished and have their weights; at least one.
  const std::vector<std::uint64_t>& seeds() const { return seeds_; }
  /// The others that were asked for, for a remark.
  const std::vector<LeftOut>& left_out() const { return left_out_; }

  /// A trained network, as it was at its best epoch; an ensemble of the members that were chosen.
  std::unique_ptr<Model> model(std::uint64_t seed, const Part& part) const;
  std::unique_ptr<Model> model(std::uint64_t seed) const { return model(seed, part_); }
  /// How a file of results begins: {"part", "seed", "command", "commit"}.
  Json about(std::uint64_t seed) const;
  /// RUN/seed0/specialised/analysis, made if need be; and RUN/analysis/specialised for what concerns all seeds.
  std::string folder_of(std::uint64_t seed) const;
  std::string folder() const;

 private:
  std::optional<Lack> lack_in(std::uint64_t seed, Asks asks) const;

  Settings settings_;
  std::string command_;
  Part part_;
  std::optional<HalfParts> halves_;
  std::vector<std::uint64_t> seeds_;
  std::vector<LeftOut> left_out_;
  bicameral::TrainTest data_;
  std::unique_ptr<bicameral::ThreadPool> pool_;
  Asking asking_;
};

/// Says which seeds are left out, and why.
void tell_left_out(const AnalysedRun& run);

}  // namespace cifar100
