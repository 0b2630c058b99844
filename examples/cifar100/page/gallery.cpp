// Where each half looks: pictures with their maps.

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "examples/cifar100/page/analysis_files.hpp"
#include "examples/cifar100/page/analysis_section.hpp"
#include "examples/cifar100/page/sections.hpp"
#include "examples/cifar100/page/texts.hpp"
#include "examples/cifar100/words.hpp"

namespace cifar100 {

namespace {

using bicameral::Html;

constexpr int pixels = 74;  // a picture and its three maps side by side on a phone

bicameral::GalleryItem item_of(const GradCamItem& item) {
  const std::string picture = "picture " + std::to_string(item.image);
  bicameral::GalleryItem shown;
  shown.pictures.push_back({item.picture, "picture", "Picture " + std::to_string(item.image) + ": " + item.fine_label});
  const auto add_map = [&](const std::string& png, const std::string& half, const std::string& name) {
    if (png.empty()) return;
    const bool empty = std::find(item.empty.begin(), item.empty.end(), half) != item.empty.end();
    shown.pictures.push_back({png, name + (empty ? " (nowhere)" : ""), "Where " + name + " looks in " + picture});
  };
  add_map(item.maps.left, "left", "left");
  add_map(item.maps.right, "right", "right");
  add_map(item.maps.whole, "whole", "both");
  const auto judged = [](const std::string& answer, const std::string& truth) {
    return answer + (truth.empty() ? "" : answer == truth ? " (correct)" : " (wrong)");
  };
  const auto add_line = [&](const std::string& who, const std::string& answer, const std::string& truth) {
    if (!answer.empty()) shown.lines.push_back(who + ": " + judged(answer, truth));
  };
  shown.lines.push_back("Picture " + std::to_string(item.image) + ": " + item.fine_label +
                        (item.coarse_label.empty() ? "" : ", " + item.coarse_label));
  add_line("Left alone", item.left_fine, item.fine_label);
  add_line("Right alone", item.right_coarse, item.coarse_label);
  add_line("Together, fine", item.fine, item.fine_label);
  add_line("Together, coarse", item.coarse, item.coarse_label);
  return shown;
}

Html gallery_of(const GradCamRecord& cam, std::uint64_t seed, int heading_level) {
  std::vector<std::string> cases;  // in the order of the file
  std::map<std::string, std::vector<bicameral::GalleryItem>> items;
  for (const GradCamItem& item : cam.items) {
    if (!items.contains(item.answer_case)) cases.push_back(item.answer_case);
    items[item.answer_case].push_back(item_of(item));
  }
  std::string note = "Seed " + std::to_string(seed) + ". " + maps_text(cam.maps) +
                     ". Nowhere: no place speaks for the answer more than another.";
  if (!cam.missing_cases.empty())
    note += " Cases to which no picture belongs: " + joined(cam.missing_cases, ", ") + ".";
  Html html = bicameral::html_note(note);
  for (const std::string& name : cases) {
    if (!name.empty()) html = html + bicameral::html_heading("Case " + name, heading_level);
    html = html + bicameral::html_gallery(items[name], pixels);
  }
  return cases.empty() ? html + bicameral::html_note("No picture was asked for.") : html;
}

Html content_of(const PageRun& run, const AnalysedPart& part, int heading_level) {
  std::vector<Html> of_seeds;
  for (const std::uint64_t seed : part.seeds)
    of_seeds.push_back(
        gallery_of(read_gradcam(analysis_file(run, seed, part.part, "gradcam.json")), seed, heading_level));
  return earlier_halves_note(run, part.part) + first_open(part.seeds, of_seeds);
}

}  // namespace

void add_gallery(const PageRun& run, Chapter& chapter) {
  add_analysis(
      run, chapter,
      {.title = "Where each half looks",
       .file = "gradcam.json",
       .what = "pictures with maps",
       .command = "gradcam",
       .needs = Needs::any_network,
       .introduction =
           "Bright places speak for the answer: for the left half, for the right half, and for both together. The "
           "letters of a case say whether left alone, right alone, then fine and coarse together, are right (t) or "
           "wrong (f)."},
      [&](const AnalysedPart& part, int heading_level) { return content_of(run, part, heading_level); });
}

}  // namespace cifar100
