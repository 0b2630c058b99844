#pragma once
// How `bicameral gradcam` is asked: which images, which maps.

#include <cstdint>
#include <string>
#include <vector>

#include "bicameral/analysis/cam_maps.hpp"
#include "bicameral/data/dataset.hpp"
#include "examples/cifar100/analysis/options.hpp"

namespace CLI {
class App;
}

namespace cifar100 {

/// The options of the command; texts as they were typed.
struct CamOptions : AnalysisOptions {
  std::string images;    // "0,7,42"
  std::string of_class;  // a class by name
  std::string cases;     // "ft-tt,ff-ff"
  int count = 0;         // images of each case, of the class, or of a measurement; 0: as many as usual
  std::string method = "gradcam";
  std::string layers;           // "residual1,residual2"
  std::string target;           // fine, coarse, both; empty: what the network has heads for
  std::string explain = "top";  // top, label, or a class by name
  std::string hemisphere = "all";
  std::string scales;  // "0.9,1,1.1"
  bool flips = false;
  bool locality = false;
  bool faithfulness = false;

  void add_to(CLI::App& command);
};

/// The halves whose maps are asked for: all that the network has, or the one that was named.
/// Errors: an unknown word, a half of a network without halves.
std::vector<bicameral::Hemisphere> hemispheres_of(const CamOptions& options, bool has_halves);

/// How maps of one half are made. `heads` are the classes of the network's heads, 0 where there is none.
/// Errors: numbers that are none, a class that does not exist (with the nearest).
bicameral::CamSettings cam_settings(const CamOptions& options, bicameral::Hemisphere hemisphere,
                                    bicameral::Classes heads, const bicameral::Dataset& data,
                                    const bicameral::ComputeSettings& compute);

/// "flips, scales 0.9, 1, 1.1", or "none".
std::string smoothing_text(const CamOptions& options);

}  // namespace cifar100
