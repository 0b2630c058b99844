#pragma once
// The pairs of test images of one fine class: how alike their features are.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace cifar100 {

/// Cosine similarities of pairs on the left, on the right and of all features.
struct SimilarPairs {
  std::vector<float> left;
  std::vector<float> right;
  std::vector<float> whole;
};

/// Similarities, and the case of each pair: the number of the case, or 16 if its images belong to two.
struct PairTable {
  SimilarPairs pairs;
  std::vector<std::uint8_t> cases;

  /// Those of one case.
  SimilarPairs of_case(int number) const;
};

/// pairs.npy and pair_cases.npy. Throws, naming the file, for what is damaged, of another shape or type, or not finite.
PairTable read_pairs(const std::string& pairs_file, const std::string& cases_file);

}  // namespace cifar100
