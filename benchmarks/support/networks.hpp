#pragma once
// The networks whose steps are timed, and made-up pictures and labels for them.

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include "bicameral/core/random.hpp"
#include "bicameral/hemispheres/bicameral.hpp"
#include "bicameral/hemispheres/resnet.hpp"
#include "bicameral/hemispheres/resnet9.hpp"
#include "bicameral/hemispheres/unilateral.hpp"
#include "bicameral/loss/coarse_fine.hpp"
#include "bicameral/network/folded.hpp"
#include "bicameral/network/run.hpp"
#include "bicameral/optim/adam.hpp"

namespace bicameral::benchmarks {

inline constexpr Classes classes{100, 20};

/// One hemisphere with a head for 100 classes, as the peers have it.
template <class Hemisphere>
using Single = Unilateral<Hemisphere, Heads<60, Fine>>;
/// Two hemispheres that are trained already, and heads for both kinds of classes, which are not.
using FrozenHalves = Bicameral<Frozen<ResNet9<64>>, Frozen<ResNet9<64>>, Heads<60, Fine, Coarse>>;

/// Made-up normalised pictures.
inline std::vector<float> pictures(Shape shape, int count) {
  RandomStream stream(1, Purpose::synthesize, "pictures");
  std::vector<float> values(static_cast<std::size_t>(shape.size() * count));
  for (float& value : values) value = static_cast<float>(stream.uniform(-2, 2));
  return values;
}

/// Labels 0, 1, ... that begin again behind the last class.
inline std::vector<std::int32_t> labels(int count, int number_of_classes) {
  std::vector<std::int32_t> values(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = static_cast<std::int32_t>(i) % static_cast<std::int32_t>(number_of_classes);
  return values;
}

/// The scores of a head, or none where there is no such head.
template <class T>
std::span<T> scores(T* first, bool exist, int batch, int number_of_classes) {
  return {first, exist ? static_cast<std::size_t>(batch) * static_cast<std::size_t>(number_of_classes) : 0};
}

/// A training step: forward, loss, backward, Adam.
template <class A>
std::function<void()> training_step(int batch, ThreadPool& pool) {
  struct State {
    State(int images, ThreadPool& workers)
        : batch(images),
          network(classes, 1),
          workspace(workers, images, Mode::training, classes),
          optimizer(network.trainable().size(), {.weight_decay = 1e-5}),
          x(pictures(A::input, images)),
          fine(labels(images, classes.fine)),
          coarse(labels(images, classes.coarse)) {
      fold_frozen(network, workspace);
    }
    void step() {
      const Outputs<float> y = training_forward(network, workspace, x.data(), batch);
      const Outputs<float> dy = workspace.output_gradients();
      coarse_fine<float>(scores<const float>(y.fine, A::has_fine, batch, classes.fine),
                         scores<const float>(y.coarse, A::has_coarse, batch, classes.coarse), classes, fine, coarse, {},
                         scores(dy.fine, A::has_fine, batch, classes.fine),
                         scores(dy.coarse, A::has_coarse, batch, classes.coarse));
      training_backward(network, workspace, batch);
      optimizer.step(network.trainable(), std::as_const(workspace).gradients(), 1e-4, workspace.pool());
    }
    int batch;
    Network<A> network;
    Workspace<A> workspace;
    Adam<float> optimizer;
    std::vector<float> x;
    std::vector<std::int32_t> fine, coarse;
  };
  return [state = std::make_shared<State>(batch, pool)] { state->step(); };
}

/// Inference of the given networks on the same pictures, one after the other.
template <class A, class... Others>
std::function<void()> inference(int batch, ThreadPool& pool) {
  const auto images = std::make_shared<const std::vector<float>>(pictures(A::input, batch));
  const auto make = [&]<class One>(std::type_identity<One>, std::uint64_t seed) -> std::function<void()> {
    struct State {
      State(std::uint64_t seed_of_weights, int images_at_once, ThreadPool& workers)
          : workspace(workers, images_at_once, Mode::inference, classes),
            network(Network<One>(classes, seed_of_weights), workspace) {}
      Workspace<One> workspace;
      FoldedNetwork<One> network;
    };
    const auto state = std::make_shared<State>(seed, batch, pool);
    return [=] { infer(state->network, state->workspace, images->data(), batch); };
  };
  std::uint64_t seed = 0;
  const std::vector<std::function<void()>> all{make(std::type_identity<A>{}, ++seed),
                                               make(std::type_identity<Others>{}, ++seed)...};
  return [all] {
    for (const auto& one : all) one();
  };
}

}  // namespace bicameral::benchmarks
