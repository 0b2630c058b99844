#include "examples/cifar100/page/texts.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "bicameral/core/numbers.hpp"
#include "bicameral/report/environment.hpp"
#include "examples/cifar100/analysis/weights.hpp"
#include "examples/cifar100/words.hpp"

namespace cifar100 {

using bicameral::fixed_text;

std::string hundredths(double share, int digits) { return fixed_text(100 * share, digits); }

std::string percent(double share, int digits) { return hundredths(share, digits) + " %"; }

std::string count_text(std::int64_t count) {
  std::string text = std::to_string(count);
  const std::size_t sign = count < 0 ? 1 : 0;
  for (std::size_t place = text.size(); place > sign + 3;) text.insert(place -= 3, ",");
  return text;
}

std::string counted(std::int64_t count, const std::string& what) {
  return count_text(count) + " " + what + (count == 1 ? "" : "s");
}

std::string seeds_text(const std::vector<std::uint64_t>& seeds) {
  std::string text = seeds.size() == 1 ? "seed" : "seeds";
  for (const std::uint64_t seed : seeds) text += (seed == seeds.front() ? " " : ", ") + std::to_string(seed);
  return text;
}

std::optional<bicameral::Interval> percent_interval(const std::optional<bicameral::Interval>& shares) {
  if (!shares) return std::nullopt;
  return bicameral::Interval{100 * std::max(0.0, shares->low), 100 * std::min(1.0, shares->high)};
}

std::string interval_text(const std::optional<bicameral::Interval>& shares, int digits) {
  const auto interval = percent_interval(shares);
  return interval ? fixed_text(interval->low, digits) + " to " + fixed_text(interval->high, digits) : "-";
}

namespace {

/// "1.3" of 0.013 or -0.013; two decimals where one would say nothing.
std::string points(double difference) {
  const double size = std::abs(difference);
  return fixed_text(100 * size, size < 0.001 ? 2 : 1);
}

}  // namespace

std::string points_text(double difference) {
  if (std::abs(difference) < 1e-9) return "as many";  // rounding of sums
  return points(difference) + (difference > 0 ? " points more" : " points fewer");
}

std::string points_text(const bicameral::Interval& difference) {
  const auto [low, high] = difference;
  if (low >= 0) return points(low) + " to " + points(high) + " points more";
  if (high <= 0) return points(high) + " to " + points(low) + " points fewer";
  return points(low) + " points fewer to " + points(high) + " points more";
}

std::string estimate_text(const Estimate& estimate, double factor, int digits) {
  std::string text = fixed_text(factor * estimate.mean, digits);
  if (estimate.interval)
    text += " (" + fixed_text(factor * estimate.interval->low, digits) + " to " +
            fixed_text(factor * estimate.interval->high, digits) + ")";
  return text;
}

namespace {

std::string explained(const std::string& choice) {
  if (choice.empty() || choice == "top") return "the network's answer";
  return choice == "label" ? "the true class" : "class " + choice;
}

}  // namespace

std::string maps_text(const MapsRecord& maps) {
  std::string text = "Method: " + maps.method + ", of " + explained(maps.explain);
  if (!maps.target.empty()) text += " (" + (maps.target == "both" ? "fine and coarse" : maps.target) + ")";
  if (!maps.smoothing.empty() && maps.smoothing != "none") text += ", smoothed by " + maps.smoothing;
  const auto add = [&](const std::string& half, const std::vector<std::string>& layers) {
    if (!layers.empty()) text += "; " + half + ": " + joined(layers, ", ");
  };
  add("layers on the left", maps.layers.left);
  add("on the right", maps.layers.right);
  add("of both", maps.layers.whole);
  return text;
}

bicameral::Html missing(const PageRun& run, const std::string& part, const std::string& what,
                        const std::string& command, const std::vector<std::string>& options) {
  std::vector<std::string> words{"bicameral", command, run.folder};
  words.insert(words.end(), options.begin(), options.end());
  if (part != "specialised") words.insert(words.end(), {"--part", part});
  const Part& asked = run.study.part(part);
  const bool weights = std::any_of(run.seeds.begin(), run.seeds.end(),
                                   [&](std::uint64_t seed) { return !lack_of(run.folder, seed, asked); });
  return bicameral::html_note(
      "No " + what + " yet. " +
      (weights ? ""
               : "It needs the trained weights of " + part + " (best.safetensors), which are not in this folder. ") +
      "It is made by: " + bicameral::shell_text(words));
}

bicameral::Html unfinished(const PageRun& run) {
  std::vector<std::string> words{"bicameral", "experiment", "--out", run.folder, "--resume"};
  if (!run.shown_arms.empty()) words.insert(words.end(), {"--arms", joined(run.shown_arms, ",")});
  return bicameral::html_note("No row of the table is finished yet. The run goes on with: " +
                              bicameral::shell_text(words));
}

bicameral::Html other_maps_note(const std::vector<std::uint64_t>& seeds, const std::vector<MapsRecord>& maps) {
  bicameral::Html notes;
  for (std::size_t i = 0; i < maps.size(); ++i)
    if (!(maps[i] == maps.front()))
      notes = std::move(notes) +
              bicameral::html_note("Seed " + std::to_string(seeds[i]) + " was measured on other maps than seed " +
                                   std::to_string(seeds.front()) + ": " + maps_text(maps[i]) +
                                   ". Measure all seeds anew to compare them.");
  return notes;
}

bicameral::Html earlier_halves_note(const PageRun& run, const std::string& part) {
  if (run.study.part(part).stage != Stage::fine_tuning) return {};
  return bicameral::html_note(
      "What the left half and the right half answer alone, and so the first two letters of a case, is from before the "
      "fine-tuning; everything else is from after it.");
}

}  // namespace cifar100
