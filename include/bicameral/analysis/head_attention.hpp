#pragma once
// How much each head of a bilateral network listens to each half.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "bicameral/analysis/column_moments.hpp"
#include "bicameral/analysis/features.hpp"
#include "bicameral/analysis/halves.hpp"
#include "bicameral/analysis/vectors.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/network/network.hpp"

namespace bicameral {

/// The weight of the halves in one head: A(half) = sqrt(sum over the half's features j and the classes k of
/// ((w_kj - mean over k of w_kj) s_j)^2), s_j = the deviation of feature j over the images. A feature counts by how far
/// it moves the scores apart: scaling a feature up and its weights down changes nothing, a feature that never changes
/// has no weight, and what a weight gives to all classes alike is left out, because the answer does not depend on it.
struct HalfWeights {
  double left = 0;   // A
  double right = 0;  //
  /// A(left) / (A(left) + A(right)), and 1 minus that; none when both are 0.
  std::optional<double> left_share{};
  std::optional<double> right_share{};
  std::vector<double> of_left_feature{};  // each feature's part: A(half)^2 is the sum of their squares
  std::vector<double> of_right_feature{};
};

/// For every head that the network has.
struct HeadAttention {
  std::optional<HalfWeights> fine{};
  std::optional<HalfWeights> coarse{};
};

inline namespace BICAMERAL_SIMD {

namespace detail {

/// |w_kj - mean over k|_k s_j for every feature j; weights are [classes, features].
inline std::vector<double> feature_weights(std::span<const double> weights, std::span<const double> deviation) {
  const std::size_t features = deviation.size();
  const std::size_t classes = weights.size() / features;
  std::vector<double> result(features);
  for (std::size_t j = 0; j < features; ++j) {
    double mean = 0;
    for (std::size_t k = 0; k < classes; ++k) mean += weights[k * features + j];
    mean /= static_cast<double>(classes);
    double squares = 0;
    for (std::size_t k = 0; k < classes; ++k) {
      const double away = weights[k * features + j] - mean;
      squares += away * away;
    }
    result[j] = std::sqrt(squares) * deviation[j];
  }
  return result;
}

inline HalfWeights half_weights(std::span<const double> left, const ColumnMoments& left_moments,
                                std::span<const double> right, const ColumnMoments& right_moments) {
  HalfWeights result;
  result.of_left_feature = feature_weights(left, left_moments.deviation);
  result.of_right_feature = feature_weights(right, right_moments.deviation);
  result.left = length(result.of_left_feature);
  result.right = length(result.of_right_feature);
  if (const double sum = result.left + result.right; sum > 0) {
    result.left_share = result.left / sum;
    result.right_share = result.right / sum;
  }
  return result;
}

}  // namespace detail

/// The halves' weights in each head, over the images whose features are given. Requires features that this network
/// gave. Under a fusion that mixes the halves, the weights of a half are those that the fusion's gradient gives it.
/// Errors: features of another network's widths.
template <TwoHalves A, class T>
HeadAttention head_attention(const Network<A, T>& network, const Features& features, ThreadPool& pool) {
  using Parts = detail::brain_parts<A>;
  constexpr Shape left = Parts::Left::features;
  constexpr Shape right = Parts::Right::features;
  const ColumnMoments left_moments = column_moments(features.left(), pool);
  const ColumnMoments right_moments = column_moments(features.right(), pool);
  if (features.left_width != left.size() || features.right_width != right.size())
    fail("head_attention",
         "features of halves of " + std::to_string(left.size()) + " and " + std::to_string(right.size()),
         std::to_string(features.left_width) + " and " + std::to_string(features.right_width));
  const auto of_head = [&](const char* weight_name, int classes) {
    const std::vector<T> stored = network.read(network.find(weight_name));
    const std::vector<double> weights(stored.begin(), stored.end());
    std::vector<double> to_left(static_cast<std::size_t>(classes * left.size()));
    std::vector<double> to_right(static_cast<std::size_t>(classes * right.size()));
    Parts::Fusion::backward(classes, left, right, weights.data(), to_left.data(), to_right.data());
    return detail::half_weights(to_left, left_moments, to_right, right_moments);
  };
  HeadAttention result;
  if constexpr (A::has_fine) result.fine = of_head("head.fine.weight", network.classes().fine);
  if constexpr (A::has_coarse) result.coarse = of_head("head.coarse.weight", network.classes().coarse);
  return result;
}

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
