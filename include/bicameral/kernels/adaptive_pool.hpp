#pragma once
// Means over windows that divide a picture of any size into size x size parts.

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

namespace detail {

inline void check_adaptive_pool(std::string_view function, int batch, Shape in, int size) {
  constexpr std::int64_t any = std::numeric_limits<int>::max();
  expect_size(function, "batch", batch, 1, any);
  expect_size(function, "channels", in.channels, 1, any);
  expect_size(function, "height", in.height, 1, any);
  expect_size(function, "width", in.width, 1, any);
  expect_size(function, "size", size, 1, 32767);
  expect_product(function, "x", batch, in.height, in.width, in.channels);
  expect_product(function, "y", batch, size, size, in.channels);
}

/// Part i of `length` lines cut into `size` parts: floor(i length / size) to ceil((i + 1) length / size).
/// Parts overlap where the division leaves a rest, and repeat where there are more parts than lines.
constexpr std::int64_t part_begin(std::int64_t i, std::int64_t length, std::int64_t size) { return i * length / size; }
constexpr std::int64_t part_end(std::int64_t i, std::int64_t length, std::int64_t size) {
  return ((i + 1) * length + size - 1) / size;
}

/// Calls visit(part, pixel, pixels of the part) for every pixel of every part of one image.
template <class Visit>
void for_each_part_pixel(Shape in, int size, const Visit& visit) {
  for (std::int64_t i = 0; i < size; ++i)
    for (std::int64_t j = 0; j < size; ++j) {
      const std::int64_t top = part_begin(i, in.height, size);
      const std::int64_t bottom = part_end(i, in.height, size);
      const std::int64_t left = part_begin(j, in.width, size);
      const std::int64_t right = part_end(j, in.width, size);
      for (std::int64_t row = top; row < bottom; ++row)
        for (std::int64_t column = left; column < right; ++column)
          visit(i * size + j, row * in.width + column, (bottom - top) * (right - left));
    }
}

}  // namespace detail

/// y[n, i, j, c] = mean of channel c over part (i, j) of image n. Both functions throw Error before they write
/// anything: for sizes that are not positive and arrays that are null or not aligned as their elements must be.
template <class T>
void adaptive_avg_pool_forward(ThreadPool& pool, int batch, Shape in, int size, const T* x, T* y) {
  detail::check_adaptive_pool("adaptive_avg_pool_forward", batch, in, size);
  detail::expect_pointer("adaptive_avg_pool_forward", "x", x, alignof(T));
  detail::expect_pointer("adaptive_avg_pool_forward", "y", y, alignof(T));
  const std::int64_t channels = in.channels;
  pool.for_each_task(batch, [&](std::int64_t image, int) {
    const T* from = x + image * in.size();
    T* to = y + image * size * size * channels;
    std::fill_n(to, size * size * channels, T(0));
    detail::for_each_part_pixel(in, size, [&](std::int64_t part, std::int64_t pixel, std::int64_t pixels) {
      const T scale = T(1) / static_cast<T>(pixels);
      for (std::int64_t c = 0; c < channels; ++c) to[part * channels + c] += from[pixel * channels + c] * scale;
    });
  });
}

/// dx = sum of dy / pixels over the parts that hold the value.
template <class T>
void adaptive_avg_pool_backward(ThreadPool& pool, int batch, Shape in, int size, const T* dy, T* dx) {
  detail::check_adaptive_pool("adaptive_avg_pool_backward", batch, in, size);
  detail::expect_pointer("adaptive_avg_pool_backward", "dy", dy, alignof(T));
  detail::expect_pointer("adaptive_avg_pool_backward", "dx", dx, alignof(T));
  const std::int64_t channels = in.channels;
  pool.for_each_task(batch, [&](std::int64_t image, int) {
    const T* from = dy + image * size * size * channels;
    T* to = dx + image * in.size();
    std::fill_n(to, in.size(), T(0));
    detail::for_each_part_pixel(in, size, [&](std::int64_t part, std::int64_t pixel, std::int64_t pixels) {
      const T scale = T(1) / static_cast<T>(pixels);
      for (std::int64_t c = 0; c < channels; ++c) to[pixel * channels + c] += from[part * channels + c] * scale;
    });
  });
}

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
