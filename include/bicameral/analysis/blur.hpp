#pragma once
// Pictures without their details.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "bicameral/core/error.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/core/parallel.hpp"
#include "bicameral/core/shape.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

namespace detail {

/// weights[to * length + from] of a Gaussian mean along a line of so many pixels; each row adds up to 1.
inline std::vector<double> blur_weights(int length, double deviation) {
  std::vector<double> weights;
  for (int to = 0; to < length; ++to) {
    double sum = 0;
    for (int from = 0; from < length; ++from) {
      const double distance = (from - to) / deviation;
      weights.push_back(std::exp(-distance * distance / 2));
      sum += weights.back();
    }
    for (std::size_t i = weights.size() - static_cast<std::size_t>(length); i < weights.size(); ++i) weights[i] /= sum;
  }
  return weights;
}

}  // namespace detail

/// Each channel of `count` pictures [height, width, channels] as Gaussian means, first along rows, then along columns;
/// weights are shared out among the pixels within the picture. Requires a finite deviation (in pixels) above 0, and
/// that `to` lies apart from `from`.
template <class T>
void blur(ThreadPool& pool, const Shape& picture, int count, double deviation, const T* from, T* to) {
  if (!(deviation > 0 && std::isfinite(deviation)))
    fail("blur", "a finite deviation above 0", std::to_string(deviation));
  const std::vector<double> along_rows = detail::blur_weights(picture.width, deviation);
  const std::vector<double> along_columns = detail::blur_weights(picture.height, deviation);
  const std::int64_t line = std::int64_t{picture.width} * picture.channels;
  std::vector<double> memory(static_cast<std::size_t>(picture.size() * pool.threads()));
  pool.for_each_task(count, [&](std::int64_t image, int worker) {
    double* const rows = memory.data() + worker * picture.size();
    const T* const x = from + image * picture.size();
    T* const y = to + image * picture.size();
    // One sum per value: out[k] = sum over j of weight[j] in[k's line, j].
    const auto mean = [](int length, const double* weights, std::int64_t stride, const auto* in) {
      double sum = 0;
      for (int j = 0; j < length; ++j) sum += weights[j] * static_cast<double>(in[j * stride]);
      return sum;
    };
    for (std::int64_t k = 0; k < picture.size(); ++k) {
      const std::int64_t column = k % line / picture.channels;
      rows[k] = mean(picture.width, along_rows.data() + column * picture.width, picture.channels,
                     x + k / line * line + k % picture.channels);
    }
    for (std::int64_t k = 0; k < picture.size(); ++k)
      y[k] =
          static_cast<T>(mean(picture.height, along_columns.data() + k / line * picture.height, line, rows + k % line));
  });
}

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
