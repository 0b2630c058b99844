// bicameral gradcam: where the halves look.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bicameral/analysis/cam_method.hpp"
#include "bicameral/core/numbers.hpp"
#include "bicameral/report/table.hpp"
#include "examples/cifar100/analysis/cam_measures.hpp"
#include "examples/cifar100/analysis/chosen_images.hpp"
#include "examples/cifar100/analysis/gallery.hpp"
#include "examples/cifar100/analysis/progress_line.hpp"
#include "examples/cifar100/commands/commands.hpp"
#include "examples/cifar100/study/known_interval.hpp"
#include "examples/cifar100/words.hpp"

namespace cifar100 {

namespace {

std::string number(double value) { return bicameral::fixed_text(value, 4); }  // entropies differ by thousandths

std::string interval_text(double mean, const std::optional<bicameral::Interval>& interval) {
  std::string text = number(mean);
  if (interval) text += " (" + number(interval->low) + " to " + number(interval->high) + ")";
  return text;
}
std::string interval_text(const bicameral::Statistics& s) { return interval_text(s.mean, s.interval95); }
std::string interval_text(const std::vector<double>& of_seeds) {
  return interval_text(bicameral::statistics_of(of_seeds).mean, known_interval(of_seeds));
}

void print_gallery(const Json& json, const std::string& folder, bool replaced) {
  for (const auto& name : json["missing_cases"])
    std::cout << "  case " << name.get<std::string>() << ": no image belongs to it\n";
  for (const Json& item : json["items"]) {
    const auto text = [&](const char* name) { return item.contains(name) ? item[name].get<std::string>() : "-"; };
    std::cout << "  image " << item["image"] << (item.contains("case") ? ", case " + text("case") : "") << ": "
              << text("fine_label") << " (" << text("coarse_label") << ") answered " << text("fine") << " ("
              << text("coarse") << ")";
    for (const auto& half : item["empty"])
      std::cout << "; nothing stands out in the map of " << half.get<std::string>();
    std::cout << "\n";
  }
  std::cout << json["items"].size() << (json["items"].size() == 1 ? " image" : " images") << " written to " << folder
            << "/gradcam" << (replaced ? ", in place of those of before" : "") << "\n";
}

void print_locality(const bicameral::LocalityComparison& c) {
  if (c.left_area.count == 0) {
    std::cout << "  nothing could be measured: of each of " << c.left_out << " images a map is zero\n";
    return;
  }
  bicameral::Table table({"map", "left", "right", "left - right (95 % over images)"});
  table.add_row({"area above half maximum", number(c.left_area.mean), number(c.right_area.mean),
                 interval_text(c.area.difference)});
  table.add_row(
      {"entropy", number(c.left_entropy.mean), number(c.right_entropy.mean), interval_text(c.entropy.difference)});
  std::cout << table.text() << c.left_area.count << " images; " << c.left_out
            << " left out, where a map is zero. Smaller is more local.\n";
}

/// The seeds are the sample when it comes to what specialisation does to networks.
void print_over_seeds(const std::vector<double>& areas, const std::vector<double>& entropies) {
  if (areas.size() < 2) return;
  std::cout << "Over " << areas.size() << " seeds, left - right: area " << interval_text(areas) << ", entropy "
            << interval_text(entropies) << " (95 % over seeds)\n";
}

void print_faithfulness(const std::vector<HalfCurves>& halves) {
  bicameral::Table table({"map", "deletion", "at random", "insertion", "at random"});
  const auto mean = [](const bicameral::PixelCurves& c) { return number(bicameral::statistics_of(c.area).mean); };
  for (const HalfCurves& half : halves)
    table.add_row({half.half, mean(half.curves.deletion), mean(half.curves.random_deletion),
                   mean(half.curves.insertion), mean(half.curves.random_insertion)});
  std::cout << table.text()
            << "Areas under the curves of the explained class's probability. A faithful map has less than the\n"
               "random order where pixels are taken away, more where they are put in.\n";
}

/// Refuses options that would be ignored.
void check(const CamOptions& o) {
  if (o.locality && o.faithfulness) bicameral::fail("bicameral gradcam", "--locality or --faithfulness", "both");
  const std::string measure = o.locality ? "--locality" : o.faithfulness ? "--faithfulness" : "";
  const auto refuse = [&](bool given, const std::string& option, const std::string& with) {
    if (given && !with.empty()) bicameral::fail("bicameral gradcam", with + " without " + option, "both");
  };
  refuse(!o.images.empty(), "--images (the first --count test images are measured)", measure);
  refuse(!o.of_class.empty(), "--class (the first --count test images are measured)", measure);
  refuse(!o.cases.empty(), "--case (the first --count test images are measured)", measure);
  refuse(o.hemisphere != "all", "--hemisphere (it compares left and right)", o.locality ? measure : "");
  refuse(o.count > 0, "--count (all of them are shown)", o.images.empty() ? "" : "--images");
  const std::vector<std::string> methods = comma_separated(bicameral::cam_method_names());
  if (std::find(methods.begin(), methods.end(), o.method) == methods.end())
    fail_unknown("option --method", o.method, methods);
}

void gradcam(const CamOptions& options) {
  check(options);
  const bool measures = options.locality || options.faithfulness;
  AnalysedRun run(options, measures ? Asks::part : Asks::part_and_halves);
  check_choice(options, run.data().test);
  tell_left_out(run);
  std::vector<std::uint64_t> seeds = run.seeds();
  if (!measures) seeds.resize(1);  // pictures of one network are enough to look at
  std::vector<double> areas, entropies;
  for (const std::uint64_t seed : seeds) {
    std::cout << run.part().name << ", seed " << seed << ", " << options.method << "\n" << std::flush;
    Json about = run.about(seed);
    about.update(
        Json{{"method", options.method}, {"explain", options.explain}, {"smoothing", smoothing_text(options)}});
    const std::string folder = run.folder_of(seed);
    if (options.locality) {
      const auto found = locality(run, seed, options, progress_line("maps of both halves"));
      Json json = about;
      json.update(to_json(found.maps));
      json.update(to_json(found.comparison));
      write_json(folder + "/locality.json", json);
      bicameral::write_file(folder + "/locality.csv", locality_csv(found));
      print_locality(found.comparison);
      if (found.comparison.left_area.count == 0) continue;  // a map of every image is zero
      areas.push_back(found.comparison.area.difference.mean);
      entropies.push_back(found.comparison.entropy.difference.mean);
    } else if (options.faithfulness) {
      const auto found = faithfulness(run, seed, options);
      Json json = about;
      json.update(to_json(maps_of(found)));
      json["images"] = found[0].curves.deletion.area.size();
      json["hemispheres"] = to_json(found);
      write_json(folder + "/faithfulness.json", json);
      bicameral::write_file(folder + "/faithfulness.csv", faithfulness_csv(found));
      print_faithfulness(found);
    } else {
      const bool replaces = std::filesystem::exists(folder + "/gradcam.json");
      print_gallery(write_gallery(run, seed, options, about), folder, replaces);
    }
  }
  print_over_seeds(areas, entropies);
}

}  // namespace

void add_gradcam(CLI::App& app, const CommandLine& command_line) {
  auto* command = app.add_subcommand("gradcam", "where the halves look: class activation maps over test images");
  auto o = std::make_shared<CamOptions>();
  o->add_to(*command);
  o->command_line = command_line;
  command->callback([o] { gradcam(*o); });
}

}  // namespace cifar100
