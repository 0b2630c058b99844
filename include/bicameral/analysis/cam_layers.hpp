#pragma once
// Which layers of a network are asked where they look.

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bicameral/blocks/pass.hpp"
#include "bicameral/core/error.hpp"
#include "bicameral/core/instruction_set.hpp"

namespace bicameral {

/// Whose layers: those of one half of a bilateral network, or of the whole network, whatever it is made of.
enum class Hemisphere { left, right, whole };

/// The layers that a class activation map is the mean of.
struct CamLayerChoice {
  /// Full names ("left.residual1"), or what follows the name of a half ("residual1"): that layer of every chosen half.
  /// None: of every chosen half the end of each residual block, or where there are none its last convolution with what
  /// follows it and keeps its shape (batch norm, ReLU).
  std::vector<std::string> names{};
  Hemisphere hemisphere = Hemisphere::whole;
};

inline namespace BICAMERAL_SIMD {

/// "left", "right" or "whole", and the way back; throws for another word.
inline std::string_view hemisphere_name(Hemisphere hemisphere) {
  return hemisphere == Hemisphere::left ? "left" : hemisphere == Hemisphere::right ? "right" : "whole";
}
inline Hemisphere hemisphere_of(std::string_view name) {
  for (const Hemisphere hemisphere : {Hemisphere::left, Hemisphere::right, Hemisphere::whole})
    if (hemisphere_name(hemisphere) == name) return hemisphere;
  fail("hemisphere", "left, right or whole", "'" + std::string(name) + "'");
}

namespace detail {

/// What names a layer's half, with the dot: "left." of "left.conv1", "member2.hemisphere." of
/// "member2.hemisphere.bn1"; nothing of "head.fine".
inline std::string_view half_prefix(std::string_view name) {
  for (std::size_t begin = 0, end = 0; (end = name.find('.', begin)) != std::string_view::npos; begin = end + 1) {
    const std::string_view part = name.substr(begin, end - begin);
    if (part == "left" || part == "right" || part == "hemisphere") return name.substr(0, end + 1);
  }
  return {};
}

/// Is it a layer of the chosen halves?
inline bool lies_in(std::string_view name, Hemisphere hemisphere) {
  const std::string_view prefix = half_prefix(name);
  if (hemisphere == Hemisphere::whole) return !prefix.empty();
  return prefix.ends_with(hemisphere == Hemisphere::left ? "left." : "right.");
}

/// A map of one pixel says nothing.
inline bool can_show(const LayerInfo& layer, Hemisphere hemisphere) {
  return layer.out.pixels() > 1 && lies_in(layer.name, hemisphere);
}

/// The default layers of the half of that name.
inline std::vector<int> default_cam_layers(std::span<const LayerInfo> layers, std::string_view prefix,
                                           Hemisphere hemisphere) {
  std::vector<int> blocks;
  int last = -1;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const LayerInfo& layer = layers[i];
    if (half_prefix(layer.name) != prefix || !can_show(layer, hemisphere)) continue;
    if (layer.kind == "residual" && layer.depth == 0) blocks.push_back(static_cast<int>(i));
    const bool goes_on = last >= 0 && last + 1 == static_cast<int>(i) && layer.in == layer.out;
    if (layer.kind == "conv" || goes_on) last = static_cast<int>(i);
  }
  if (blocks.empty() && last >= 0) blocks.push_back(last);
  return blocks;
}

}  // namespace detail

/// The names of all layers of the chosen halves that can be asked: those whose output is a picture of at least 2
/// pixels.
inline std::vector<std::string> cam_layer_names(std::span<const LayerInfo> layers,
                                                Hemisphere hemisphere = Hemisphere::whole) {
  std::vector<std::string> names;
  for (const LayerInfo& layer : layers)
    if (detail::can_show(layer, hemisphere)) names.push_back(layer.name);
  return names;
}

/// The chosen layers as numbers into `layers` (Network::tables().layers), ascending, each once.
/// Errors: a network without such a half or without such a layer, and a name that no layer has; the names that there
/// are are listed.
inline std::vector<int> choose_cam_layers(std::span<const LayerInfo> layers, const CamLayerChoice& choice) {
  const Hemisphere hemisphere = choice.hemisphere;
  const std::string where = "class activation map";
  if (std::ranges::none_of(layers, [&](const LayerInfo& layer) { return detail::lies_in(layer.name, hemisphere); }))
    fail(where,
         hemisphere == Hemisphere::whole
             ? "a network with a hemisphere"
             : "a network with a half called '" + std::string(hemisphere_name(hemisphere)) + "'",
         "one without");
  std::vector<int> chosen;
  for (const std::string& name : choice.names) {
    const std::size_t before = chosen.size();
    for (std::size_t i = 0; i < layers.size(); ++i) {
      const std::string_view full = layers[i].name;
      if (detail::can_show(layers[i], hemisphere) &&
          (full == name || full.substr(detail::half_prefix(full).size()) == name))
        chosen.push_back(static_cast<int>(i));
    }
    if (chosen.size() != before) continue;
    std::string names;
    for (const std::string& known : cam_layer_names(layers, hemisphere)) names += (names.empty() ? "" : ", ") + known;
    fail(where + ": layer of the hemisphere '" + std::string(hemisphere_name(hemisphere)) + "'", "one of " + names,
         "'" + name + "'");
  }
  if (choice.names.empty())
    for (std::size_t i = 0; i < layers.size(); ++i) {
      const std::string_view prefix = detail::half_prefix(layers[i].name);
      if (prefix.empty() || (i > 0 && prefix == detail::half_prefix(layers[i - 1].name)))
        continue;  // not a half's first
      const std::vector<int> of_half = detail::default_cam_layers(layers, prefix, hemisphere);
      chosen.insert(chosen.end(), of_half.begin(), of_half.end());
    }
  if (chosen.empty()) fail(where, "a convolution whose output has at least 2 pixels", "none");
  std::ranges::sort(chosen);
  chosen.erase(std::unique(chosen.begin(), chosen.end()), chosen.end());
  return chosen;
}

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
