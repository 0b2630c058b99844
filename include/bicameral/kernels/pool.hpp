#pragma once
// Pooling over square windows of channels-last pictures; images are shared out among the workers.

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string_view>

#include "bicameral/core/instruction_set.hpp"
#include "bicameral/core/parallel.hpp"
#include "bicameral/core/shape.hpp"
#include "bicameral/kernels/arguments.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// Windows of `kernel` x `kernel` at distance `stride`, wholly inside the picture.
struct PoolProblem {
  int batch = 0;
  Shape in{};
  int kernel = 2;
  int stride = 2;
  constexpr int out_height() const { return (in.height - kernel) / stride + 1; }
  constexpr int out_width() const { return (in.width - kernel) / stride + 1; }
};

namespace detail {

/// Calls visit(image, output pixel index within the batch, top-left input pixel) for every window of the image.
template <class Visit>
void for_each_window(const PoolProblem& p, std::int64_t image, const Visit& visit) {
  std::int64_t pixel = image * p.out_height() * p.out_width();
  for (int row = 0; row < p.out_height(); ++row)
    for (int column = 0; column < p.out_width(); ++column, ++pixel)
      visit(pixel, (image * p.in.height + std::int64_t{row} * p.stride) * p.in.width + std::int64_t{column} * p.stride);
}

}  // namespace detail

/// Throws unless the problem is one: positive sizes and windows inside the picture. The message names `function`.
inline void check_pool_problem(std::string_view function, const PoolProblem& p) {
  constexpr std::int64_t any = std::numeric_limits<int>::max();
  detail::expect_size(function, "batch", p.batch, 1, any);
  detail::expect_size(function, "channels", p.in.channels, 1, any);
  detail::expect_size(function, "height", p.in.height, 1, any);
  detail::expect_size(function, "width", p.in.width, 1, any);
  detail::expect_size(function, "kernel", p.kernel, 1, 32767);  // its square is an int
  detail::expect_size(function, "stride", p.stride, 1, any);
  detail::expect_size(function, "height", p.in.height, p.kernel, any);
  detail::expect_size(function, "width", p.in.width, p.kernel, any);
  detail::expect_product(function, "x", p.batch, p.in.height, p.in.width, p.in.channels);
}

/// All functions of this file throw Error before they write anything: for a problem that is none and for arrays that
/// are null or not aligned as their elements must be. y = the largest value of each window; `winner` (may be null) =
/// its place in the window, kernel * row + column. Ties go to the first place, NaN wins. Requires kernel <= 15, so that
/// a place fits a byte.
template <class T>
void max_pool_forward(ThreadPool& pool, const PoolProblem& p, const T* x, T* y, std::uint8_t* winner) {
  check_pool_problem("max_pool_forward", p);
  detail::expect_size("max_pool_forward", "kernel", p.kernel, 1, 15);  // a place fits a byte
  detail::expect_pointer("max_pool_forward", "x", x, alignof(T));
  detail::expect_pointer("max_pool_forward", "y", y, alignof(T));
  const std::int64_t channels = p.in.channels;
  pool.for_each_task(p.batch, [&](std::int64_t image, int) {
    detail::for_each_window(p, image, [&](std::int64_t pixel, std::int64_t corner) {
      T* best = y + pixel * channels;
      std::copy_n(x + corner * channels, channels, best);
      std::uint8_t* places = winner == nullptr ? nullptr : winner + pixel * channels;
      if (places != nullptr) std::fill_n(places, channels, std::uint8_t{0});
      for (int place = 1; place < p.kernel * p.kernel; ++place) {
        const T* row = x + (corner + std::int64_t{place / p.kernel} * p.in.width + place % p.kernel) * channels;
        const auto number = static_cast<std::uint8_t>(place);
        if (places == nullptr) {
          for (std::int64_t c = 0; c < channels; ++c) best[c] = row[c] > best[c] || row[c] != row[c] ? row[c] : best[c];
        } else {
          for (std::int64_t c = 0; c < channels; ++c) {
            const bool wins = row[c] > best[c] || row[c] != row[c];
            best[c] = wins ? row[c] : best[c];
            places[c] = wins ? number : places[c];
          }
        }
      }
    });
  });
}

