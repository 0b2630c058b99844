#pragma once
// How alike the features of two images are, for all pairs of a label at once.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "bicameral/analysis/feature_rows.hpp"
#include "bicameral/analysis/features.hpp"
#include "bicameral/analysis/same_label_pairs.hpp"
#include "bicameral/analysis/worker_products.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/core/parallel.hpp"

namespace bicameral {

/// Cosine similarities in the order of the pairs.
struct CosineSimilarities {
  std::vector<float> values{};  // from -1 to 1
  std::int64_t zero_rows = 0;   // images whose features are all zero
  std::int64_t zero_pairs = 0;  // pairs with such an image; their similarity is defined as 0
};

/// Similarities of the same pairs by the features of the halves and by those of the whole network.
struct HalfSimilarities {
  CosineSimilarities left{};
  CosineSimilarities right{};
  CosineSimilarities whole{};
};

inline namespace BICAMERAL_SIMD {

namespace detail {

/// Rows of a label per product; the columns are all rows of the label from the first of these on.
inline constexpr std::int64_t rows_per_product = 128;

/// A piece of a label's pairs: those whose first member is one of these rows.
struct PairBlock {
  const LabelGroup* group = nullptr;
  std::int64_t first = 0;
  std::int64_t count = 0;
};

inline std::vector<PairBlock> pair_blocks(const SameLabelPairs& pairs) {
  std::vector<PairBlock> blocks;
  for (const LabelGroup& group : pairs.groups()) {
    const auto rows = static_cast<std::int64_t>(group.rows.size());
    for (std::int64_t first = 0; first + 1 < rows; first += rows_per_product)
      blocks.push_back({&group, first, std::min(rows_per_product, rows - first)});
  }
  return blocks;
}

/// The row at length 1, its length computed in double so that neither tiny nor huge features are lost; false, and
/// zeros, for a row of zeros.
inline bool to_unit_length(const float* row, std::int64_t columns, float* unit) {
  double squares = 0;
  for (std::int64_t j = 0; j < columns; ++j) squares += static_cast<double>(row[j]) * static_cast<double>(row[j]);
  const double scale = squares > 0 ? 1 / std::sqrt(squares) : 0;
  for (std::int64_t j = 0; j < columns; ++j) unit[j] = static_cast<float>(static_cast<double>(row[j]) * scale);
  return squares > 0;
}

}  // namespace detail

/// cos(a, b) = a . b / (|a| |b|) for every pair, 0 where a or b is all zeros. Computed in blocks, as products of
/// matrices of unit vectors in float: within about 1e-6. Ensures the same bits for any number of threads.
/// Errors: another number of rows than the pairs were made for, a feature that is not finite.
inline CosineSimilarities cosine_similarities(const FeatureRows& features, const SameLabelPairs& pairs,
                                              ThreadPool& pool) {
  check_features("cosine_similarities", features);
  check_row_count("cosine_similarities", "labels", static_cast<std::size_t>(pairs.images()), features.rows);
  const std::int64_t columns = features.columns;
  // Rows of one label lie one behind the other.
  std::vector<std::uint32_t> order;
  std::vector<std::int64_t> group_at;
  std::size_t longest = 0;
  for (const LabelGroup& group : pairs.groups()) {
    group_at.push_back(static_cast<std::int64_t>(order.size()));
    order.insert(order.end(), group.rows.begin(), group.rows.end());
    longest = std::max(longest, group.rows.size());
  }
  AlignedBuffer<float> units(order.size() * static_cast<std::size_t>(columns));
  std::vector<std::uint8_t> is_zero(order.size());
  pool.for_each_task(static_cast<std::int64_t>(order.size()), [&](std::int64_t place, int) {
    const auto at = static_cast<std::size_t>(place);
    is_zero[at] = !detail::to_unit_length(features.row(order[at]), columns, units.data() + place * columns);
  });

  CosineSimilarities result;
  result.values.resize(static_cast<std::size_t>(pairs.count()));
  const std::vector<detail::PairBlock> blocks = detail::pair_blocks(pairs);
  const std::size_t tile = static_cast<std::size_t>(detail::rows_per_product) * longest;
  AlignedBuffer<float> tiles(tile * static_cast<std::size_t>(pool.threads()));
  WorkerProducts<float> products(pool);
  pool.for_each_task(static_cast<std::int64_t>(blocks.size()), [&](std::int64_t task, int worker) {
    const detail::PairBlock& block = blocks[static_cast<std::size_t>(task)];
    const auto rows = static_cast<std::int64_t>(block.group->rows.size());
    const std::int64_t others = rows - block.first;
    const float* from = units.data() + (group_at[static_cast<std::size_t>(block.group->label)] + block.first) * columns;
    float* cosines = tiles.data() + static_cast<std::size_t>(worker) * tile;
    products.multiply(worker, Layout::b_transposed, block.count, others, columns, from, columns, from, columns, cosines,
                      others, false);
    float* to = result.values.data() + block.group->first_pair + block.group->pairs_before(block.first);
    for (std::int64_t i = 0; i < block.count; ++i)
      for (std::int64_t j = i + 1; j < others; ++j) *to++ = std::clamp(cosines[i * others + j], -1.0F, 1.0F);
  });

  for (std::size_t g = 0; g < group_at.size(); ++g) {
    const auto rows = static_cast<std::int64_t>(pairs.groups()[g].rows.size());
    std::int64_t zeros = 0;
    for (std::int64_t i = 0; i < rows; ++i) zeros += is_zero[static_cast<std::size_t>(group_at[g] + i)];
    result.zero_rows += zeros;
    result.zero_pairs += zeros * (rows - zeros) + zeros * (zeros - 1) / 2;
  }
  return result;
}

/// The three similarities of every pair. Errors: a network without halves, and as above.
inline HalfSimilarities half_similarities(const Features& features, const SameLabelPairs& pairs, ThreadPool& pool) {
  return {cosine_similarities(features.left(), pairs, pool), cosine_similarities(features.right(), pairs, pool),
          cosine_similarities(features.all(), pairs, pool)};
}

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
