#pragma once
// Which values weight decay leaves alone.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "bicameral/core/error.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/kernels/partition.hpp"
#include "bicameral/network/tables.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// Ranges of values that an optimizer moves without weight decay, in ascending order and apart. Empty: all decay.
using NoDecay = std::vector<RowRange>;

/// Where the biases and the weights of batch norm lie in Network::trainable(): all parameters of one dimension.
/// They have no directions to choose among, so that decay only makes them small; He et al., "Bag of tricks for image
/// classification with convolutional neural networks", CVPR 2019, leave them out.
inline NoDecay no_decay_on_vectors(const NetworkTables& tables) {
  NoDecay ranges;
  for (const ParameterInfo& parameter : tables.parameters) {
    if (!parameter.trainable || parameter.dims.rank > 1) continue;
    const std::int64_t end = parameter.offset + parameter.dims.count();
    // Gaps between parameters are zeros, which decay to zero: neighbours make one range.
    constexpr std::int64_t largest_gap = 15;
    if (!ranges.empty() && parameter.offset - ranges.back().end <= largest_gap)
      ranges.back().end = end;
    else
      ranges.push_back({parameter.offset, end});
  }
  return ranges;
}

namespace detail {

/// Throws unless the ranges are ascending, apart, not empty and within `count` values.
inline NoDecay checked(const char* where, NoDecay ranges, std::size_t count) {
  std::int64_t last = 0;
  for (const RowRange& range : ranges) {
    if (range.begin < last || range.end <= range.begin || range.end > static_cast<std::int64_t>(count))
      fail(where, "ascending ranges without decay among " + std::to_string(count) + " values",
           std::to_string(range.begin) + " to " + std::to_string(range.end));
    last = range.end;
  }
  return ranges;
}

/// Calls body(begin, end, decays) for the pieces of `range` that lie wholly inside or outside of the ranges, in order.
template <class Body>
void for_each_piece(const NoDecay& ranges, RowRange range, const Body& body) {
  auto next = std::partition_point(ranges.begin(), ranges.end(),
                                   [&](const RowRange& without) { return without.end <= range.begin; });
  std::int64_t begin = range.begin;
  for (; next != ranges.end() && next->begin < range.end; ++next) {
    if (begin < next->begin) body(begin, next->begin, true);
    const std::int64_t first = std::max(begin, next->begin);
    begin = std::min(next->end, range.end);
    body(first, begin, false);
  }
  if (begin < range.end) body(begin, range.end, true);
}

}  // namespace detail
}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
