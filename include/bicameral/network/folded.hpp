#pragma once
// A network made ready for inference: the same answers, faster.

#include <string>
#include <utility>

#include "bicameral/core/instruction_set.hpp"
#include "bicameral/network/network.hpp"
#include "bicameral/network/run.hpp"
#include "bicameral/network/workspace.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// A copy of a network's values with batch norm folded into the weights of the convolutions, and these laid out as
/// their algorithms multiply them. It does not follow later changes of the network.
/// Made for workspaces of Mode::inference like the one it was made with: as many images, the same settings.
template <Architecture A, class T = float>
class FoldedNetwork {
 public:
  FoldedNetwork(const Network<A, T>& network, Workspace<A, T>& workspace)
      : network_(network),
        batch_(workspace.batch()),
        settings_(workspace.settings()),
        memory_(Model::template folded_bytes<T>(Mode::inference, batch_, settings_)) {
    detail::expect_mode(workspace.mode() == Mode::inference, "FoldedNetwork", "a workspace of Mode::inference");
    Pass<T> pass = detail::make_pass(network, workspace, batch_, {});
    Model::template fold<Mode::inference>(pass, memory_);
  }

  const Network<A, T>& network() const { return network_; }
  int batch() const { return batch_; }
  const ComputeSettings& settings() const { return settings_; }
  /// Bytes of the prepared weights.
  std::size_t bytes() const { return memory_.used(); }
  const std::byte* data() const { return memory_.data(); }

 private:
  using Model = typename Network<A, T>::Model;

  Network<A, T> network_;
  int batch_;
  ComputeSettings settings_;
  Arena memory_;
};

/// Outputs for `count` images, as infer(network, ...) gives them. Const and safe from many threads, each with a
/// workspace.
template <Architecture A, class T>
Outputs<T> infer(const FoldedNetwork<A, T>& folded, Workspace<A, T>& workspace, const T* images, int count,
                 Observer<T>* observer = nullptr) {
  detail::expect_mode(workspace.mode() == Mode::inference, "infer", "a workspace of Mode::inference");
  if (workspace.batch() != folded.batch())
    fail("infer", "a workspace for " + std::to_string(folded.batch()) + " images, as the network was folded for",
         std::to_string(workspace.batch()));
  if (!(workspace.settings() == folded.settings()))
    fail("infer", "a workspace with the settings that the network was folded for", "other settings");
  Pass<T> pass = detail::make_pass(folded.network(), workspace, count, {});
  pass.observer = observer;
  FoldedPieces pieces(folded.data());
  pass.folded = &pieces;
  Network<A, T>::Model::template forward<Mode::inference>(pass, images, workspace.outputs());
  return workspace.outputs();
}

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
