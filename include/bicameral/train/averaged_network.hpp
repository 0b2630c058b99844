#pragma once
// A network in training beside the running average of its values.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "bicameral/core/instruction_set.hpp"
#include "bicameral/network/network.hpp"
#include "bicameral/optim/weight_average.hpp"
#include "bicameral/train/checkpoint.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// Keeps the average of a network over its training steps; with a decay of 0 there is none, and result() is the network
/// itself. Batch norm's running statistics are averaged as the weights are: those of the newest weights would describe
/// activations that the older weights in the average never had. Frozen weights are not touched.
/// Requires that `network` outlives it, and 0 <= decay < 1 (throws otherwise). A step allocates nothing.
template <Architecture A, class T = float>
class AveragedNetwork {
 public:
  AveragedNetwork(Network<A, T>& network, double decay) : network_(network), decay_(decay) {
    detail::check_average_decay("AveragedNetwork", decay);
    statistics_ = network.tables().values;
    for (const ParameterInfo& parameter : network.parameters())
      if (parameter.role == Role::statistic) statistics_ = std::min(statistics_, parameter.offset);
  }

  /// From now on the network holds the values that are trained. The average begins with them unless it has begun.
  void begin() {
    if (decay_ > 0 && !average_) average_.emplace(network_);
    if (shown_) exchange();
  }
  /// From now on the network holds the average, until begin().
  void show() {
    if (average_ && !shown_) exchange();
  }
  /// After step number `step` (from 0): moves the average towards the network. Requires begin() before it.
  void update(std::int64_t step, ThreadPool& pool) {
    if (!average_) return;
    const double decay = average_decay_at(decay_, step);
    const NetworkTables& tables = network_.tables();
    move(0, tables.trainable, decay, pool);
    move(statistics_, tables.values, decay, pool);
    std::copy(network_.counters(), network_.counters() + tables.counters, average_->counters());
  }

  /// What training is for: the average, or the network where there is none. Requires begin() before it.
  const Network<A, T>& result() const { return average_ ? *average_ : network_; }

  /// What a checkpoint of result() needs besides to go on from: the values that are trained, "live.<parameter>".
  /// Requires begin() before it.
  std::vector<CheckpointArray<T>> arrays() {
    if (!average_) return {};
    return {live(network_)};
  }
  /// Reads a checkpoint of result() with arrays() and others, whole or not at all; the average has then begun.
  void load(const SafetensorsFile& file, std::vector<CheckpointArray<T>> others) {
    if (decay_ == 0) return load_checkpoint(file, network_, others);
    Network<A, T> average = network_;
    others.push_back(live(network_));
    load_checkpoint(file, average, others);
    average_.emplace(std::move(average));
    shown_ = false;
    const NetworkTables& tables = network_.tables();
    std::copy(average_->values() + tables.trainable, average_->values() + statistics_,
              network_.values() + tables.trainable);  // frozen weights have no average of their own
    std::copy(average_->counters(), average_->counters() + tables.counters, network_.counters());
  }

 private:
  static CheckpointArray<T> live(Network<A, T>& network) {
    return {"live", std::span(network.values(), static_cast<std::size_t>(network.tables().values)), true};
  }
  void move(std::int64_t begin, std::int64_t end, double decay, ThreadPool& pool) {
    const auto count = static_cast<std::size_t>(end - begin);
    update_average(std::span<T>(average_->values() + begin, count),
                   std::span<const T>(network_.values() + begin, count), decay, pool);
  }
  void exchange() {
    std::swap_ranges(network_.values(), network_.values() + network_.tables().values, average_->values());
    shown_ = !shown_;
  }

  Network<A, T>& network_;
  double decay_;
  std::int64_t statistics_ = 0;  // where they begin among the values
  std::optional<Network<A, T>> average_{};
  bool shown_ = false;
};

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
