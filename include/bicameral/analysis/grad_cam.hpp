#pragma once
// Where a network looks: class activation maps (Grad-CAM and its kin) of any network type of the library.

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "bicameral/analysis/cam_engine.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/data/batches.hpp"
#include "bicameral/network/convert.hpp"
#include "bicameral/network/run.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// Makes maps of a copy of the network with all halves thawed, so that gradients reach them; A is the thawed type, and
/// the network may be frozen:
///
///     GradCam left(network, pool, {.layers = {.hemisphere = Hemisphere::left}});
///     const CamMaps<float> maps = left.maps(pictures, {0, 7, 42});
///
/// For each picture: the gradient of the target with respect to each chosen layer, in inference; the method's map of
/// that layer; ReLU; scaled to [0, 1] by its least and largest value; resized to the picture (BilinearResize); the mean
/// over the layers; scaled again; with smoothing the mean over all passes, scaled again. All passes explain the class
/// chosen for the picture as it is.
/// Ensures: the same bits for any number of threads. Requires that the pool outlives it.
template <Architecture A, class T>
class GradCam final : private CamNetwork<T> {
 public:
  /// Errors: a target that the network has no head or class for, a layer, half or method that does not exist (with the
  /// names there are), settings out of range, a hemisphere that thaw() leaves frozen.
  template <Architecture From>
  GradCam(const Network<From, T>& network, ThreadPool& pool, const CamSettings& settings = {})
      : engine_(network.tables().layers, Model::input, heads_of(network.classes()), settings, pool),
        network_(thaw(network)),
        workspace_(pool, settings.batch, Mode::attribution, network.classes(), settings.compute) {
    for (const LayerInfo& layer : network_.tables().layers)
      if (layer.frozen)
        fail("GradCam", "a type of network that can be thawed", "one whose layer '" + layer.name + "' stays frozen");
  }

  /// Maps of `count` normalised pictures [count, height, width, channels]; labels, one per picture, are needed for
  /// CamClass::label alone.
  CamMaps<T> maps(const T* images, int count, std::span<const std::int32_t> fine_labels = {},
                  std::span<const std::int32_t> coarse_labels = {}) {
    if (count < 1) fail("GradCam::maps", "at least 1 picture", std::to_string(count));
    for (const auto labels : {fine_labels, coarse_labels})
      if (!labels.empty() && labels.size() != static_cast<std::size_t>(count))
        fail("GradCam::maps", "no labels or one for each of " + std::to_string(count) + " pictures",
             std::to_string(labels.size()));
    CamMaps<T> result = engine_.start(count);
    for (int done = 0; done < count; done += engine_.settings().batch) {
      const int part = std::min(engine_.settings().batch, count - done);
      const auto own = [&](std::span<const std::int32_t> labels) {
        return labels.empty() ? labels : labels.subspan(static_cast<std::size_t>(done), static_cast<std::size_t>(part));
      };
      engine_.add(*this, images + done * Model::input.size(), part, own(fine_labels), own(coarse_labels), result);
    }
    return result;
  }

  /// Maps of the pictures with these indices, in their order. Errors: a dataset of other pictures, an index outside it.
  CamMaps<T> maps(const Dataset& data, const std::vector<std::uint32_t>& indices,
                  const Normalization& normalization = {}) {
    if (data.shape != Model::input)
      fail("GradCam::maps", "pictures of shape " + to_string(Model::input), to_string(data.shape));
    if (indices.empty()) fail("GradCam::maps", "at least 1 picture", "none");
    const auto count = static_cast<int>(indices.size());
    CamMaps<T> result = engine_.start(count);
    BatchLoader<T, Augmentation<>> batches(
        data, indices, {.batch = std::min(engine_.settings().batch, count), .order = Order::in_order},
        workspace_.pool(), normalization);
    batches.begin_epoch(0);
    for (Batch<T> batch; batches.next(batch);)
      engine_.add(*this, batch.images, batch.count, batch.fine, batch.coarse, result);
    return result;
  }

 private:
  using Model = typename Network<A, T>::Model;

  static Classes heads_of(Classes classes) {
    return {Model::has_fine ? classes.fine : 0, Model::has_coarse ? classes.coarse : 0};
  }
  Outputs<T> forward(const T* images, int count, Observer<T>* observer) override {
    return attribution_forward(network_, workspace_, images, count, observer);
  }
  Outputs<T> gradients() override { return workspace_.output_gradients(); }
  void backward(int count, Observer<T>* observer) override {
    attribution_backward(network_, workspace_, count, observer);
  }

  CamEngine<T> engine_;
  Network<A, T> network_;
  Workspace<A, T> workspace_;
};

template <Architecture From, class T>
GradCam(const Network<From, T>&, ThreadPool&) -> GradCam<ThawedType<From>, T>;
template <Architecture From, class T>
GradCam(const Network<From, T>&, ThreadPool&, const CamSettings&) -> GradCam<ThawedType<From>, T>;

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
