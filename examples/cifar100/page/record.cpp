// What somebody needs who wants to repeat the run.

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
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

std::string entry_of(const Definitions& environment, std::string_view wanted) {
  for (const auto& [name, value] : environment)
    if (name == wanted) return value;
  return "";
}

/// Each command once, in the order of the sittings; in how many, where they are several.
std::string commands_of(const std::vector<Definitions>& sittings) {
  std::vector<std::pair<std::string, int>> counts;
  for (const Definitions& sitting : sittings) {
    const std::string command = entry_of(sitting, "command");
    const auto known =
        std::find_if(counts.begin(), counts.end(), [&](const auto& each) { return each.first == command; });
    if (known != counts.end())
      known->second += 1;
    else if (!command.empty())
      counts.emplace_back(command, 1);
  }
  std::string text;
  for (const auto& [command, count] : counts)
    text += command + (count > 1 ? "  # in " + std::to_string(count) + " sittings" : "") + "\n";
  return text;
}

/// All but what is another in every sitting and says nothing of the results.
Definitions lasting(const Definitions& environment) {
  Definitions found;
  for (const auto& entry : environment)
    if (entry.first != "time" && entry.first != "command") found.push_back(entry);
  return found;
}

/// The environment of the first sitting, and of every other one in which something changed.
bicameral::Html environments_html(const std::vector<Definitions>& sittings) {
  bicameral::Html html;
  for (std::size_t i = 0; i < sittings.size(); ++i) {
    if (i > 0 && lasting(sittings[i]) == lasting(sittings[i - 1])) continue;
    html = html +
           bicameral::html_details(i == 0 ? "Environment" : "Environment from sitting " + std::to_string(i + 1) + " on",
                                   bicameral::html_definitions(sittings[i]));
  }
  return html;
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
  const std::string commands = commands_of(sittings);
  if (!commands.empty()) chapter.add(bicameral::html_paragraph("The run was made by") + bicameral::html_code(commands));
  chapter.add(bicameral::html_paragraph("The same settings into a new folder, then its analyses and this page:") +
              bicameral::html_code(bicameral::shell_text({"bicameral", "experiment", "--settings",
                                                          run.folder + "/settings.json", "--out", "repeated"}) +
                                   "\n" + analyses_of(run) + "bicameral report repeated --html report.html"));
  chapter.add(bicameral::html_details("All settings", bicameral::html_definitions(settings_of(run))));
  chapter.add(environments_html(sittings));
}

}  // namespace cifar100
