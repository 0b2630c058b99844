#include "examples/cifar100/analysis/cam_measures.hpp"

#include <algorithm>
#include <cmath>

#include "bicameral/core/numbers.hpp"
#include "examples/cifar100/analysis/pictures.hpp"
#include "examples/cifar100/analysis/progress_line.hpp"

namespace cifar100 {

namespace {

using bicameral::Hemisphere;
using bicameral::Locality;
using bicameral::PixelCurves;

std::vector<std::uint32_t> first_images(const bicameral::Dataset& test, int count, int usual) {
  bicameral::expect(count >= 0, "option --count", "0 or more", count);
  const int wanted = count > 0 ? count : usual;
  return image_numbers(wanted > 0 ? std::min(wanted, test.count()) : test.count());
}

/// What the maps need to know of the network's heads and halves.
bicameral::Features glance(AnalysedRun& run, const Model& model) {
  return model.features(run.data().test, {0}, run.asking(), run.pool());
}

/// Calls `use(part of the images)` for a few at a time, so that progress can be told.
template <class Use>
void in_portions(const std::vector<std::uint32_t>& images, const bicameral::TellProgress& tell, const Use& use) {
  constexpr std::size_t portion = 512;
  for (std::size_t first = 0; first < images.size(); first += portion) {
    const std::size_t last = std::min(images.size(), first + portion);
    use(std::vector<std::uint32_t>(images.begin() + static_cast<std::ptrdiff_t>(first),
                                   images.begin() + static_cast<std::ptrdiff_t>(last)));
    tell(static_cast<std::int64_t>(last), static_cast<std::int64_t>(images.size()));
  }
}

/// Means over images of curves [images, points].
std::vector<double> mean_curve(const PixelCurves& curves, std::size_t points) {
  std::vector<double> mean(points);
  for (std::size_t i = 0; i < curves.probability.size(); ++i) mean[i % points] += curves.probability[i];
  for (double& value : mean) value /= static_cast<double>(curves.area.size());
  return mean;
}

}  // namespace

Json to_json(const MeasuredMaps& maps) {
  Json json{{"target", maps.target}};
  for (const auto& [half, layers] : maps.layers) json["layers"][half] = layers;
  return json;
}

MeasuredLocality locality(AnalysedRun& run, std::uint64_t seed, const CamOptions& options,
                          const bicameral::TellProgress& tell) {
  const auto model = run.model(seed);
  const bicameral::Features known = glance(run, *model);
  if (!known.has_halves())
    bicameral::fail("option --locality", "a network of two halves, like specialised", "'" + run.part().name + "'");
  const bicameral::Dataset& test = run.data().test;
  std::vector<Locality> left, right;
  MeasuredMaps measured;
  in_portions(first_images(test, options.count, 0), tell, [&](const std::vector<std::uint32_t>& images) {
    for (const Hemisphere half : {Hemisphere::left, Hemisphere::right}) {
      const auto settings = cam_settings(options, half, known.classes, test, run.asking().compute);
      const auto maps = model->cam_maps(test, images, settings, run.pool());
      if (measured.layers.size() < 2) measured.layers.emplace_back(bicameral::hemisphere_name(half), maps.layers);
      measured.target = bicameral::cam_labels_name(settings.target.labels);
      const auto found = bicameral::locality_of(maps);
      std::vector<Locality>& all = half == Hemisphere::left ? left : right;
      all.insert(all.end(), found.begin(), found.end());
    }
  });
  bicameral::LocalityComparison comparison = bicameral::compare_locality(left, right);
  return {std::move(measured), std::move(left), std::move(right), std::move(comparison)};
}

Json to_json(const bicameral::LocalityComparison& c) {
  return {{"images", c.left_area.count},
          {"left_out", c.left_out},
          {"left", {{"area", c.left_area.mean}, {"entropy", c.left_entropy.mean}}},
          {"right", {{"area", c.right_area.mean}, {"entropy", c.right_entropy.mean}}},
          {"difference", {{"area", to_json(c.area.difference)}, {"entropy", to_json(c.entropy.difference)}}}};
}

std::string locality_csv(const MeasuredLocality& found) {
  std::string text = "image,left_area,left_entropy,right_area,right_entropy\n";
  for (std::size_t i = 0; i < found.left.size(); ++i) {
    text += std::to_string(i);
    for (const double value : {found.left[i].area, found.left[i].entropy, found.right[i].area, found.right[i].entropy})
      text += "," + (std::isnan(value) ? std::string() : bicameral::number_text(value));
    text += "\n";
  }
  return text;
}

std::vector<HalfCurves> faithfulness(AnalysedRun& run, std::uint64_t seed, const CamOptions& options) {
  const auto model = run.model(seed);
  const bicameral::Features known = glance(run, *model);
  const bicameral::Dataset& test = run.data().test;
  std::vector<HalfCurves> halves;
  for (const Hemisphere half : hemispheres_of(options, known.has_halves())) {
    HalfCurves& found = halves.emplace_back(HalfCurves{std::string(bicameral::hemisphere_name(half))});
    const auto settings = cam_settings(options, half, known.classes, test, run.asking().compute);
    const auto append = [](PixelCurves& to, const PixelCurves& from) {
      to.probability.insert(to.probability.end(), from.probability.begin(), from.probability.end());
      to.area.insert(to.area.end(), from.area.begin(), from.area.end());
    };
    found.target = bicameral::cam_labels_name(settings.target.labels);
    const bicameral::TellProgress tell = progress_line("curves of " + found.half);
    in_portions(first_images(test, options.count, 500), tell, [&](const std::vector<std::uint32_t>& images) {
      const auto maps = model->cam_maps(test, images, settings, run.pool());
      found.layers = maps.layers;
      const auto curves = model->faithfulness(
          normalised_pictures(test, images, run.pool()), maps,
          {.seed = seed, .first_picture = images.front(), .batch = run.asking().batch, .compute = run.asking().compute},
          run.pool());
      found.curves.shares = curves.shares;
      append(found.curves.deletion, curves.deletion);
      append(found.curves.insertion, curves.insertion);
      append(found.curves.random_deletion, curves.random_deletion);
      append(found.curves.random_insertion, curves.random_insertion);
    });
  }
  return halves;
}

MeasuredMaps maps_of(const std::vector<HalfCurves>& halves) {
  MeasuredMaps maps;
  for (const HalfCurves& half : halves) {
    maps.target = half.target;
    maps.layers.emplace_back(half.half, half.layers);
  }
  return maps;
}

Json to_json(const std::vector<HalfCurves>& halves) {
  Json json = Json::object();
  for (const HalfCurves& half : halves) {
    const bicameral::Faithfulness& c = half.curves;
    Json& entry = json[half.half];
    entry["shares"] = c.shares;
    const auto add = [&](const char* name, const PixelCurves& curves) {
      entry[name] = mean_curve(curves, c.shares.size());
      entry["areas"][name] = bicameral::statistics_of(curves.area).mean;
    };
    add("deletion", c.deletion);
    add("insertion", c.insertion);
    add("random_deletion", c.random_deletion);
    add("random_insertion", c.random_insertion);
    const auto gain = [](const PixelCurves& map, const PixelCurves& random) {
      return to_json(bicameral::compare_paired(map.area, random.area).difference);
    };
    entry["gain"] = {{"deletion", gain(c.deletion, c.random_deletion)},
                     {"insertion", gain(c.insertion, c.random_insertion)}};
  }
  return json;
}

std::string faithfulness_csv(const std::vector<HalfCurves>& halves) {
  std::string text = "hemisphere,image,deletion,insertion,random_deletion,random_insertion\n";
  for (const HalfCurves& half : halves)
    for (std::size_t i = 0; i < half.curves.deletion.area.size(); ++i) {
      text += half.half + "," + std::to_string(i);
      for (const PixelCurves* curves :
           {&half.curves.deletion, &half.curves.insertion, &half.curves.random_deletion, &half.curves.random_insertion})
        text += "," + bicameral::number_text(curves->area[i]);
      text += "\n";
    }
  return text;
}

}  // namespace cifar100