/// dx = sum of dy over the windows in which the value was the winner.
template <class T>
void max_pool_backward(ThreadPool& pool, const PoolProblem& p, const std::uint8_t* winner, const T* dy, T* dx) {
  check_pool_problem("max_pool_backward", p);
  detail::expect_size("max_pool_backward", "kernel", p.kernel, 1, 15);  // a place fits a byte
  detail::expect_pointer("max_pool_backward", "winner", winner, 1);
  detail::expect_pointer("max_pool_backward", "dy", dy, alignof(T));
  detail::expect_pointer("max_pool_backward", "dx", dx, alignof(T));
  const std::int64_t channels = p.in.channels;
  pool.for_each_task(p.batch, [&](std::int64_t image, int) {
    std::fill_n(dx + image * p.in.size(), p.in.size(), T(0));
    detail::for_each_window(p, image, [&](std::int64_t pixel, std::int64_t corner) {
      const T* from = dy + pixel * channels;
      const std::uint8_t* places = winner + pixel * channels;
      for (int place = 0; place < p.kernel * p.kernel; ++place) {
        T* to = dx + (corner + std::int64_t{place / p.kernel} * p.in.width + place % p.kernel) * channels;
        const auto number = static_cast<std::uint8_t>(place);
        for (std::int64_t c = 0; c < channels; ++c) to[c] += places[c] == number ? from[c] : T(0);
      }
    });
  });
}

/// y = mean of each window.
template <class T>
void avg_pool_forward(ThreadPool& pool, const PoolProblem& p, const T* x, T* y) {
  check_pool_problem("avg_pool_forward", p);
  detail::expect_pointer("avg_pool_forward", "x", x, alignof(T));
  detail::expect_pointer("avg_pool_forward", "y", y, alignof(T));
  const std::int64_t channels = p.in.channels;
  const T scale = T(1) / static_cast<T>(p.kernel * p.kernel);
  pool.for_each_task(p.batch, [&](std::int64_t image, int) {
    detail::for_each_window(p, image, [&](std::int64_t pixel, std::int64_t corner) {
      T* sum = y + pixel * channels;
      std::fill_n(sum, channels, T(0));
      for (int place = 0; place < p.kernel * p.kernel; ++place) {
        const T* row = x + (corner + std::int64_t{place / p.kernel} * p.in.width + place % p.kernel) * channels;
        for (std::int64_t c = 0; c < channels; ++c) sum[c] += row[c];
      }
      for (std::int64_t c = 0; c < channels; ++c) sum[c] *= scale;
    });
  });
}

/// dx = dy / kernel^2 for every value of a window, summed over the windows that hold it.
template <class T>
void avg_pool_backward(ThreadPool& pool, const PoolProblem& p, const T* dy, T* dx) {
  check_pool_problem("avg_pool_backward", p);
  detail::expect_pointer("avg_pool_backward", "dy", dy, alignof(T));
  detail::expect_pointer("avg_pool_backward", "dx", dx, alignof(T));
  const std::int64_t channels = p.in.channels;
  const T scale = T(1) / static_cast<T>(p.kernel * p.kernel);
  pool.for_each_task(p.batch, [&](std::int64_t image, int) {
    std::fill_n(dx + image * p.in.size(), p.in.size(), T(0));
    detail::for_each_window(p, image, [&](std::int64_t pixel, std::int64_t corner) {
      const T* from = dy + pixel * channels;
      for (int place = 0; place < p.kernel * p.kernel; ++place) {
        T* to = dx + (corner + std::int64_t{place / p.kernel} * p.in.width + place % p.kernel) * channels;
        for (std::int64_t c = 0; c < channels; ++c) to[c] += from[c] * scale;
      }
    });
  });
}

/// y[n, c] = mean over the picture.
template <class T>
void global_avg_pool_forward(ThreadPool& pool, int batch, const Shape& in, const T* x, T* y) {
  check_pool_problem("global_avg_pool_forward", {batch, in, 1, 1});
  detail::expect_pointer("global_avg_pool_forward", "x", x, alignof(T));
  detail::expect_pointer("global_avg_pool_forward", "y", y, alignof(T));
  const std::int64_t channels = in.channels;
  const T scale = T(1) / static_cast<T>(in.pixels());
  pool.for_each_task(batch, [&](std::int64_t image, int) {
    T* sum = y + image * channels;
    std::fill_n(sum, channels, T(0));
    for (std::int64_t pixel = 0; pixel < in.pixels(); ++pixel)
      for (std::int64_t c = 0; c < channels; ++c) sum[c] += x[(image * in.pixels() + pixel) * channels + c];
    for (std::int64_t c = 0; c < channels; ++c) sum[c] *= scale;
  });
}

/// dx = dy / pixels at every pixel.
template <class T>
void global_avg_pool_backward(ThreadPool& pool, int batch, const Shape& in, const T* dy, T* dx) {
  check_pool_problem("global_avg_pool_backward", {batch, in, 1, 1});
  detail::expect_pointer("global_avg_pool_backward", "dy", dy, alignof(T));
  detail::expect_pointer("global_avg_pool_backward", "dx", dx, alignof(T));
  const std::int64_t channels = in.channels;
  const T scale = T(1) / static_cast<T>(in.pixels());
  pool.for_each_task(batch, [&](std::int64_t image, int) {
    for (std::int64_t pixel = 0; pixel < in.pixels(); ++pixel)
      for (std::int64_t c = 0; c < channels; ++c)
        dx[(image * in.pixels() + pixel) * channels + c] = dy[image * channels + c] * scale;
  });
}

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
