// What somebody needs who wants to repeat the run.

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "bicameral/report/environment.hpp"
#include "examples/cifar100/page/chapter.hpp"
#include "examples/cifar100/page/json_node.hpp"
#include "examples/cifar100/page/sections.hpp"
#include "examples/cifar100/page/texts.hpp"

namespace cifar100 {

namespace {

using Definitions = std::vector<std::pair<std::string, std::string>>;

Definitions settings_of(const PageRun& run) {
  Settings settings = run.settings;
  Definitions definitions;
  for (const SettingEntry& entry : entries_of(settings)) {
    const std::string value = entry.get();
    definitions.emplace_back(entry.name, value.empty() ? "-" : value);
  }
  return definitions;
}

/// environment.json, environment.2.json, ...: one for each sitting.
std::vector<Definitions> environments_of(const PageRun& run) {
  std::vector<Definitions> sittings;
  for (int sitting = 1;; ++sitting) {
    const std::string file =
        run.folder + "/environment" + (sitting == 1 ? "" : "." + std::to_string(sitting)) + ".json";
    if (!std::filesystem::exists(file)) return sittings;
    Definitions& definitions = sittings.emplace_back();
    for (const auto& [name, value] : JsonNode::read(file).members()) definitions.emplace_back(name, value.shown());
  }
}

std::string command_of(const Definitions& environment) {
  for (const auto& [name, value] : environment)
    if (name == "command") return value + "\n";
  return "";
}

/// The commands of the analyses that the run has, for a run in folder "repeated".
std::string analyses_of(const PageRun& run) {
  std::string commands;
  for (const auto& [file, command] :
       {std::pair{"similarity.json", "similarity repeated"},
        std::pair{"specialization.json", "specialization repeated"}, std::pair{"gradcam.json", "gradcam repeated"},
        std::pair{"locality.json", "gradcam repeated --locality"},
        std::pair{"faithfulness.json", "gradcam repeated --faithfulness"}})
    for (const AnalysedPart& each : analysed_parts(run, file))
      commands += std::string("bicameral ") + command +
                  (each.part == "specialised" ? "" : " --part " + bicameral::shell_text({each.part})) + "\n";
  return commands;
}

}  // namespace

void add_record(const PageRun& run, Chapter& chapter) {
  chapter.section("How to repeat it");
  const std::vector<Definitions> sittings = environments_of(run);
  std::string commands;
  for (const Definitions& sitting : sittings) commands += command_of(sitting);
  if (!commands.empty()) chapter.add(bicameral::html_paragraph("The run was made by") + bicameral::html_code(commands));
  chapter.add(bicameral::html_paragraph("The same settings into a new folder, then its analyses and this page:") +
              bicameral::html_code(bicameral::shell_text({"bicameral", "experiment", "--settings",
                                                          run.folder + "/settings.json", "--out", "repeated"}) +
                                   "\n" + analyses_of(run) + "bicameral report repeated --html report.html"));
  chapter.add(bicameral::html_details("All settings", bicameral::html_definitions(settings_of(run))));
  for (std::size_t i = 0; i < sittings.size(); ++i)
    chapter.add(bicameral::html_details(i == 0 ? "Environment" : "Environment of sitting " + std::to_string(i + 1),
                                        bicameral::html_definitions(sittings[i])));
}

}  // namespace cifar100
