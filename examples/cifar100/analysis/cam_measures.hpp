#pragma once
// Numbers about maps: how local they are, and whether the answers hang on them.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "bicameral/analysis/cam_faithfulness.hpp"
#include "bicameral/analysis/cam_locality.hpp"
#include "examples/cifar100/analysis/analysed_run.hpp"
#include "examples/cifar100/analysis/cam_options.hpp"
#include "examples/cifar100/analysis/json_files.hpp"

namespace cifar100 {

/// Hears how many images of how many are done.
using TellProgress = std::function<void(std::size_t done, std::size_t all)>;

/// Left against right, over the first --count test images (0: all). Errors: a network without halves.
bicameral::LocalityComparison locality(AnalysedRun& run, std::uint64_t seed, const CamOptions& options,
                                       const TellProgress& tell);
/// {"images", "left_out", "left": {area, entropy}, "right", "difference"}; differences are left minus right.
Json to_json(const bicameral::LocalityComparison& comparison);

/// The curves of one half's maps.
struct HalfCurves {
  std::string half;
  bicameral::Faithfulness curves{};
};
/// Of every half asked for, over the first --count test images (0: 500).
std::vector<HalfCurves> faithfulness(AnalysedRun& run, std::uint64_t seed, const CamOptions& options,
                                     const TellProgress& tell);
/// {"left": {"shares", "deletion", ..., "areas", "gain"}, ...}; means over images. A gain is map's order minus random.
Json to_json(const std::vector<HalfCurves>& halves);

}  // namespace cifar100
