#pragma once
// How alike features are within each of the 16 cases of right and wrong.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "bicameral/analysis/answer_cases.hpp"
#include "bicameral/analysis/cosine_similarity.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/metrics/accuracy.hpp"

namespace bicameral {

/// Medians of the similarities of some pairs.
struct SimilarityMedians {
  double left = 0;
  double right = 0;
  double whole = 0;
  bool operator==(const SimilarityMedians&) const = default;
};

/// One case: its images, its pairs, and how alike these are.
struct CaseSimilarity {
  AnswerCase which{};
  std::int64_t images = 0;
  double image_share = 0;  // of all images
  std::int64_t pairs = 0;  // both images belong to the case
  double pair_share = 0;   // of all pairs, also those whose images belong to two cases; 0 where there are no pairs
  std::optional<SimilarityMedians> medians{};  // none for a case without pairs
};

inline namespace BICAMERAL_SIMD {

/// The middle value, or the mean of the two in the middle; none of no values. Requires values without NaN.
inline std::optional<double> median(std::vector<float> values) {
  if (values.empty()) return std::nullopt;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  const double upper = *middle;
  if (values.size() % 2 == 1) return upper;
  return (upper + static_cast<double>(*std::max_element(values.begin(), middle))) / 2;
}

/// The values at some places of a list. Requires places inside it.
inline std::vector<float> picked(std::span<const float> values, std::span<const std::uint32_t> places) {
  std::vector<float> found;
  found.reserve(places.size());
  for (const std::uint32_t place : places) found.push_back(values[place]);
  return found;
}

/// The 16 cases in the order of their numbers. Errors: pairs of another number of images than the cases, or
/// similarities of another number of pairs.
inline std::vector<CaseSimilarity> case_similarities(const AnswerCases& cases, const SameLabelPairs& pairs,
                                                     const HalfSimilarities& similarities) {
  for (const CosineSimilarities* one : {&similarities.left, &similarities.right, &similarities.whole})
    if (one->values.size() != static_cast<std::size_t>(pairs.count()))
      fail("case_similarities", "a similarity for each of " + std::to_string(pairs.count()) + " pairs",
           std::to_string(one->values.size()));
  std::vector<CaseSimilarity> result;
  for (int number = 0; number < answer_case_count; ++number) {
    CaseSimilarity one;
    one.which = AnswerCase::of(number);
    one.images = cases.count(one.which);
    one.image_share = cases.share(one.which);
    const std::vector<std::uint32_t> own = cases.pairs_of(one.which, pairs);
    one.pairs = static_cast<std::int64_t>(own.size());
    if (!own.empty()) {
      one.pair_share = share(one.pairs, pairs.count());
      one.medians = SimilarityMedians{*median(picked(similarities.left.values, own)),
                                      *median(picked(similarities.right.values, own)),
                                      *median(picked(similarities.whole.values, own))};
    }
    result.push_back(one);
  }
  return result;
}

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
