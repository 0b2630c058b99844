#include "examples/cifar100/analysis/gallery.hpp"

#include <filesystem>
#include <iostream>
#include <vector>

#include "bicameral/report/csv.hpp"
#include "bicameral/report/png.hpp"
#include "examples/cifar100/analysis/arrays.hpp"
#include "examples/cifar100/analysis/chosen_images.hpp"
#include "examples/cifar100/analysis/pictures.hpp"
#include "examples/cifar100/words.hpp"

namespace cifar100 {

namespace {

/// The maps of one half.
struct HalfMaps {
  std::string name;
  bicameral::CamMaps<float> maps;
};

/// One chosen image: labels, answers, and the files of its pictures.
Json item_of(std::size_t i, const ChosenImages& chosen, const CaseAnswers& answers, const bicameral::Features& features,
             const std::vector<HalfMaps>& halves, const bicameral::Dataset& test) {
  const std::uint32_t image = chosen.images[i];
  Json item{{"image", image}};
  if (answers.cases) item["case"] = answers.cases->of(image).name();
  const auto add = [&](const char* name, const std::vector<std::int32_t>& classes,
                       const std::vector<std::string>& names) {
    if (!classes.empty() && classes[image] >= 0) item[name] = names[static_cast<std::size_t>(classes[image])];
  };
  add("fine_label", test.fine, test.fine_names);
  add("coarse_label", test.coarse, test.coarse_names);
  add("left_fine", answers.left_fine, test.fine_names);
  add("right_coarse", answers.right_coarse, test.coarse_names);
  add("fine", features.fine_predicted, test.fine_names);
  add("coarse", features.coarse_predicted, test.coarse_names);
  item["empty"] = Json::array();
  const std::string begin = "gradcam/" + std::to_string(image) + "_";
  item["files"]["picture"] = begin + "picture.png";
  for (const HalfMaps& half : halves) {
    if (half.maps.empty[i] != 0) item["empty"].push_back(half.name);
    item["files"][half.name] = begin + half.name + ".png";
  }
  return item;
}

/// A line for each image that is shown.
std::string gallery_csv(const Json& items) {
  const std::vector<std::string> columns{"image",     "case",         "fine_label", "coarse_label",
                                         "left_fine", "right_coarse", "fine",       "coarse"};
  std::vector<std::string> header = columns;
  header.emplace_back("empty");
  std::string text = bicameral::csv_line(header);
  for (const Json& item : items) {
    std::vector<std::string> line{std::to_string(item["image"].get<std::int64_t>())};
    for (std::size_t i = 1; i < columns.size(); ++i)
      line.push_back(item.contains(columns[i]) ? item[columns[i]].get<std::string>() : "");
    line.push_back(joined(item["empty"].get<std::vector<std::string>>(), " "));
    text += bicameral::csv_line(line);
  }
  return text;
}

void write_pictures(const std::string& folder, const Json& item, std::size_t i, const std::vector<HalfMaps>& halves,
                    const bicameral::Dataset& test) {
  const auto file = [&](const std::string& name) { return folder + "/" + item["files"][name].get<std::string>(); };
  const auto image = item["image"].get<std::int64_t>();
  bicameral::write_png(file("picture"), picture(test, image));
  for (const HalfMaps& half : halves)
    bicameral::write_png(file(half.name), picture_with_map(test, image, half.maps.map(static_cast<int>(i))));
}

}  // namespace

Json write_gallery(AnalysedRun& run, std::uint64_t seed, const CamOptions& options, const Json& about) {
  const bicameral::Dataset& test = run.data().test;
  const auto model = run.model(seed);
  const bicameral::Features features =
      model->features(test, image_numbers(test.count()), run.asking("answers of " + run.part().name), run.pool());
  const CaseAnswers answers = case_answers(run, seed, features);
  const ChosenImages chosen = chosen_images(options, answers, test);

  Json json = about;
  json["missing_cases"] = chosen.missing_cases;
  std::vector<HalfMaps> halves;
  if (!chosen.images.empty())
    for (const bicameral::Hemisphere half : hemispheres_of(options, features.has_halves())) {
      const bicameral::CamSettings settings = cam_settings(options, half, features.classes, test, run.asking().compute);
      std::cout << "  maps of " << bicameral::hemisphere_name(half) << ": " << chosen.images.size()
                << (chosen.images.size() == 1 ? " image\n" : " images\n") << std::flush;
      halves.push_back(
          {std::string(bicameral::hemisphere_name(half)), model->cam_maps(test, chosen.images, settings, run.pool())});
      json["target"] = bicameral::cam_labels_name(settings.target.labels);
      json["layers"][halves.back().name] = halves.back().maps.layers;
    }
  const std::string folder = run.folder_of(seed);
  // The record goes first: what is told of older pictures must not be shown with newer ones.
  std::filesystem::remove(folder + "/gradcam.json");
  std::filesystem::remove_all(folder + "/gradcam");
  std::filesystem::create_directories(folder + "/gradcam");
  json["items"] = Json::array();
  for (std::size_t i = 0; i < chosen.images.size(); ++i) {
    json["items"].push_back(item_of(i, chosen, answers, features, halves, test));
    write_pictures(folder, json["items"].back(), i, halves, test);
  }
  for (const HalfMaps& half : halves)
    write_npy(
        folder + "/gradcam/maps_" + half.name + ".npy", half.maps.maps,
        {chosen.images.size(), static_cast<std::size_t>(half.maps.height), static_cast<std::size_t>(half.maps.width)});
  bicameral::write_file(folder + "/gradcam/images.csv", gallery_csv(json["items"]));
  write_json(folder + "/gradcam.json", json);
  return json;
}

}  // namespace cifar100
