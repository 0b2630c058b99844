#include "examples/cifar100/analysis/pictures.hpp"

#include <algorithm>
#include <cmath>

#include "bicameral/data/batches.hpp"
#include "bicameral/report/svg/palette.hpp"

namespace cifar100 {

using bicameral::Raster;
using bicameral::svg::Rgb;

namespace {

/// Draws `colour_of(y, x)` with every pixel as a square.
template <class ColourOf>
Raster magnified(const bicameral::Shape& shape, int side, const ColourOf& colour_of) {
  const int longer = std::max(shape.height, shape.width);
  const int scale = std::max(1, (side + longer - 1) / longer);
  Raster raster = Raster::of(scale * shape.width, scale * shape.height, 3);
  for (int y = 0; y < raster.height; ++y)
    for (int x = 0; x < raster.width; ++x) {
      const Rgb colour = colour_of(y / scale, x / scale);
      std::uint8_t* pixel = raster.at(x, y);
      pixel[0] = colour.red;
      pixel[1] = colour.green;
      pixel[2] = colour.blue;
    }
  return raster;
}

Rgb pixel_of(const bicameral::Dataset& data, std::int64_t i, int y, int x) {
  const bicameral::Shape& shape = data.shape;
  const std::uint8_t* first = data.image(i) + y * shape.width + x;
  if (shape.channels != 3) return {*first, *first, *first};
  const std::int64_t plane = shape.pixels();
  return {first[0], first[plane], first[2 * plane]};
}

std::uint8_t mixed(std::uint8_t picture, std::uint8_t map, double weight) {
  return static_cast<std::uint8_t>(std::lround((1 - weight) * picture + weight * map));
}

}  // namespace

Raster picture(const bicameral::Dataset& data, std::int64_t i, int side) {
  return magnified(data.shape, side, [&](int y, int x) { return pixel_of(data, i, y, x); });
}

Raster picture_with_map(const bicameral::Dataset& data, std::int64_t i, std::span<const float> map, int side) {
  return magnified(data.shape, side, [&](int y, int x) {
    const Rgb own = pixel_of(data, i, y, x);
    const auto value = static_cast<double>(map[static_cast<std::size_t>(y * data.shape.width + x)]);
    const Rgb colour = bicameral::svg::sequential_colour(value);
    const double weight = 0.35 + 0.35 * value;  // the picture must stay visible below the map
    return Rgb{mixed(own.red, colour.red, weight), mixed(own.green, colour.green, weight),
               mixed(own.blue, colour.blue, weight)};
  });
}

std::vector<float> normalised_pictures(const bicameral::Dataset& data, const std::vector<std::uint32_t>& indices,
                                       bicameral::ThreadPool& pool) {
  bicameral::BatchLoader<float, bicameral::Augmentation<>> loader(
      data, indices, {.batch = static_cast<int>(indices.size()), .order = bicameral::Order::in_order}, pool, {});
  loader.begin_epoch(0);
  bicameral::Batch<float> batch;
  loader.next(batch);
  return {batch.images, batch.images + batch.count * data.shape.size()};
}

}  // namespace cifar100
