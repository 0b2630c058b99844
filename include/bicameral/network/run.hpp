#pragma once
// Running a network: inference, training, and inference with gradients of activations.

#include <cstdint>
#include <span>
#include <string>
#include <utility>

#include "bicameral/core/instruction_set.hpp"
#include "bicameral/network/network.hpp"
#include "bicameral/network/workspace.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// Which images a training pass sees, for the random streams of dropout. Without items, images count from 0.
struct PassKey {
  std::uint64_t seed = 0;
  std::uint32_t epoch = 0;
  std::span<const std::uint32_t> items{};
};

namespace detail {

template <Architecture A, class T>
Pass<T> make_pass(const Network<A, T>& network, Workspace<A, T>& workspace, int count, const PassKey& key) {
  if (network.classes() != workspace.classes())
    fail("Workspace",
         "as many classes as the network (" + std::to_string(network.classes().fine) + " fine, " +
             std::to_string(network.classes().coarse) + " coarse)",
         std::to_string(workspace.classes().fine) + " fine, " + std::to_string(workspace.classes().coarse) + " coarse");
  if (count < 1 || count > workspace.batch())
    fail("Workspace", "1 to " + std::to_string(workspace.batch()) + " images", std::to_string(count));
  if (!key.items.empty() && key.items.size() != static_cast<std::size_t>(count))
    fail("PassKey", "an item for each of " + std::to_string(count) + " images", std::to_string(key.items.size()));
  Pass<T> pass;
  pass.batch = count;
  pass.planned_batch = workspace.batch();
  pass.classes = network.classes();
  pass.layers = network.tables().layers;
  pass.parameters = network.tables().parameters;
  pass.values = network.values();
  pass.kept = &workspace.kept();
  pass.scratch = &workspace.scratch();
  pass.records = workspace.records();
  pass.pool = &workspace.pool();
  pass.settings = &workspace.settings();
  pass.seed = key.seed;
  pass.epoch = key.epoch;
  pass.items = key.items;
  return pass;
}

inline void expect_mode(bool holds, const char* function, const char* expected) {
  if (!holds) fail(function, expected, "a workspace of another mode");
}

template <class T>
Outputs<const T> as_const(const Outputs<T>& outputs) {
  return {outputs.features, outputs.fine, outputs.coarse};
}

}  // namespace detail

/// Prepares the weights of the frozen hemispheres for the training_forward calls that follow with this workspace, which
/// would otherwise do so each time. Call it again after these weights were changed. Requires a workspace of
/// Mode::training.
template <Architecture A, class T>
void fold_frozen(const Network<A, T>& network, Workspace<A, T>& workspace) {
  detail::expect_mode(workspace.mode() == Mode::training, "fold_frozen", "a workspace of Mode::training");
  using Model = typename Network<A, T>::Model;
  Pass<T> pass = detail::make_pass(network, workspace, workspace.batch(), {});
  Arena memory(Model::template folded_bytes<T>(Mode::training, workspace.batch(), workspace.settings()));
  Model::template fold<Mode::training>(pass, memory);
  workspace.frozen() = std::move(memory);
}

/// Outputs for `count` images [count, height, width, channels]. Const and safe from many threads, each with a
/// workspace. Requires a workspace of Mode::inference.
template <Architecture A, class T>
Outputs<T> infer(const Network<A, T>& network, Workspace<A, T>& workspace, const T* images, int count,
                 Observer<T>* observer = nullptr) {
  detail::expect_mode(workspace.mode() == Mode::inference, "infer", "a workspace of Mode::inference");
  Pass<T> pass = detail::make_pass(network, workspace, count, {});
  pass.observer = observer;
  Network<A, T>::Model::template forward<Mode::inference>(pass, images, workspace.outputs());
  return workspace.outputs();
}

/// The same numbers, keeping what attribution_backward needs. Requires a workspace of Mode::attribution.
template <Architecture A, class T>
Outputs<T> attribution_forward(const Network<A, T>& network, Workspace<A, T>& workspace, const T* images, int count,
                               Observer<T>* observer = nullptr) {
  detail::expect_mode(workspace.mode() == Mode::attribution, "attribution_forward", "a workspace of Mode::attribution");
  Pass<T> pass = detail::make_pass(network, workspace, count, {});
  pass.observer = observer;
  pass.kept->clear();
  Network<A, T>::Model::template forward<Mode::attribution>(pass, images, workspace.outputs());
  return workspace.outputs();
}

/// Gradients of activations, from workspace.output_gradients(), shown to the observer; of the images into
/// image_gradient unless it is null. Weights and statistics are constants: nothing of the network changes. No gradient
/// flows through frozen hemispheres. Requires an attribution_forward with the same arguments before it.
template <Architecture A, class T>
void attribution_backward(const Network<A, T>& network, Workspace<A, T>& workspace, int count,
                          Observer<T>* observer = nullptr, T* image_gradient = nullptr) {
  detail::expect_mode(workspace.mode() == Mode::attribution, "attribution_backward",
                      "a workspace of Mode::attribution");
  Pass<T> pass = detail::make_pass(network, workspace, count, {});
  pass.observer = observer;
  Network<A, T>::Model::template backward<Mode::attribution>(pass, detail::as_const(workspace.output_gradients()),
                                                             image_gradient);
}

/// A training step's forward pass: batch statistics, dropout; moves the running statistics of parts that are not
/// frozen.
template <Architecture A, class T>
Outputs<T> training_forward(Network<A, T>& network, Workspace<A, T>& workspace, const T* images, int count,
                            const PassKey& key = {}, Observer<T>* observer = nullptr) {
  detail::expect_mode(workspace.mode() == Mode::training, "training_forward", "a workspace of Mode::training");
  Pass<T> pass = detail::make_pass(network, workspace, count, key);
  pass.statistics = network.values();
  pass.counters = network.counters();
  pass.observer = observer;
  FoldedPieces frozen(workspace.frozen().data());
  if (workspace.frozen().used() > 0) pass.folded = &frozen;
  pass.kept->clear();
  Network<A, T>::Model::template forward<Mode::training>(pass, images, workspace.outputs());
  return workspace.outputs();
}

/// A training step's backward pass, from workspace.output_gradients(): overwrites workspace.gradients(), and
/// image_gradient unless it is null. No gradient flows through frozen hemispheres.
/// Requires a training_forward with the same arguments before it; uses up what that kept.
template <Architecture A, class T>
void training_backward(const Network<A, T>& network, Workspace<A, T>& workspace, int count, const PassKey& key = {},
                       T* image_gradient = nullptr, Observer<T>* observer = nullptr) {
  detail::expect_mode(workspace.mode() == Mode::training, "training_backward", "a workspace of Mode::training");
  Pass<T> pass = detail::make_pass(network, workspace, count, key);
  pass.gradients = workspace.gradients().data();
  pass.observer = observer;
  Network<A, T>::Model::template backward<Mode::training>(pass, detail::as_const(workspace.output_gradients()),
                                                          image_gradient);
}

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
