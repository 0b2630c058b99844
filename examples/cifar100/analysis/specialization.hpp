#pragma once
// What each half of a trained network knows and what the heads make of it.

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "bicameral/analysis/cka.hpp"
#include "bicameral/analysis/features.hpp"
#include "bicameral/analysis/head_attention.hpp"
#include "bicameral/metrics/evaluation.hpp"
#include "examples/cifar100/analysis/analysed_run.hpp"
#include "examples/cifar100/analysis/json_files.hpp"

namespace cifar100 {

/// What a linear probe got right on the test images, and the penalty that the validation images chose.
struct ProbeScore {
  double accuracy = 0;
  double validation = 0;
  double l2 = 0;
  bool converged = false;
};

/// Everything about one seed. Index 0 is the left half, 1 the right one, 2 the whole.
struct Specialization {
  std::int64_t train_images = 0;  // that the probes learned from
  std::int64_t test_images = 0;
  std::array<ProbeScore, 3> fine_probes{};
  std::array<ProbeScore, 3> coarse_probes{};
  bicameral::EvaluationRecord answers{};                  // of the network as it is
  std::array<bicameral::EvaluationRecord, 2> silenced{};  // without the left half, without the right one
  bicameral::HeadAttention attention{};
  bicameral::Cka cka{};
};

/// The names of the rows in tables and files.
inline constexpr std::array<const char*, 3> half_names{"left", "right", "whole"};

/// Trains the probes on at most `probe_images` of the run's training images (0: all) and asks the network about the
/// test images. `tell` hears what is going on. Errors: a network without halves.
Specialization specialization_of(AnalysedRun& run, std::uint64_t seed, int probe_images,
                                 const std::function<void(const std::string&)>& tell);

/// How many probes were stopped by the number of their steps.
int probes_before_optimum(const Specialization& found);

/// As in specialization.json, see docs/result_files.md.
Json to_json(const Specialization& found);
/// The same numbers, a line for each measure and half.
std::string specialization_csv(const Specialization& found);

}  // namespace cifar100
