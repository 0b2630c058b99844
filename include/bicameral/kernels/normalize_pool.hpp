#pragma once
// Normalisation, ReLU and max pooling in one pass.

#include <cstdint>

#include "bicameral/core/parallel.hpp"
#include "bicameral/core/simd.hpp"
#include "bicameral/kernels/pool.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// The place of no value of a window: all of them were 0 after the ReLU.
inline constexpr std::uint8_t no_winner = 255;

namespace simd_detail {

/// Channels [first, first + lanes) of one window of `size` x `size` pixels whose rows lie `line` values apart.
template <class T>
void normalize_pool_window(int size, const T* corner, std::int64_t line, std::int64_t channels, const T* mean,
                           const T* scale, const T* bias, std::int64_t first, T* y, std::uint8_t* winners) {
  using V = Vec<T>;
  const V m = V::load(mean + first);
  const V s = V::load(scale + first);
  const V b = V::load(bias + first);
  V best = V::zero();
  V who = V::broadcast(T(no_winner));
  for (int place = 0; place < size * size; ++place) {
    const V value = multiply_add(V::load(corner + place / size * line + place % size * channels + first) - m, s, b);
    who = where_at_most(value, best, who, V::broadcast(static_cast<T>(place)));  // NaN wins
    best = where_at_most(value, best, best, value);
  }
  best.store(y + first);
  if (winners == nullptr) return;
  T places[static_cast<std::size_t>(V::lanes)];
  who.store(places);
  for (int i = 0; i < V::lanes; ++i) winners[first + i] = static_cast<std::uint8_t>(places[i]);
}

}  // namespace simd_detail

/// y = max over each window of max((x - mean) scale + bias, 0), per channel; winners (may be null) = the place in the
/// window of the first that reached it, no_winner where that is 0.
/// Requires windows that do not overlap, of at most 15 x 15 pixels. Throws Error as the functions of pool.hpp do.
template <class T>
void normalize_relu_pool(ThreadPool& pool, const PoolProblem& p, const T* mean, const T* scale, const T* bias,
                         const T* x, T* y, std::uint8_t* winners) {
  check_pool_problem("normalize_relu_pool", p);
  detail::expect_size("normalize_relu_pool", "kernel", p.kernel, 1, 15);  // a place fits a byte
  detail::expect_pointer("normalize_relu_pool", "mean", mean, alignof(T));
  detail::expect_pointer("normalize_relu_pool", "scale", scale, alignof(T));
  detail::expect_pointer("normalize_relu_pool", "bias", bias, alignof(T));
  detail::expect_pointer("normalize_relu_pool", "x", x, alignof(T));
  detail::expect_pointer("normalize_relu_pool", "y", y, alignof(T));
  constexpr int lanes = Vec<T>::lanes;
  const std::int64_t channels = p.in.channels;
  const std::int64_t line = p.in.width * channels;
  pool.for_each_task(std::int64_t{p.batch} * p.out_height(), [&](std::int64_t task, int) {
    const std::int64_t top = task / p.out_height() * p.in.height + task % p.out_height() * p.kernel;
    for (std::int64_t column = 0; column < p.out_width(); ++column) {
      const T* corner = x + top * line + column * p.kernel * channels;
      const std::int64_t to = (task * p.out_width() + column) * channels;
      std::uint8_t* who = winners == nullptr ? nullptr : winners + to;
      std::int64_t c = 0;
      for (; c + lanes <= channels; c += lanes)
        simd_detail::normalize_pool_window(p.kernel, corner, line, channels, mean, scale, bias, c, y + to, who);
      for (; c < channels; ++c) {
        T best = 0;
        std::uint8_t winner = no_winner;
        for (int place = 0; place < p.kernel * p.kernel; ++place) {
          const T value =
              (corner[place / p.kernel * line + place % p.kernel * channels + c] - mean[c]) * scale[c] + bias[c];
          if (value <= best) continue;
          best = value;
          winner = static_cast<std::uint8_t>(place);
        }
        y[to + c] = best;
        if (who != nullptr) who[c] = winner;
      }
    }
  });
}

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
