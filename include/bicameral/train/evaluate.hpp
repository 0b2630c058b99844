#pragma once
// What a network gets right on a set of images.

#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <vector>

#include "bicameral/core/instruction_set.hpp"
#include "bicameral/data/batches.hpp"
#include "bicameral/metrics/evaluation.hpp"
#include "bicameral/network/folded.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// Runs the network over the images with these indices, in order and without augmentation, and counts its answers.
/// Requires a dataset of the network's input shape and, for its heads, of its numbers of classes.
template <Architecture A, class T>
EvaluationRecord evaluate(const Network<A, T>& network, Workspace<A, T>& workspace, const Dataset& data,
                          const std::vector<std::uint32_t>& indices, const Normalization& normalization = {}) {
  using Model = typename Network<A, T>::Model;
  const Classes heads{Model::has_fine ? network.classes().fine : 0, Model::has_coarse ? network.classes().coarse : 0};
  EvaluationRecord record(heads, heads.fine > 0 ? fine_to_coarse(data) : std::vector<std::int32_t>{},
                          data.classes().coarse);
  const int batch = std::min(workspace.batch(), static_cast<int>(indices.size()));
  BatchLoader<T, Augmentation<>> batches(data, indices, {.batch = batch, .order = Order::in_order}, workspace.pool(),
                                         normalization);
  batches.begin_epoch(0);
  Batch<T> images;
  const FoldedNetwork<A, T> folded(network, workspace);
  while (batches.next(images)) {
    const Outputs<T> outputs = infer(folded, workspace, images.images, images.count);
    const auto logits = [&](const T* from, int classes) {
      return std::span<const T>(from, static_cast<std::size_t>(images.count) * static_cast<std::size_t>(classes));
    };
    record.add(logits(outputs.fine, heads.fine), logits(outputs.coarse, heads.coarse), images.fine, images.coarse);
  }
  return record;
}

/// The same over all images of a dataset, `batch` at a time, in memory of its own.
template <Architecture A, class T>
EvaluationRecord evaluate(const Network<A, T>& network, const Dataset& data, ThreadPool& pool,
                          const Normalization& normalization = {}, int batch = 128) {
  if (data.count() == 0) fail("evaluate", "at least one image", "none");
  std::vector<std::uint32_t> all(static_cast<std::size_t>(data.count()));
  std::iota(all.begin(), all.end(), 0U);
  Workspace<A, T> workspace(pool, std::min(batch, static_cast<int>(data.count())), Mode::inference, network.classes());
  return evaluate(network, workspace, data, all, normalization);
}

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
