#pragma once
// How class activation maps are asked for, and what comes back.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "bicameral/analysis/cam_layers.hpp"
#include "bicameral/analysis/cam_target.hpp"
#include "bicameral/core/shape.hpp"
#include "bicameral/layers/layer.hpp"

namespace bicameral {

/// How maps are made.
struct CamSettings {
  std::string method = "gradcam";  // one of cam_method_names()
  CamLayerChoice layers{};
  CamTarget target{};
  /// Smoothing: the map is the mean of those of the picture and of its mirror image, mirrored back.
  bool flips = false;
  /// Smoothing: the map is the mean of those of the normalised picture times each of these numbers, that is with less
  /// or more contrast around the mean colour; {0.9, 1, 1.1} is usual.
  std::vector<double> scales{1.0};
  int batch = 32;
  ComputeSettings compute{};
};

/// The maps of `count` pictures, and what the network answered.
template <class T>
struct CamMaps {
  int count = 0;
  int height = 0;
  int width = 0;
  std::vector<std::string> layers{};  // whose maps were averaged
  std::vector<T> maps{};              // [count, height, width]: each spans [0, 1], or is zero
  /// 1 for a picture whose map is zero: no chosen layer had anything positive to say (or the same everywhere).
  std::vector<std::uint8_t> empty{};
  std::vector<std::int32_t> zero_maps{};  // of how many of the layers, over all smoothing passes, the map was zero
  Classes heads{};                        // of the logits; 0: no such head
  std::vector<T> fine{}, coarse{};        // [count, classes]: logits of the pictures as they are
  std::vector<std::int32_t> fine_class{}, coarse_class{};  // the explained ones, one per picture if that head is asked

  std::int64_t pixels() const { return std::int64_t{height} * width; }
  std::span<const T> map(int i) const { return {maps.data() + i * pixels(), static_cast<std::size_t>(pixels())}; }
};

}  // namespace bicameral
