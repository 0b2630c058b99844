#pragma once
// The probability of a class while more and more pixels of a picture change.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <numeric>
#include <span>
#include <string>
#include <vector>

#include "bicameral/analysis/cam_maps.hpp"
#include "bicameral/blocks/pass.hpp"
#include "bicameral/core/error.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/core/numbers.hpp"
#include "bicameral/core/parallel.hpp"
#include "bicameral/core/random.hpp"
#include "bicameral/core/shape.hpp"
#include "bicameral/kernels/softmax.hpp"

namespace bicameral {

/// The probability of the explained class while pixels of a picture change in some order.
struct PixelCurves {
  std::vector<double> probability{};  // [count, points]
  std::vector<double> area{};         // [count]: under the curve over the share of pixels changed, by trapezoids
};

inline namespace BICAMERAL_SIMD {

/// Answers normalised pictures, one batch at a time.
template <class T>
using CamAnswers = std::function<Outputs<T>(const T* images, int count)>;

namespace detail {

template <class T>
void check_finite_map(const char* where, std::span<const T> map) {
  for (const T value : map)
    if (!std::isfinite(value)) fail(where, "maps of finite values", number_text(value));
}

/// Throws unless the maps, which may be made by hand, are of pictures of this size and hold together: as many values as
/// they say, all finite, and for each map an explained class of one head or of both.
template <class T>
void check_maps(const char* where, const Shape& picture, const CamMaps<T>& maps) {
  if (maps.height != picture.height || maps.width != picture.width)
    fail(where, "maps of " + std::to_string(picture.height) + "x" + std::to_string(picture.width),
         std::to_string(maps.height) + "x" + std::to_string(maps.width));
  const std::string count = std::to_string(maps.count);
  if (maps.count < 0 || maps.maps.size() != static_cast<std::size_t>(maps.count * maps.pixels()))
    fail(where, std::to_string(maps.count * maps.pixels()) + " values of " + count + " maps",
         std::to_string(maps.maps.size()));
  check_finite_map(where, std::span<const T>(maps.maps));
  if (maps.count > 0 && maps.fine_class.empty() && maps.coarse_class.empty())
    fail(where, "an explained fine or coarse class of each map", "neither");
  const auto explained = [&](const std::vector<std::int32_t>& chosen, int classes, const char* kind) {
    if (chosen.empty()) return;
    if (chosen.size() != static_cast<std::size_t>(maps.count))
      fail(where, std::string("an explained ") + kind + " class for each of " + count + " maps",
           std::to_string(chosen.size()));
    for (const std::int32_t one : chosen)
      if (one < 0 || one >= classes)
        fail(where, std::string("explained ") + kind + " classes from 0 to below " + std::to_string(classes),
             std::to_string(one));
  };
  explained(maps.fine_class, maps.heads.fine, "fine");
  explained(maps.coarse_class, maps.heads.coarse, "coarse");
}

}  // namespace detail

/// The pixels of a map, the largest value first, of equal ones the lower index. Requires an order as long as the map.
/// Errors: a value that is not finite.
template <class T>
void order_of_map(std::span<const T> map, std::span<std::int32_t> order) {
  detail::check_finite_map("order_of_map", map);
  std::iota(order.begin(), order.end(), 0);
  std::ranges::sort(order, [&](std::int32_t a, std::int32_t b) {
    const T left = map[static_cast<std::size_t>(a)];
    const T right = map[static_cast<std::size_t>(b)];
    return left != right ? left > right : a < b;
  });
}

/// Draws curves of the pictures that maps belong to, at most `batch` at a time, `steps` + 1 points each. Requires
/// 1 <= steps <= pixels, and that the arguments outlive it. Errors: maps of pictures of another size, of other numbers
/// of values or explained classes than of maps, of values that are not finite or classes that no head has.
template <class T>
class CurveDrawer {
 public:
  CurveDrawer(const CamAnswers<T>& answers, const Shape& picture, const CamMaps<T>& maps, int steps, int batch,
              ThreadPool& pool)
      : answers_(answers), picture_(picture), maps_(maps), pool_(pool) {
    detail::check_maps("CurveDrawer", picture, maps);
    const std::int64_t pixels = picture.pixels();
    for (int point = 0; point <= steps; ++point) changed_.push_back(pixels * point / steps);
    orders_.resize(static_cast<std::size_t>(batch * pixels));
    present_.resize(static_cast<std::size_t>(batch * picture.size()));
  }

  std::vector<double> shares() const {
    std::vector<double> result;
    for (const std::int64_t changed : changed_)
      result.push_back(static_cast<double>(changed) / static_cast<double>(picture_.pixels()));
    return result;
  }
  /// The pixels of pictures first, first + 1, ... will change in the order of their maps.
  void order_by_maps(int first, int count) {
    pool_.for_each_task(count,
                        [&](std::int64_t i, int) { order_of_map(maps_.map(first + static_cast<int>(i)), own(i)); });
  }
  /// Or in a random order, which depends on the seed and the picture's number alone, that of the first map being
  /// `first_picture`.
  void order_at_random(int first, int count, std::uint64_t seed, std::uint32_t first_picture) {
    pool_.for_each_task(count, [&](std::int64_t i, int) {
      const std::span<std::int32_t> order = own(i);
      std::iota(order.begin(), order.end(), 0);
      RandomStream stream(seed, Purpose::shuffle, "pixels of a map", 0,
                          first_picture + static_cast<std::uint32_t>(first + i));
      shuffle(order, stream);
    });
  }
  /// Adds the curves of these pictures, from `before` to `after` pixel by pixel.
  void draw(int first, int count, const T* before, const T* after, PixelCurves& curves) {
    std::copy_n(before, count * picture_.size(), present_.begin());
    const std::size_t points = changed_.size();
    const std::size_t begin = curves.probability.size();
    curves.probability.resize(begin + static_cast<std::size_t>(count) * points);
    for (std::size_t point = 0; point < points; ++point) {
      if (point > 0) change(count, after, changed_[point - 1], changed_[point]);
      const Outputs<T> logits = answers_(present_.data(), count);
      for (int i = 0; i < count; ++i)
        curves.probability[begin + static_cast<std::size_t>(i) * points + point] = probability(logits, first, i);
    }
    for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
      double area = 0;
      for (std::size_t point = 1; point < points; ++point) {
        const double* p = curves.probability.data() + begin + i * points + point;
        area += static_cast<double>(changed_[point] - changed_[point - 1]) * (p[-1] + p[0]) / 2;
      }
      curves.area.push_back(area / static_cast<double>(picture_.pixels()));
    }
  }

 private:
  std::span<std::int32_t> own(std::int64_t i) {
    const std::int64_t pixels = picture_.pixels();
    return {orders_.data() + i * pixels, static_cast<std::size_t>(pixels)};
  }
  /// Pixels from .. to of each order become those of `after`.
  void change(int count, const T* after, std::int64_t from, std::int64_t to) {
    pool_.for_each_task(count, [&](std::int64_t i, int) {
      for (std::int64_t k = from; k < to; ++k) {
        const std::int64_t pixel = orders_[static_cast<std::size_t>(i * picture_.pixels() + k)];
        const std::int64_t at = i * picture_.size() + pixel * picture_.channels;
        std::copy_n(after + at, picture_.channels, present_.begin() + at);
      }
    });
  }
  /// Of the explained class of picture first + i; of two explained ones the mean.
  double probability(const Outputs<T>& logits, int first, int i) const {
    double sum = 0;
    int heads = 0;
    const auto add = [&](const std::vector<std::int32_t>& explained, int classes, const T* scores) {
      if (explained.empty()) return;
      const std::span<const T> row(scores + std::int64_t{i} * classes, static_cast<std::size_t>(classes));
      const std::int32_t chosen = explained[static_cast<std::size_t>(first + i)];
      sum += softmax_scale(row).probability(static_cast<double>(row[static_cast<std::size_t>(chosen)]));
      ++heads;
    };
    add(maps_.fine_class, maps_.heads.fine, logits.fine);
    add(maps_.coarse_class, maps_.heads.coarse, logits.coarse);
    return sum / heads;
  }

  const CamAnswers<T>& answers_;
  Shape picture_;
  const CamMaps<T>& maps_;
  ThreadPool& pool_;
  std::vector<std::int64_t> changed_;  // by point
  std::vector<std::int32_t> orders_;   // [batch, pixels]
  std::vector<T> present_;             // [batch, height, width, channels]
};

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
