#pragma once
// What a network makes of every picture: features of the whole and of its halves, scores, answers.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "bicameral/analysis/feature_rows.hpp"
#include "bicameral/analysis/halves.hpp"
#include "bicameral/core/error.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/core/progress.hpp"
#include "bicameral/core/shape.hpp"
#include "bicameral/data/batches.hpp"
#include "bicameral/metrics/ranking.hpp"
#include "bicameral/network/folded.hpp"

namespace bicameral {

/// The results of a network in inference for a list of images, in the list's order. All matrices are row-major, one row
/// per image, in float as files hold them; what the network does not have is empty.
struct Features {
  std::vector<std::uint32_t> images{};           // indices into the dataset
  std::int64_t width = 0;                        // features of the whole
  std::int64_t left_width = 0;                   // features of the halves; 0 for a network without halves
  std::int64_t right_width = 0;                  //
  std::vector<float> whole{};                    // [images, width]: what the heads see
  std::vector<float> left_alone{};               // [images, left_width], unless `whole` holds the halves side by side
  std::vector<float> right_alone{};              // [images, right_width], likewise
  Classes classes{};                             // of the heads; 0 where there is no such head
  std::vector<float> fine_logits{};              // [images, fine classes]
  std::vector<float> coarse_logits{};            // [images, coarse classes]
  std::vector<std::int32_t> fine_predicted{};    // [images]; no_class for scores that cannot be ranked
  std::vector<std::int32_t> coarse_predicted{};  //
  std::vector<std::int32_t> fine_labels{};       // [images]
  std::vector<std::int32_t> coarse_labels{};     //

  std::int64_t count() const { return static_cast<std::int64_t>(images.size()); }
  bool has_halves() const { return left_width > 0; }
  FeatureRows all() const { return {whole.data(), count(), width, width}; }
  /// Throws Error for a network without halves.
  FeatureRows left() const { return half("Features::left", 0, left_width, left_alone); }
  FeatureRows right() const { return half("Features::right", left_width, right_width, right_alone); }
  FeatureRows half(BrainHalf which) const { return which == BrainHalf::left ? left() : right(); }

 private:
  FeatureRows half(const char* where, std::int64_t first, std::int64_t columns, const std::vector<float>& alone) const {
    if (!has_halves()) fail(where, "a network of two halves", "one without");
    if (alone.empty()) return {whole.data() + first, count(), columns, width};
    return {alone.data(), count(), columns, columns};
  }
};

inline namespace BICAMERAL_SIMD {

namespace detail {

/// Takes the outputs of one layer as they pass.
template <class T>
class HalfObserver final : public Observer<T> {
 public:
  HalfObserver(std::span<const LayerInfo> layers, Features& features)
      : left_(last_of(layers, "left.")), right_(last_of(layers, "right.")), features_(features) {}
  void forward(int layer, const T* y, std::int64_t values) override {
    if (layer != left_ && layer != right_) return;
    std::vector<float>& to = layer == left_ ? features_.left_alone : features_.right_alone;
    for (std::int64_t i = 0; i < values; ++i) to.push_back(static_cast<float>(y[i]));
  }

 private:
  static int last_of(std::span<const LayerInfo> layers, std::string_view prefix) {
    int last = -1;
    for (std::size_t i = 0; i < layers.size(); ++i)
      if (layers[i].depth == 0 && layers[i].name.starts_with(prefix)) last = static_cast<int>(i);
    return last;
  }

  int left_;
  int right_;
  Features& features_;
};

template <class T>
void append(std::vector<float>& to, const T* from, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) to.push_back(static_cast<float>(from[i]));
}

inline std::vector<std::int32_t> top_classes(const std::vector<float>& logits, int classes) {
  std::vector<std::int32_t> answers;
  if (classes == 0) return answers;
  const auto row = static_cast<std::size_t>(classes);
  for (std::size_t at = 0; at < logits.size(); at += row)
    answers.push_back(top_class(std::span<const float>(logits).subspan(at, row)));
  return answers;
}

/// What follows from scores and dataset alone.
inline void complete(Features& features, const Dataset& data) {
  features.fine_predicted = top_classes(features.fine_logits, features.classes.fine);
  features.coarse_predicted = top_classes(features.coarse_logits, features.classes.coarse);
  for (const std::uint32_t image : features.images) {
    features.fine_labels.push_back(data.fine[image]);
    features.coarse_labels.push_back(data.coarse[image]);
  }
}

}  // namespace detail

/// Runs the network, its weights prepared once, over the images with these indices, in order and without augmentation.
/// Requires a workspace of Mode::inference. Ensures: the same bits for any number of threads. `progress` hears of every
/// batch. Errors: pictures of another shape than the network's input.
template <Architecture A, class T>
Features collect_features(const Network<A, T>& network, Workspace<A, T>& workspace, const Dataset& data,
                          const std::vector<std::uint32_t>& indices, const Normalization& normalization = {},
                          const TellProgress& progress = {}) {
  using Model = typename Network<A, T>::Model;
  if (data.shape != Model::input)
    fail("collect_features", "pictures of shape " + to_string(Model::input), to_string(data.shape));
  Features features;
  features.images = indices;
  features.width = Model::features.size();
  features.classes = {Model::has_fine ? network.classes().fine : 0, Model::has_coarse ? network.classes().coarse : 0};
  bool halves_apart = false;
  if constexpr (TwoHalves<A>) {
    using Parts = detail::brain_parts<A>;
    features.left_width = Parts::Left::features.size();
    features.right_width = Parts::Right::features.size();
    halves_apart = !std::is_same_v<typename Parts::Fusion, Concatenate>;
  }
  const int batch = std::min(workspace.batch(), static_cast<int>(indices.size()));
  BatchLoader<T, Augmentation<>> batches(data, indices, {.batch = batch, .order = Order::in_order}, workspace.pool(),
                                         normalization);
  batches.begin_epoch(0);
  Batch<T> images;
  const FoldedNetwork<A, T> folded(network, workspace);
  detail::HalfObserver<T> observer(network.tables().layers, features);
  features.whole.reserve(indices.size() * static_cast<std::size_t>(features.width));
  std::int64_t done = 0;
  while (batches.next(images)) {
    const Outputs<T> outputs =
        infer(folded, workspace, images.images, images.count, halves_apart ? &observer : nullptr);
    detail::append(features.whole, outputs.features, images.count * features.width);
    detail::append(features.fine_logits, outputs.fine, std::int64_t{images.count} * features.classes.fine);
    detail::append(features.coarse_logits, outputs.coarse, std::int64_t{images.count} * features.classes.coarse);
    done += images.count;
    if (progress) progress(done, features.count());
  }
  detail::complete(features, data);
  return features;
}

/// The same over all images of a dataset, `batch` at a time, in memory of its own.
template <Architecture A, class T>
Features collect_features(const Network<A, T>& network, const Dataset& data, ThreadPool& pool,
                          const Normalization& normalization = {}, int batch = 128) {
  if (data.count() == 0) fail("collect_features", "at least one image", "none");
  std::vector<std::uint32_t> all(static_cast<std::size_t>(data.count()));
  std::iota(all.begin(), all.end(), 0U);
  Workspace<A, T> workspace(pool, std::min(batch, data.count()), Mode::inference, network.classes());
  return collect_features(network, workspace, data, all, normalization);
}

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
