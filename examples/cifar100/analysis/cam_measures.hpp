#pragma once
// Numbers about maps: how local they are, and whether the answers hang on them.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "bicameral/analysis/cam_faithfulness.hpp"
#include "bicameral/analysis/cam_locality.hpp"
#include "bicameral/core/progress.hpp"
#include "examples/cifar100/analysis/analysed_run.hpp"
#include "examples/cifar100/analysis/cam_options.hpp"
#include "examples/cifar100/analysis/json_files.hpp"

namespace cifar100 {

/// Which maps were measured: the head's labels that they explain, and the layers of each half.
struct MeasuredMaps {
  std::string target;
  std::vector<std::pair<std::string, std::vector<std::string>>> layers;  // half, its layers
};
/// {"target", "layers": {"left": [...], ...}}, as in gradcam.json.
Json to_json(const MeasuredMaps& maps);

/// Left against right, over the first --count test images (0: all). Errors: a network without halves.
struct MeasuredLocality {
  MeasuredMaps maps;
  std::vector<bicameral::Locality> left;  // of image 0, 1, ...
  std::vector<bicameral::Locality> right;
  bicameral::LocalityComparison comparison;
};
MeasuredLocality locality(AnalysedRun& run, std::uint64_t seed, const CamOptions& options,
                          const bicameral::TellProgress& tell);
/// {"images", "left_out", "left": {area, entropy}, "right", "difference"}; differences are left minus right.
Json to_json(const bicameral::LocalityComparison& comparison);
/// A line for each image; empty fields for a map that is zero.
std::string locality_csv(const MeasuredLocality& found);

/// The curves of one half's maps.
struct HalfCurves {
  std::string half;
  std::string target{};
  std::vector<std::string> layers{};
  bicameral::Faithfulness curves{};
};
MeasuredMaps maps_of(const std::vector<HalfCurves>& halves);
/// Of every half asked for, over the first --count test images (0: 500); prints how far it is.
std::vector<HalfCurves> faithfulness(AnalysedRun& run, std::uint64_t seed, const CamOptions& options);
/// {"left": {"shares", "deletion", ..., "areas", "gain"}, ...}; means over images. A gain is map's order minus random.
Json to_json(const std::vector<HalfCurves>& halves);
/// The areas below the curves, a line for each half and image.
std::string faithfulness_csv(const std::vector<HalfCurves>& halves);

}  // namespace cifar100
