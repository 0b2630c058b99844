#include "examples/cifar100/analysis/cam_options.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "bicameral/analysis/cam_method.hpp"
#include "bicameral/core/error.hpp"
#include "bicameral/core/numbers.hpp"
#include "examples/cifar100/words.hpp"

namespace cifar100 {

using bicameral::CamClass;
using bicameral::CamLabels;
using bicameral::Hemisphere;

void CamOptions::add_to(CLI::App& command) {
  AnalysisOptions::add_to(command);
  command.add_option("--images", images, "test images by number, as 0,7,42 [the first of some cases]");
  command.add_option("--class", of_class, "test images of this fine or coarse class");
  command.add_option("--case", cases, "test images of these cases, as ft-tt,ff-ff (see `bicameral similarity`)");
  command.get_option("--batch")->description("images at a time, of maps at most 64 [128]");
  command.add_option("--count", count,
                     "how many images of each case [3] or of the class [12], or to measure on [locality: all, "
                     "faithfulness: 500]");
  command.add_option("--method", method, bicameral::cam_method_names() + " [gradcam]");
  command.add_option("--layers", layers,
                     "layers whose maps are averaged, as residual1,residual2 [the end of each residual block]");
  command.add_option("--target", target,
                     "the explained logit: fine, coarse, or the sum of both [of the heads there are]");
  command.add_option("--explain", explain,
                     "of which class: top (the network's answer), label, or a class by name [top]");
  command.add_option("--hemisphere", hemisphere, "whose layers: left, right, whole, or all three [all]");
  command.add_option("--scales", scales, "smoothing: the mean over the picture times these numbers, as 0.9,1,1.1 [1]");
  command.add_flag("--flips", flips, "smoothing: the mean with the mirror image");
  command.add_flag("--locality", locality, "instead of pictures: is one half more local than the other?");
  command.add_flag("--faithfulness", faithfulness,
                   "instead of pictures: do the answers hang on the pixels of the maps?");
}

std::vector<Hemisphere> hemispheres_of(const CamOptions& options, bool has_halves) {
  if (options.hemisphere == "all") {
    if (has_halves) return {Hemisphere::left, Hemisphere::right, Hemisphere::whole};
    return {Hemisphere::whole};
  }
  const std::vector<std::string> known{"left", "right", "whole", "all"};
  if (std::find(known.begin(), known.end(), options.hemisphere) == known.end())
    fail_unknown("option --hemisphere", options.hemisphere, known);
  const Hemisphere one = bicameral::hemisphere_of(options.hemisphere);
  if (one != Hemisphere::whole && !has_halves)
    bicameral::fail("option --hemisphere", "whole, for a network without halves", "'" + options.hemisphere + "'");
  return {one};
}

namespace {

std::vector<double> scales_of(const std::string& text) {
  if (text.empty()) return {1.0};
  std::vector<double> scales;
  for (const std::string& word : comma_separated(text)) {
    const auto number = bicameral::parse_number(word);
    if (!number) bicameral::fail("option --scales", "numbers separated by commas, as 0.9,1,1.1", "'" + text + "'");
    scales.push_back(*number);
  }
  return scales;
}

std::int32_t class_number(const std::string& name, const std::vector<std::string>& names) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) fail_unknown("option --explain", name, names);
  return static_cast<std::int32_t>(found - names.begin());
}

}  // namespace

bicameral::CamSettings cam_settings(const CamOptions& options, Hemisphere hemisphere, bicameral::Classes heads,
                                    const bicameral::Dataset& data, const bicameral::ComputeSettings& compute) {
  bicameral::CamSettings settings;
  settings.method = options.method;
  settings.layers = {comma_separated(options.layers), hemisphere};
  settings.flips = options.flips;
  settings.scales = scales_of(options.scales);
  settings.batch = std::min(options.batch, 64);  // activations are kept for the way back
  settings.compute = compute;
  bicameral::CamTarget& target = settings.target;
  if (!options.target.empty())
    target.labels = bicameral::cam_labels_of(options.target);
  else
    target.labels = heads.fine == 0 ? CamLabels::coarse : heads.coarse == 0 ? CamLabels::fine : CamLabels::both;
  if (options.explain == "label") {
    target.of = CamClass::label;
  } else if (options.explain != "top") {
    if (target.labels == CamLabels::both)
      bicameral::fail("option --explain", "--target fine or --target coarse with a class by name", "both");
    target.of = CamClass::given;
    if (target.labels == CamLabels::fine)
      target.fine_class = class_number(options.explain, data.fine_names);
    else
      target.coarse_class = class_number(options.explain, data.coarse_names);
  }
  return settings;
}

std::string smoothing_text(const CamOptions& options) {
  std::string text = options.flips ? "flips" : "";
  if (!options.scales.empty())
    text += (text.empty() ? "scales " : ", scales ") + joined(comma_separated(options.scales), ", ");
  return text.empty() ? "none" : text;
}

}  // namespace cifar100
