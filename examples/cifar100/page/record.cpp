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

/// The commands of the analyses that the run has, each once. Older records do not tell theirs: what makes them anew.
std::string analyses_of(const PageRun& run) {
  std::vector<std::string> commands;
  for (const auto& [file, words] :
       {std::pair{"similarity.json", std::vector<std::string>{"similarity"}},
        std::pair{"specialization.json", std::vector<std::string>{"specialization"}},
        std::pair{"answers.json", std::vector<std::string>{"mistakes"}},
        std::pair{"gradcam.json", std::vector<std::string>{"gradcam"}},
        std::pair{"locality.json", std::vector<std::string>{"gradcam", "--locality"}},
        std::pair{"faithfulness.json", std::vector<std::string>{"gradcam", "--faithfulness"}}})
    for (const AnalysedPart& each : analysed_parts(run, file))
      for (const std::uint64_t seed : each.seeds) {
        std::string command = JsonNode::read(analysis_file(run, seed, each.part, file)).text("command");
        if (command.empty()) {
          std::vector<std::string> usual{"bicameral", words.front(), run.folder, "--part", each.part};
          usual.insert(usual.end(), words.begin() + 1, words.end());
          command = bicameral::shell_text(usual);
        }
        if (std::find(commands.begin(), commands.end(), command) == commands.end()) commands.push_back(command);
      }
  std::string text;
  for (const std::string& command : commands) text += command + "\n";
  return text;
}

}  // namespace

void add_record(const PageRun& run, Chapter& chapter) {
  chapter.section("How to repeat it");
  const std::vector<Definitions> sittings = environments_of(run);
  const std::string commands = commands_of(sittings) + analyses_of(run);
  if (!commands.empty())
    chapter.add(bicameral::html_paragraph("The run and its analyses were made by") + bicameral::html_code(commands));
  chapter.add(bicameral::html_paragraph("The same settings into a new folder; its analyses are made as above, then "
                                        "this page:") +
              bicameral::html_code(bicameral::shell_text({"bicameral", "experiment", "--settings",
                                                          run.folder + "/settings.json", "--out", "repeated"}) +
                                   "\nbicameral report repeated --html report.html"));
  chapter.add(bicameral::html_details("All settings", bicameral::html_definitions(settings_of(run))));
  chapter.add(environments_html(sittings));
}

}  // namespace cifar100
