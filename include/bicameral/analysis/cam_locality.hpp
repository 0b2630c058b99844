#pragma once
// How local maps are, and whether those of one hemisphere are more local than those of the other.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "bicameral/analysis/cam_maps.hpp"
#include "bicameral/core/error.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/metrics/statistics.hpp"

namespace bicameral {

/// How much of a picture a map covers; the smaller, the more local. Both are NaN for an empty map.
struct Locality {
  /// Share of the pixels whose value is above half the largest one: above 0, at most 1.
  double area = 0;
  /// -(sum over pixels of p log p) / log(pixels) with p = map / its sum: 0 if one pixel has all, 1 if all have the
  /// same.
  double entropy = 0;
};

/// Left minus right, picture by picture. Below 0: the left maps are the more local ones.
struct LocalityComparison {
  PairedComparison area{};
  PairedComparison entropy{};
  Statistics left_area{}, right_area{}, left_entropy{}, right_entropy{};
  std::int64_t left_out = 0;  // pictures of which one map or both are empty
};

inline namespace BICAMERAL_SIMD {

/// The locality of one map. Requires at least 2 pixels, no value below 0.
template <class T>
Locality locality_of(std::span<const T> map) {
  if (map.size() < 2) fail("locality_of", "a map of at least 2 pixels", std::to_string(map.size()));
  double sum = 0;
  double most = 0;
  for (const T value : map) {
    sum += static_cast<double>(value);
    most = std::max(most, static_cast<double>(value));
  }
  if (!(sum > 0)) return {std::nan(""), std::nan("")};
  double above = 0;
  double entropy = 0;
  for (const T value : map) {
    const double share = static_cast<double>(value) / sum;
    if (static_cast<double>(value) > most / 2) ++above;
    if (share > 0) entropy -= share * std::log(share);
  }
  const auto pixels = static_cast<double>(map.size());
  return {above / pixels, std::clamp(entropy / std::log(pixels), 0.0, 1.0)};
}

/// The locality of every map.
template <class T>
std::vector<Locality> locality_of(const CamMaps<T>& maps) {
  std::vector<Locality> result;
  for (int i = 0; i < maps.count; ++i) result.push_back(locality_of(maps.map(i)));
  return result;
}

/// Compares maps of the same pictures, with 95 % intervals over pictures. The pictures of one network are no sample of
/// networks: over several seeds, hand the mean differences of each to statistics_of.
/// Errors: a different number of maps.
inline LocalityComparison compare_locality(std::span<const Locality> left, std::span<const Locality> right) {
  if (left.size() != right.size())
    fail("compare_locality", std::to_string(left.size()) + " maps of the right hemisphere",
         std::to_string(right.size()));
  LocalityComparison result;
  std::vector<double> left_area, right_area, left_entropy, right_entropy;
  for (std::size_t i = 0; i < left.size(); ++i) {
    if (std::isnan(left[i].area) || std::isnan(right[i].area)) {
      ++result.left_out;
      continue;
    }
    left_area.push_back(left[i].area);
    right_area.push_back(right[i].area);
    left_entropy.push_back(left[i].entropy);
    right_entropy.push_back(right[i].entropy);
  }
  result.area = compare_paired(left_area, right_area);
  result.entropy = compare_paired(left_entropy, right_entropy);
  result.left_area = statistics_of(left_area);
  result.right_area = statistics_of(right_area);
  result.left_entropy = statistics_of(left_entropy);
  result.right_entropy = statistics_of(right_entropy);
  return result;
}

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
