#pragma once
// Small architectures with everything in them that large ones have, and a training step to compare.

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

#include "bicameral/blocks/residual.hpp"
#include "bicameral/blocks/sequential.hpp"
#include "bicameral/hemispheres/bicameral.hpp"
#include "bicameral/hemispheres/unilateral.hpp"
#include "bicameral/layers/dropout.hpp"
#include "bicameral/layers/flatten.hpp"
#include "bicameral/layers/global_avg_pool.hpp"
#include "bicameral/layers/max_pool.hpp"
#include "bicameral/layers/relu.hpp"
#include "bicameral/network/run.hpp"
#include "tests/support/compare.hpp"

namespace bicameral::test {

using TinyPicture = Image<3, 8, 8>;

/// A ResNet in small.
struct TinyHalf : Sequential<TinyPicture, Conv2d<4>, BatchNorm, ReLU, MaxPool<2>,
                             Residual<Conv2d<4>, BatchNorm, ReLU, Conv2d<4>, BatchNorm, ReLU>, Conv2d<5>, BatchNorm,
                             ReLU, GlobalAvgPool> {};

/// Another one for the other side, with dropout inside and a vector in another order.
struct OtherHalf : Sequential<TinyPicture, Conv2d<3, 3, 2>, BatchNorm, ReLU, Dropout<20>, MaxPool<2>, Flatten> {};

inline constexpr Classes tiny_classes{6, 3};

using TinyBrain = Bicameral<TinyHalf, OtherHalf, FineCoarseHeads>;
using TinyFrozenBrain = Bicameral<Frozen<TinyHalf>, Frozen<OtherHalf>, FineCoarseHeads>;
using TinySingle = Unilateral<TinyHalf, FineCoarseHeads>;

/// All that one training step computes.
template <class T>
struct TrainingStep {
  std::vector<T> features, fine, coarse, gradients, image_gradient;
  bool operator==(const TrainingStep&) const = default;
};

/// One step of `network` on `batch` images; upstream gradients are fixed numbers.
template <Architecture A, class T>
TrainingStep<T> training_step(Network<A, T>& network, Workspace<A, T>& workspace, const std::vector<T>& images,
                              int batch, const PassKey& key = {}) {
  using Model = typename Network<A, T>::Model;
  const Outputs<T> y = training_forward(network, workspace, images.data(), batch, key);
  TrainingStep<T> step;
  const auto one = [&](const T* output, T* gradient, std::int64_t count, std::vector<T>& copy) {
    if (output == nullptr) return;
    copy.assign(output, output + count * batch);
    if (gradient == nullptr) return;
    const std::vector<T> upstream = numbers<T>(copy.size(), "upstream");
    std::ranges::copy(upstream, gradient);
  };
  const Outputs<T> d = workspace.output_gradients();
  one(y.features, d.features, Model::features.size(), step.features);
  one(y.fine, d.fine, network.classes().fine, step.fine);
  one(y.coarse, d.coarse, network.classes().coarse, step.coarse);
  step.image_gradient.assign(images.size(), std::numeric_limits<T>::quiet_NaN());  // all of it must be written
  training_backward(network, workspace, batch, key, step.image_gradient.data());
  step.gradients.assign(workspace.gradients().begin(), workspace.gradients().end());
  return step;
}

}  // namespace bicameral::test
