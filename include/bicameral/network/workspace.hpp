#pragma once
// The memory of a running network: activations, gradients and scratch, allocated once.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "bicameral/core/aligned_buffer.hpp"
#include "bicameral/core/arena.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/network/tables.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// What one thread of control needs to run a Network<A, T> on up to `batch` images: its size follows from the type, the
/// batch, the mode and the settings. Requires that `pool` outlives it.
template <Architecture A, class T = float>
class Workspace {
 public:
  using Model = detail::model_of<A>;

  Workspace(ThreadPool& pool, int batch, Mode mode, Classes classes = {}, const ComputeSettings& settings = {})
      : pool_(&pool),
        batch_(checked(batch)),
        mode_(mode),
        classes_(classes),
        settings_(settings),
        kept_(Model::template kept_bytes<T>(mode, batch, classes)),
        scratch_(Model::template scratch_bytes<T>(mode, batch, settings, pool.threads(), classes)) {
    const NetworkTables tables = make_tables<A>(classes);
    if (keeps_activations(mode)) records_.resize(tables.layers.size());
    if (mode == Mode::training) gradients_ = AlignedBuffer<T>(static_cast<std::size_t>(tables.trainable));
    const auto rows = static_cast<std::size_t>(batch);
    const std::size_t features = static_cast<std::size_t>(Model::features.size());
    const std::size_t fine = Model::has_fine ? static_cast<std::size_t>(classes.fine) : 0;
    const std::size_t coarse = Model::has_coarse ? static_cast<std::size_t>(classes.coarse) : 0;
    features_ = AlignedBuffer<T>(rows * features);
    fine_ = AlignedBuffer<T>(rows * fine);
    coarse_ = AlignedBuffer<T>(rows * coarse);
    if (keeps_activations(mode)) {
      const bool headless = !Model::has_fine && !Model::has_coarse;
      d_features_ = AlignedBuffer<T>(headless ? rows * features : 0);
      d_fine_ = AlignedBuffer<T>(rows * fine);
      d_coarse_ = AlignedBuffer<T>(rows * coarse);
    }
  }

  ThreadPool& pool() const { return *pool_; }
  int batch() const { return batch_; }
  Mode mode() const { return mode_; }
  Classes classes() const { return classes_; }
  const ComputeSettings& settings() const { return settings_; }

  /// The results of the latest forward pass, one row per image.
  Outputs<T> outputs() { return {features_.data(), fine_.data(), coarse_.data()}; }
  /// Where the caller puts the gradient of its loss before a backward pass: fine and coarse logits, or the features of
  /// a hemisphere by itself.
  Outputs<T> output_gradients() { return {d_features_.data(), d_fine_.data(), d_coarse_.data()}; }
  /// Gradients of all trained weights, laid out like Network::trainable().
  std::span<T> gradients() { return gradients_.span(); }
  std::span<const T> gradients() const { return gradients_.span(); }

  /// Weights of the frozen hemispheres, prepared by fold_frozen; empty before.
  Arena& frozen() { return frozen_; }

  Arena& kept() { return kept_; }
  Arena& scratch() { return scratch_; }
  std::span<LayerRecord<T>> records() { return records_; }
  std::span<const LayerRecord<T>> records() const { return records_; }

 private:
  static int checked(int batch) {
    if (batch < 1) fail("Workspace", "a batch of at least 1 image", std::to_string(batch));
    return batch;
  }

  ThreadPool* pool_;
  int batch_;
  Mode mode_;
  Classes classes_;
  ComputeSettings settings_;
  Arena kept_;
  Arena scratch_;
  Arena frozen_{};
  std::vector<LayerRecord<T>> records_;
  AlignedBuffer<T> gradients_;
  AlignedBuffer<T> features_, fine_, coarse_;
  AlignedBuffer<T> d_features_, d_fine_, d_coarse_;
};

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
