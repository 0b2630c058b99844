#pragma once
// What several networks that answer the same question say together.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>

#include "bicameral/core/instruction_set.hpp"
#include "bicameral/kernels/softmax.hpp"

namespace bicameral {

/// What an ensemble averages. Logits of either say how sure it is; their softmax is the ensemble's probability.
enum class MeanOf {
  probabilities,  ///< logits = log of the mean over members of softmax(member's logits)
  logits          ///< logits = mean over members of the member's logits
};

inline namespace BICAMERAL_SIMD {

/// The logits y of an ensemble from its members' logits x, for one image, and the way back; computed in double.
/// Requires finite logits, else y is not finite either.
template <MeanOf Mean, int Members>
struct MemberMean {
  template <class T>
  using Rows = std::array<T*, static_cast<std::size_t>(Members)>;

  template <class T>
  static void forward(const Rows<const T>& x, int classes, T* y) {
    if constexpr (Mean == MeanOf::logits) {
      for (int k = 0; k < classes; ++k) {
        double sum = 0;
        for (const T* row : x) sum += static_cast<double>(row[k]);
        y[k] = static_cast<T>(sum / Members);
      }
    } else {
      const Scales scales = scales_of(x, classes);
      for (int k = 0; k < classes; ++k) y[k] = static_cast<T>(answer(x, scales, k).log_mean);
    }
  }

  /// For the mean of logits dx_mk = dy_k / Members. For the mean q of the probabilities p_m, with each member's share
  /// s_mk = p_mk / (Members q_k): dx_mk = dy_k s_mk - p_mk sum over j of dy_j s_mj.
  template <class T>
  static void backward(const Rows<const T>& x, int classes, const T* dy, const Rows<T>& dx) {
    if constexpr (Mean == MeanOf::logits) {
      for (T* row : dx)
        for (int k = 0; k < classes; ++k) row[k] = static_cast<T>(static_cast<double>(dy[k]) / Members);
    } else {
      const Scales scales = scales_of(x, classes);
      std::array<double, count> flow{};
      for (int k = 0; k < classes; ++k) {
        const Answer all = answer(x, scales, k);
        for (std::size_t m = 0; m < count; ++m) {
          const double through = static_cast<double>(dy[k]) * all.share[m];
          flow[m] += through;
          dx[m][k] = static_cast<T>(through);
        }
      }
      for (std::size_t m = 0; m < count; ++m)
        for (int k = 0; k < classes; ++k)
          dx[m][k] = static_cast<T>(static_cast<double>(dx[m][k]) -
                                    scales[m].probability(static_cast<double>(x[m][k])) * flow[m]);
    }
  }

 private:
  static constexpr auto count = static_cast<std::size_t>(Members);
  using Scales = std::array<SoftmaxScale, count>;

  /// About one class: log of the mean probability, and which share of the sum is each member's.
  struct Answer {
    double log_mean = 0;
    std::array<double, count> share{};
  };

  template <class T>
  static Scales scales_of(const Rows<const T>& x, int classes) {
    Scales scales;
    for (std::size_t m = 0; m < count; ++m)
      scales[m] = softmax_scale(std::span<const T>(x[m], static_cast<std::size_t>(classes)));
    return scales;
  }
  template <class T>
  static Answer answer(const Rows<const T>& x, const Scales& scales, int k) {
    // By logarithms: the probabilities themselves may all be too small for a number.
    Answer result;
    double largest = -std::numeric_limits<double>::infinity();
    for (std::size_t m = 0; m < count; ++m) {
      result.share[m] = -scales[m].negative_log(static_cast<double>(x[m][k]));
      largest = std::max(largest, result.share[m]);
    }
    double sum = 0;
    for (double& share : result.share) sum += share = std::exp(share - largest);
    for (double& share : result.share) share /= sum;
    result.log_mean = largest + std::log(sum / Members);
    return result;
  }
};

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
