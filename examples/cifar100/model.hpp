#pragma once
// The networks of the study behind one run-time interface, so that each is compiled in a file of its own.

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bicameral/network/facts.hpp"
#include "bicameral/train/trainer.hpp"

namespace cifar100 {

/// The five networks that `experiment` compares.
enum class Kind { left, right, bilateral, unspecialised, single };
inline constexpr std::array<Kind, 5> all_kinds{Kind::left, Kind::right, Kind::bilateral, Kind::unspecialised,
                                               Kind::single};

/// "left", "right", "bilateral", "unspecialised", "single": names of folders and options.
std::string_view name_of(Kind kind);
/// What it is, for tables.
std::string_view description_of(Kind kind);
/// Throws, naming the known ones, if there is no such network.
Kind kind_named(std::string_view name);

/// The widths that are compiled in: base channels by their share of the study's 64.
struct Width {
  std::string_view name;
  int base_channels;
};
inline constexpr std::array<Width, 3> widths{Width{"0.25", 16}, Width{"0.5", 32}, Width{"1", 64}};

/// The width of this share, however it is written ("0.5", "0.50", "1.0"); throws, with the list, for another one.
const Width& width_named(std::string_view text);

/// What a forward pass and a training step cost, measured.
struct Timing {
  double seconds_per_training_image = 0;
  double seconds_per_inference_image = 0;
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
  virtual bicameral::EvaluationRecord evaluate(const bicameral::Dataset& data,
                                               const std::vector<std::uint32_t>& indices, int batch,
                                               const bicameral::ComputeSettings& compute,
                                               bicameral::ThreadPool& pool) = 0;
  /// Features [images, features], row-major.
  virtual std::vector<float> features(const bicameral::Dataset& data, const std::vector<std::uint32_t>& indices,
                                      int batch, const bicameral::ComputeSettings& compute,
                                      bicameral::ThreadPool& pool) = 0;
  virtual void load(const std::string& checkpoint) = 0;
  /// Takes the hemisphere of a single network's checkpoint as the half called `half`, "left" or "right".
  virtual void load_half(const std::string& checkpoint, std::string_view half) = 0;
};

/// A network of one of the compiled widths with random weights; throws, with the list, for another width.
std::unique_ptr<Model> make_model(Kind kind, std::string_view width, bicameral::Classes classes, std::uint64_t seed);

}  // namespace cifar100
