#pragma once
// What the benchmarks of whole networks share.

#include <vector>

#include "bicameral/core/random.hpp"
#include "bicameral/hemispheres/resnet9.hpp"
#include "bicameral/hemispheres/unilateral.hpp"
#include "bicameral/network/run.hpp"

namespace bicameral::benchmarks {

/// A single ResNet-9 with a head for 100 classes, of the study's width, half and a quarter of it.
template <int Width>
using FineResNet9 = Unilateral<ResNet9<Width>, Heads<60, Fine>>;

inline constexpr Classes classes{100, 20};

/// Made-up normalised pictures.
inline std::vector<float> pictures(Shape shape, int count) {
  RandomStream stream(1, Purpose::synthesize, "pictures");
  std::vector<float> values(static_cast<std::size_t>(shape.size() * count));
  for (float& value : values) value = static_cast<float>(stream.uniform(-2, 2));
  return values;
}

}  // namespace bicameral::benchmarks
