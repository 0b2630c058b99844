#pragma once
// A network of any type behind one run-time interface, so that groups of them are compiled in files of their own.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bicameral/analysis/cam_faithfulness.hpp"
#include "bicameral/analysis/cam_maps.hpp"
#include "bicameral/analysis/features.hpp"
#include "bicameral/analysis/head_attention.hpp"
#include "bicameral/analysis/silenced_half.hpp"
#include "bicameral/core/progress.hpp"
#include "bicameral/network/facts.hpp"
#include "bicameral/train/trainer.hpp"

namespace cifar100 {

/// What a forward pass and a training step cost, measured.
struct Timing {
  double seconds_per_training_image = 0;
  double seconds_per_inference_image = 0;
};

/// How a network is asked.
struct Asking {
  int batch = 128;
  bicameral::ComputeSettings compute{};
  bool flips = false;  // each picture and its mirror image; the mean of their logits answers
  bicameral::TellProgress progress{};
};

/// One network of some type, with everything that the program does with it.
class Model {
 public:
  virtual ~Model() = default;

  virtual const bicameral::NetworkTables& tables() const = 0;
  virtual bicameral::NetworkFacts facts() const = 0;
  /// Bytes that a training batch keeps from forward to backward.
  virtual std::size_t activation_bytes(int batch) const = 0;

  /// Trains from random weights, or goes on from `files.last` if `resume`.
  virtual bicameral::TrainResult train(const bicameral::TrainData& data, const bicameral::TrainSettings& settings,
                                       bicameral::ThreadPool& pool, const bicameral::CheckpointFiles& files,
                                       bool resume, const bicameral::TrainCallbacks& callbacks) = 0;
  /// Two training steps and two of inference on copies of the network.
  virtual Timing measure(const bicameral::TrainData& data, const bicameral::TrainSettings& settings,
                         bicameral::ThreadPool& pool) = 0;
  /// Inference alone.
  virtual Timing measure_inference(const bicameral::TrainData& data, const bicameral::TrainSettings& settings,
                                   bicameral::ThreadPool& pool) = 0;
  virtual bicameral::EvaluationRecord evaluate(const bicameral::Dataset& data,
                                               const std::vector<std::uint32_t>& indices, const Asking& asking,
                                               bicameral::ThreadPool& pool) = 0;
  /// Features, scores and answers for the pictures as they are; `asking.flips` is not looked at.
  virtual bicameral::Features features(const bicameral::Dataset& data, const std::vector<std::uint32_t>& indices,
                                       const Asking& asking, bicameral::ThreadPool& pool) const = 0;
  /// What the network gets right from features it gave, with one half silenced, or none. Throws for a network without
  /// halves.
  virtual bicameral::EvaluationRecord evaluate_silenced(const bicameral::Features& features,
                                                        const std::optional<bicameral::SilencedHalf>& silenced,
                                                        const Asking& asking, bicameral::ThreadPool& pool) const = 0;
  /// How much each head listens to each half. Throws for a network without halves.
  virtual bicameral::HeadAttention attention(const bicameral::Features& features,
                                             bicameral::ThreadPool& pool) const = 0;
  virtual bicameral::CamMaps<float> cam_maps(const bicameral::Dataset& data, const std::vector<std::uint32_t>& indices,
                                             const bicameral::CamSettings& settings,
                                             bicameral::ThreadPool& pool) const = 0;
  /// Deletion and insertion curves of maps that this network gave of the normalised pictures.
  virtual bicameral::Faithfulness faithfulness(const std::vector<float>& pictures,
                                               const bicameral::CamMaps<float>& maps,
                                               const bicameral::FaithfulnessSettings& settings,
                                               bicameral::ThreadPool& pool) const = 0;
  virtual void load(const std::string& checkpoint) = 0;
  /// Takes what begins with `file_prefix` in another network's checkpoint ("hemisphere.") as what begins with `prefix`
  /// here ("left.").
  virtual void load_part(const std::string& checkpoint, std::string_view file_prefix, std::string_view prefix) = 0;
};

}  // namespace cifar100
