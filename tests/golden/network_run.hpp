#pragma once
// Runs a sequence of layers as a network of its own.

#include <algorithm>
#include <string>

#include "bicameral/network/run.hpp"
#include "tests/golden/fill.hpp"
#include "tests/golden/layer_case.hpp"

namespace bicameral::golden {

/// Inference, gradients of activations alone, and training, one after the other.
template <class A, class T>
void check_network(const CaseSettings& settings, const char* name, int batch) {
  LayerCase<T> values(settings, name, batch, A::input, A::features);
  Network<A, T> network;
  fill_network(name, network);
  for (const Mode mode : {Mode::inference, Mode::attribution, Mode::training}) {
    Workspace<A, T> workspace(settings.pool, batch, mode, {}, settings.compute);
    if (keeps_activations(mode)) std::copy(values.dy.begin(), values.dy.end(), workspace.output_gradients().features);
    if (mode == Mode::inference) {
      values.compare_output("eval.y", infer(network, workspace, values.x.data(), batch).features);
    } else if (mode == Mode::attribution) {
      values.compare_output("eval.y", attribution_forward(network, workspace, values.x.data(), batch).features);
      attribution_backward(network, workspace, batch, static_cast<Observer<T>*>(nullptr), values.d_x.data());
      values.compare_gradient("eval.d_x");
    } else {
      values.compare_output("train.y", training_forward(network, workspace, values.x.data(), batch).features);
      training_backward(network, workspace, batch, {}, values.d_x.data());
      values.compare_gradient("train.d_x");
      for (const ParameterInfo& parameter : network.parameters()) {
        const bool is_weight = parameter.role == Role::weight;
        values.compare((is_weight ? "gradient." : "after.") + parameter.name,
                       network.in_file_order(parameter, is_weight ? workspace.gradients().data() : network.values()));
      }
    }
  }
}

}  // namespace bicameral::golden
