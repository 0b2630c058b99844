#pragma once
// What `bicameral similarity` writes about one seed.

#include <cstdint>
#include <string>
#include <vector>

#include "bicameral/analysis/case_similarity.hpp"
#include "bicameral/analysis/cosine_similarity.hpp"
#include "bicameral/analysis/features.hpp"
#include "bicameral/analysis/same_label_pairs.hpp"
#include "examples/cifar100/analysis/case_answers.hpp"
#include "examples/cifar100/analysis/json_files.hpp"

namespace cifar100 {

/// How alike the features of images of one fine class are, and who is right about them.
struct Similarity {
  bicameral::Features features{};
  bicameral::SameLabelPairs pairs;
  bicameral::HalfSimilarities similarities{};
  CaseAnswers answers{};
  std::vector<bicameral::CaseSimilarity> cases{};  // 16, or none where there are no cases
};

/// Marks a pair whose images belong to different cases, or of a network without cases.
inline constexpr std::uint8_t no_case = bicameral::answer_case_count;

/// The case of every pair: the number of the case that both its images belong to, or no_case.
std::vector<std::uint8_t> case_of_pairs(const Similarity& similarity);

/// Writes similarity.json, answers.csv, pairs.npy, pair_images.npy, pair_cases.npy, features_left.npy,
/// features_right.npy, features_whole.npy and a drawing case_tt-tt.svg of each case; with `csv` pairs.csv and the
/// features as .csv too. `about` begins similarity.json.
void write_similarity(const std::string& folder, const Json& about, const Similarity& similarity,
                      const bicameral::Dataset& data, bool csv);

}  // namespace cifar100
