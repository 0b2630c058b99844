#pragma once
// How a layer's activations and their gradients become one map: the methods, and the door to them by name.
// A new method is one struct here and one entry in CamMethods.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>

#include "bicameral/core/error.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/core/shape.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// Computes the map [height, width] of one image from activations a and gradients g = d target / d a, both
/// [height, width, channels]. Negative values stay: the caller's ReLU takes them. `scratch` has 2 numbers per channel.
template <class T>
using CamMapFunction = void (*)(const Shape& shape, const T* a, const T* g, double* scratch, double* map);

namespace detail {

/// map[p] = sum over channels c of weight[c] a[p, c].
template <class T>
void weighted_channels(const Shape& shape, const T* a, const double* weight, double* map) {
  for (std::int64_t p = 0; p < shape.pixels(); ++p, a += shape.channels) {
    double sum = 0;
    for (int c = 0; c < shape.channels; ++c) sum += weight[c] * static_cast<double>(a[c]);
    map[p] = sum;
  }
}

}  // namespace detail

/// map[p] = sum_c w[c] a[p, c] with w[c] = mean over pixels of g[., c]. Source: Selvaraju et al., "Grad-CAM: visual
/// explanations from deep networks via gradient-based localization", ICCV 2017, equations 1 and 2.
struct GradCamMethod {
  static constexpr std::string_view name = "gradcam";

  template <class T>
  static void map(const Shape& shape, const T* a, const T* g, double* scratch, double* map) {
    std::fill_n(scratch, shape.channels, 0.0);
    for (std::int64_t p = 0; p < shape.pixels(); ++p, g += shape.channels)
      for (int c = 0; c < shape.channels; ++c) scratch[c] += static_cast<double>(g[c]);
    for (int c = 0; c < shape.channels; ++c) scratch[c] /= static_cast<double>(shape.pixels());
    detail::weighted_channels(shape, a, scratch, map);
  }
};

/// map[p] = sum_c w[c] a[p, c] with w[c] = sum over pixels of alpha[., c] max(g[., c], 0) and
/// alpha = g^2 / (2 g^2 + g^3 sum over pixels of a[., c]), the target being the exponential of the logit, whose own
/// factor leaves with the scale of the map. Where g is 0 or the denominator is not positive (activations below 0, as in
/// front of a ReLU) alpha is 0; nothing is added to the denominator, which would drown small gradients.
/// Source: Chattopadhay et al., "Grad-CAM++: generalized gradient-based visual explanations for deep convolutional
/// networks", WACV 2018, equations 5 and 19.
struct GradCamPlusPlus {
  static constexpr std::string_view name = "gradcam++";

  template <class T>
  static void map(const Shape& shape, const T* a, const T* g, double* scratch, double* map) {
    double* weight = scratch;
    double* sum = scratch + shape.channels;
    std::fill_n(scratch, 2 * shape.channels, 0.0);
    for (std::int64_t p = 0; p < shape.pixels(); ++p)
      for (int c = 0; c < shape.channels; ++c) sum[c] += static_cast<double>(a[p * shape.channels + c]);
    for (std::int64_t p = 0; p < shape.pixels(); ++p)
      for (int c = 0; c < shape.channels; ++c) {
        const auto gradient = static_cast<double>(g[p * shape.channels + c]);
        const double denominator = 2.0 + gradient * sum[c];  // over g^2
        if (gradient > 0 && denominator > 0) weight[c] += gradient / denominator;
      }
    detail::weighted_channels(shape, a, weight, map);
  }
};

/// map[p] = sum_c max(g[p, c], 0) a[p, c]: every pixel has a weight of its own. Source: Jiang et al., "LayerCAM:
/// exploring hierarchical class activation maps for localization", IEEE TIP 30, 2021, equations 5 to 7.
struct LayerCam {
  static constexpr std::string_view name = "layercam";

  template <class T>
  static void map(const Shape& shape, const T* a, const T* g, double*, double* map) {
    for (std::int64_t p = 0; p < shape.pixels(); ++p, a += shape.channels, g += shape.channels) {
      double sum = 0;
      for (int c = 0; c < shape.channels; ++c)
        sum += std::max(static_cast<double>(g[c]), 0.0) * static_cast<double>(a[c]);
      map[p] = sum;
    }
  }
};

/// Every method.
using CamMethods = std::tuple<GradCamMethod, GradCamPlusPlus, LayerCam>;

/// The names of all methods, separated by commas.
inline std::string cam_method_names() {
  std::string names;
  std::apply([&](auto... method) { ((names += (names.empty() ? "" : ", ") + std::string(method.name)), ...); },
             CamMethods{});
  return names;
}

/// The method of that name; throws if there is none.
template <class T>
CamMapFunction<T> cam_method(std::string_view name) {
  CamMapFunction<T> found = nullptr;
  std::apply([&]<class... Methods>(
                 Methods...) { ((Methods::name == name ? void(found = &Methods::template map<T>) : void()), ...); },
             CamMethods{});
  if (found == nullptr)
    fail("method of class activation maps", "one of " + cam_method_names(), "'" + std::string(name) + "'");
  return found;
}

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
