#pragma once
// What a network gets right on a set of images.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "bicameral/core/error.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/core/progress.hpp"
#include "bicameral/core/shape.hpp"
#include "bicameral/data/batches.hpp"
#include "bicameral/metrics/evaluation.hpp"
#include "bicameral/network/folded.hpp"

namespace bicameral {

/// How a network is asked.
struct EvaluationSettings {
  /// Each picture and its mirror image are shown, and the answer is the mean of their logits; takes twice as long.
  bool flips = false;
  bool operator==(const EvaluationSettings&) const = default;
};

inline namespace BICAMERAL_SIMD {

namespace detail {

/// Pictures [count, H, W, C] with left and right exchanged.
template <class T>
void mirror(const Shape& shape, const T* images, std::int64_t count, T* mirrored, ThreadPool& pool) {
  const std::int64_t row = std::int64_t{shape.width} * shape.channels;
  pool.for_each_task(count, [&](std::int64_t image, int) {
    for (std::int64_t y = image * shape.height; y < (image + 1) * shape.height; ++y)
      for (int x = 0; x < shape.width; ++x)
        std::copy_n(images + y * row + std::int64_t{x} * shape.channels, shape.channels,
                    mirrored + y * row + std::int64_t{shape.width - 1 - x} * shape.channels);
  });
}

/// Logits of one batch, or the mean of two passes over it.
template <class T>
class LogitMean {
 public:
  /// Takes in the logits of pass number `pass`, 0 or 1.
  void add(int pass, std::span<const T> logits) {
    if (pass == 0) return mean_.assign(logits.begin(), logits.end());
    for (std::size_t i = 0; i < mean_.size(); ++i) mean_[i] = (mean_[i] + logits[i]) / 2;
  }
  std::span<const T> mean() const { return mean_; }

 private:
  std::vector<T> mean_{};
};

}  // namespace detail

/// Runs the network over the images with these indices, in order and without augmentation, and counts its answers.
/// Requires a dataset that has, for the network's heads, their numbers of classes. What needs a hierarchy is not
/// counted where fine classes lie in several coarse ones. `progress` hears of every batch. Errors: pictures of another
/// shape than the network's input.
template <Architecture A, class T>
EvaluationRecord evaluate(const Network<A, T>& network, Workspace<A, T>& workspace, const Dataset& data,
                          const std::vector<std::uint32_t>& indices, const Normalization& normalization = {},
                          const EvaluationSettings& settings = {}, const TellProgress& progress = {}) {
  using Model = typename Network<A, T>::Model;
  if (data.shape != Model::input)
    fail("evaluate", "pictures of shape " + to_string(Model::input), to_string(data.shape));
  const Classes heads{Model::has_fine ? network.classes().fine : 0, Model::has_coarse ? network.classes().coarse : 0};
  LabelHierarchy hierarchy = heads.fine > 0 ? hierarchy_of(data) : LabelHierarchy{};
  if (hierarchy.conflict) hierarchy.coarse_of.clear();
  EvaluationRecord record(heads, std::move(hierarchy.coarse_of), data.classes().coarse);
  const int batch = std::min(workspace.batch(), static_cast<int>(indices.size()));
  BatchLoader<T, Augmentation<>> batches(data, indices, {.batch = batch, .order = Order::in_order}, workspace.pool(),
                                         normalization);
  batches.begin_epoch(0);
  Batch<T> images;
  const FoldedNetwork<A, T> folded(network, workspace);
  std::vector<T> mirrored(settings.flips ? static_cast<std::size_t>(batch * data.shape.size()) : 0);
  detail::LogitMean<T> fine;
  detail::LogitMean<T> coarse;
  std::int64_t done = 0;
  while (batches.next(images)) {
    const auto logits = [&](const T* from, int classes) {
      return std::span<const T>(from, static_cast<std::size_t>(images.count) * static_cast<std::size_t>(classes));
    };
    for (int pass = 0; pass < (settings.flips ? 2 : 1); ++pass) {
      if (pass == 1) detail::mirror(data.shape, images.images, images.count, mirrored.data(), workspace.pool());
      const Outputs<T> outputs =
          infer(folded, workspace, pass == 0 ? images.images : std::as_const(mirrored).data(), images.count);
      fine.add(pass, logits(outputs.fine, heads.fine));
      coarse.add(pass, logits(outputs.coarse, heads.coarse));
    }
    record.add(fine.mean(), coarse.mean(), images.fine, images.coarse);
    done += images.count;
    if (progress) progress(done, static_cast<std::int64_t>(indices.size()));
  }
  return record;
}

/// The same over all images of a dataset, `batch` at a time, in memory of its own.
template <Architecture A, class T>
EvaluationRecord evaluate(const Network<A, T>& network, const Dataset& data, ThreadPool& pool,
                          const Normalization& normalization = {}, int batch = 128,
                          const EvaluationSettings& settings = {}) {
  if (data.count() == 0) fail("evaluate", "at least one image", "none");
  std::vector<std::uint32_t> all(static_cast<std::size_t>(data.count()));
  std::iota(all.begin(), all.end(), 0U);
  Workspace<A, T> workspace(pool, std::min(batch, static_cast<int>(data.count())), Mode::inference, network.classes());
  return evaluate(network, workspace, data, all, normalization, settings);
}

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
