#pragma once
// Numbers and remarks as the sections write them.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bicameral/metrics/statistics.hpp"
#include "bicameral/report/html/fragment.hpp"
#include "examples/cifar100/page/analysis_files.hpp"
#include "examples/cifar100/page/page_run.hpp"

namespace cifar100 {

/// "71.2" of the share 0.712: a percentage without its sign.
std::string hundredths(double share, int digits = 1);
/// "71.2 %".
std::string percent(double share, int digits = 1);
/// "10,038".
std::string count_text(std::int64_t count);
/// "1 picture", "2 pictures".
std::string counted(std::int64_t count, const std::string& what);
/// "seed 0", "seeds 0, 1, 2".
std::string seeds_text(const std::vector<std::uint64_t>& seeds);
/// "71.0 to 73.5" of shares, within 0 and 100; "-" without an interval.
std::string interval_text(const std::optional<bicameral::Interval>& shares, int digits = 1);
/// A difference of shares in points: "1.3 points more", "0.4 points fewer", "as many".
std::string points_text(double difference);
/// "0.4 to 2.2 points more", "0.4 points fewer to 2.2 points more".
std::string points_text(const bicameral::Interval& difference);

/// An interval of shares as percentages, cut off at 0 and 100.
std::optional<bicameral::Interval> percent_interval(const std::optional<bicameral::Interval>& shares);

/// "1.2 (0.4 to 2.0)", times `factor`; without an interval "1.2".
std::string estimate_text(const Estimate& estimate, double factor, int digits);

/// "Method: gradcam, of the network's answer (fine and coarse); layers on the left: ...".
std::string maps_text(const MapsRecord& maps);

/// What an analysis can look into.
enum class Needs { any_network, two_halves };
/// "No WHAT yet: bicameral COMMAND RUN makes it", or that the run has no network for it.
bicameral::Html missing(const PageRun& run, const std::string& what, const std::string& command, Needs needs,
                        const std::vector<std::string>& options = {});

/// How a run without results goes on.
bicameral::Html unfinished(const PageRun& run);

/// What there is of each seed: the first as it is, each other one to be opened.
template <class Content>
bicameral::Html first_open(const std::vector<std::uint64_t>& seeds, const Content& content) {
  bicameral::Html html;
  for (const std::uint64_t seed : seeds) {
    const bicameral::Html one = content(seed);
    html =
        std::move(html) + (seed == seeds.front() ? one : bicameral::html_details("Seed " + std::to_string(seed), one));
  }
  return html;
}

}  // namespace cifar100
