#pragma once
// Pictures of a dataset, and maps laid over them, as pixels to look at.

#include <cstdint>
#include <span>
#include <vector>

#include "bicameral/core/parallel.hpp"
#include "bicameral/data/dataset.hpp"
#include "bicameral/report/raster.hpp"

namespace cifar100 {

/// Picture i with every pixel as a square, so that the longer side has at least `side` pixels. Pictures of one channel
/// are grey; of others than 1 or 3 the first channel is shown.
bicameral::Raster picture(const bicameral::Dataset& data, std::int64_t i, int side = 128);

/// The same under a map [height, width] of values from 0 to 1: where it is high the picture takes its colour, dark
/// violet over green to yellow.
bicameral::Raster picture_with_map(const bicameral::Dataset& data, std::int64_t i, std::span<const float> map,
                                   int side = 128);

/// The pictures as networks see them, normalised: [count, height, width, channels].
std::vector<float> normalised_pictures(const bicameral::Dataset& data, const std::vector<std::uint32_t>& indices,
                                       bicameral::ThreadPool& pool);

}  // namespace cifar100
