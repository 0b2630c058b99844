#pragma once
// Where NaN and infinity came from.

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "bicameral/core/instruction_set.hpp"
#include "bicameral/network/network.hpp"
#include "bicameral/network/workspace.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

namespace detail {

template <class T>
bool all_finite(const T* values, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i)
    if (!std::isfinite(values[i])) return false;
  return true;
}

/// The parameters of layer number `layer` of the table.
template <Architecture A, class T>
std::span<const ParameterInfo> parameters_of(const Network<A, T>& network, std::size_t layer) {
  const NetworkTables& tables = network.tables();
  const auto first = static_cast<std::size_t>(tables.layers[layer].first_parameter);
  const std::size_t last = layer + 1 < tables.layers.size()
                               ? static_cast<std::size_t>(tables.layers[layer + 1].first_parameter)
                               : tables.parameters.size();
  return network.parameters().subspan(first, last - first);
}

}  // namespace detail

/// After a training_forward on `count` images: the first cause in the order of the network, for a message: "the
/// images", "parameter 'left.conv1.weight'", "the output of layer 'left.bn1'", or "the loss" when everything before it
/// is finite.
template <Architecture A, class T>
std::string first_non_finite(const Network<A, T>& network, const Workspace<A, T>& workspace, const T* images,
                             int count) {
  using Model = detail::model_of<A>;
  if (!detail::all_finite(images, Model::input.size() * count)) return "the images";
  const std::vector<LayerInfo>& layers = network.tables().layers;
  std::vector<std::size_t> open;  // blocks whose parts are being looked at: their sums come after them
  const auto output_is_bad = [&](std::size_t i) {
    const T* output = workspace.records()[i].y;  // null in frozen parts
    return output != nullptr && !detail::all_finite(output, layers[i].out.size() * count);
  };
  for (std::size_t i = 0; i <= layers.size(); ++i) {
    const int depth = i < layers.size() ? layers[i].depth : 0;
    for (; !open.empty() && layers[open.back()].depth >= depth; open.pop_back())
      if (output_is_bad(open.back())) return "the output of layer '" + layers[open.back()].name + "'";
    if (i == layers.size()) break;
    if (i + 1 < layers.size() && layers[i + 1].depth > depth) {
      open.push_back(i);
      continue;
    }
    for (const ParameterInfo& parameter : detail::parameters_of(network, i))
      if (parameter.role != Role::counter &&
          !detail::all_finite(network.values() + parameter.offset, parameter.dims.count()))
        return "parameter '" + parameter.name + "'";
    if (output_is_bad(i)) return "the output of layer '" + layers[i].name + "'";
  }
  return "the loss";
}

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
