#pragma once
// The images that the halves solve only together, and those that they solve only apart, over all seeds.

#include <cstdint>
#include <string>
#include <vector>

#include "bicameral/analysis/together.hpp"
#include "bicameral/data/dataset.hpp"

namespace cifar100 {

/// Writes together.json and, in together/, a PNG of each image in it: at most `limit` of each kind, those that belong
/// there in most seeds first.
void write_together(const std::string& folder, const bicameral::CaseCounts& counts,
                    const std::vector<std::uint64_t>& seeds, const bicameral::Dataset& data, int limit);

}  // namespace cifar100
