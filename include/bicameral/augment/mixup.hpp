#pragma once
// Pictures that are partly another picture of the same batch, with labels to match.

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "bicameral/core/aligned_buffer.hpp"
#include "bicameral/core/error.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/core/parallel.hpp"
#include "bicameral/core/random_beta.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// Mixes each picture of a batch with the one at its place in a shuffled copy:
///   picture_i = share picture_i + (1 - share) picture_order(i),  share ~ Beta(alpha, alpha), one for the batch
/// The loss is mixed likewise (SecondLabels in loss/cross_entropy.hpp).
/// Source: Zhang, Cisse, Dauphin, Lopez-Paz, "mixup: beyond empirical risk minimization", ICLR 2018.
/// Ensures: share and order depend on seed, epoch and step only, results not on threads; mix() allocates nothing.
template <class T>
class Mixup {
 public:
  /// For batches of up to `batch` pictures of `size` values. Errors: an alpha that is not positive and finite.
  Mixup(double alpha, int batch, std::int64_t size)
      : alpha_(checked(alpha)),
        size_(size),
        images_(static_cast<std::size_t>(batch) * static_cast<std::size_t>(size)),
        fine_(static_cast<std::size_t>(batch)),
        coarse_(static_cast<std::size_t>(batch)) {
    order_.reserve(static_cast<std::size_t>(batch));
  }

  /// Mixes the pictures [count, size] of this step. Requires one fine and one coarse label for each, or none of a kind;
  /// 1 <= count <= batch (throws otherwise).
  void mix(const T* images, std::span<const std::int32_t> fine, std::span<const std::int32_t> coarse, int count,
           std::uint64_t seed, std::uint32_t epoch, std::uint32_t step, ThreadPool& pool) {
    const auto rows = static_cast<std::size_t>(count);
    if (count < 1 || rows > fine_.size())
      fail("Mixup::mix", "1 to " + std::to_string(fine_.size()) + " pictures", std::to_string(count));
    for (const auto labels : {fine, coarse})
      if (!labels.empty() && labels.size() != rows)
        fail("Mixup::mix", std::to_string(rows) + " labels", std::to_string(labels.size()));
    RandomStream stream(seed, Purpose::mixup, {}, epoch, step);
    share_ = beta_number(stream, alpha_, alpha_);
    order_.resize(rows);
    for (std::size_t i = 0; i < rows; ++i) order_[i] = static_cast<std::uint32_t>(i);
    shuffle(order_, stream);
    pool.for_each_task(count, [&](std::int64_t i, int) {
      const std::int64_t other = order_[static_cast<std::size_t>(i)];
      blend(images + i * size_, images + other * size_, images_.data() + i * size_);
    });
    for (std::size_t i = 0; i < fine.size(); ++i) fine_[i] = fine[order_[i]];
    for (std::size_t i = 0; i < coarse.size(); ++i) coarse_[i] = coarse[order_[i]];
  }

  /// What the latest mix() made: the pictures, the labels of the other picture in each, and its own picture's share.
  const T* images() const { return images_.data(); }
  std::span<const std::int32_t> fine() const { return {fine_.data(), order_.size()}; }
  std::span<const std::int32_t> coarse() const { return {coarse_.data(), order_.size()}; }
  std::span<const std::uint32_t> order() const { return order_; }
  double share() const { return share_; }

 private:
  static double checked(double alpha) {
    if (!(std::isfinite(alpha) && alpha > 0)) fail("Mixup", "a positive alpha", std::to_string(alpha));
    return alpha;
  }
  // One compiled copy: inlined twice it might round differently in the serial and the parallel path.
  [[gnu::noinline]] void blend(const T* own, const T* other, T* mixed) const {
    const T share = static_cast<T>(share_);
    const T rest = static_cast<T>(1 - share_);
    for (std::int64_t i = 0; i < size_; ++i) mixed[i] = share * own[i] + rest * other[i];
  }

  double alpha_;
  std::int64_t size_;
  AlignedBuffer<T> images_;
  std::vector<std::int32_t> fine_;
  std::vector<std::int32_t> coarse_;
  std::vector<std::uint32_t> order_{};
  double share_ = 1;
};

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
