#pragma once
// Pictures with the maps of a network's halves over them.

#include <cstdint>
#include <string>

#include "examples/cifar100/analysis/analysed_run.hpp"
#include "examples/cifar100/analysis/cam_options.hpp"
#include "examples/cifar100/analysis/json_files.hpp"

namespace cifar100 {

/// Writes gradcam.json, the maps of each half as gradcam/maps_left.npy [images, height, width], and for each chosen
/// image its picture and one picture with each map into gradcam/. Returns what gradcam.json holds. `about` begins it.
Json write_gallery(AnalysedRun& run, std::uint64_t seed, const CamOptions& options, const Json& about);

}  // namespace cifar100
