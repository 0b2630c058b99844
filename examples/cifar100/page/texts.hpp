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
#include "examples/cifar100/page/run.hpp"

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

/// "No WHAT yet. It is made by: bicameral COMMAND RUN OPTIONS", of that part; and that it needs the weights, if no seed
/// has them here.
bicameral::Html missing(const PageRun& run, const std::string& part, const std::string& what,
                        const std::string& command, const std::vector<std::string>& options = {});

/// How a run without results goes on.
bicameral::Html unfinished(const PageRun& run);

/// A remark for each seed that was measured on other maps than the first one.
bicameral::Html other_maps_note(const std::vector<std::uint64_t>& seeds, const std::vector<MapsRecord>& maps);

/// Of a fine-tuned part, that what its halves answer alone is from before; of others nothing.
bicameral::Html earlier_halves_note(const PageRun& run, const std::string& part);

}  // namespace cifar100
