// Cosine similarities of all pairs of one label, and their medians in the 16 cases, against PyTorch in double.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "bicameral/analysis/case_similarity.hpp"
#include "tests/catch.hpp"
#include "tests/golden/fill.hpp"
#include "tests/golden/golden_file.hpp"

using namespace bicameral;
using golden::GoldenFile;

namespace {

constexpr int images = 240, left = 9, right = 14, fine_classes = 6, coarse_classes = 3;
using Labels = std::vector<std::int32_t>;

/// The label for about two thirds of the images, else any class.
Labels answers(const std::string& name, const Labels& labels, int classes) {
  Labels given = golden::labels("similarity." + name, images, classes);
  const Labels knows = golden::labels("similarity." + name + ".knows", images, 3);
  for (std::size_t i = 0; i < given.size(); ++i)
    if (knows[i] > 0) given[i] = labels[i];
  return given;
}

std::vector<float> features(const std::string& name, int columns, double offset) {
  const auto values =
      golden::fill<double>("similarity." + name, static_cast<std::int64_t>(images) * columns, {1.0, offset});
  return {values.begin(), values.end()};
}

}  // namespace

TEST_CASE("similarity: cosines of all pairs, and counts and medians of the 16 cases, are PyTorch's") {
  GoldenFile file("similarity");
  const Labels fine = golden::labels("similarity.fine", images, fine_classes);
  Labels coarse = fine;
  for (std::int32_t& label : coarse) label %= coarse_classes;
  std::vector<float> of_left = features("left", left, 0.5);
  const std::vector<float> of_right = features("right", right, 0.25);
  std::fill_n(of_left.begin() + 7 * left, left, 0.0F);
  std::vector<float> of_both;
  for (std::ptrdiff_t i = 0; i < images; ++i) {
    of_both.insert(of_both.end(), of_left.begin() + i * left, of_left.begin() + (i + 1) * left);
    of_both.insert(of_both.end(), of_right.begin() + i * right, of_right.begin() + (i + 1) * right);
  }
  ThreadPool pool(2);
  const SameLabelPairs pairs(fine, fine_classes);
  const HalfSimilarities found{cosine_similarities(feature_rows(of_left, left), pairs, pool),
                               cosine_similarities(feature_rows(of_right, right), pairs, pool),
                               cosine_similarities(feature_rows(of_both, left + right), pairs, pool)};
  CHECK(found.left.zero_rows == 1);
  // Products of unit vectors in float.
  CHECK(file.difference<float>("cosines.left", found.left.values) < 1e-6);
  CHECK(file.difference<float>("cosines.right", found.right.values) < 1e-6);
  CHECK(file.difference<float>("cosines.whole", found.whole.values) < 1e-6);

  const Labels by_left = answers("left_fine", fine, fine_classes);
  const Labels by_right = answers("right_coarse", coarse, coarse_classes);
  const Labels fine_answers = answers("fine", fine, fine_classes);
  const Labels coarse_answers = answers("coarse", coarse, coarse_classes);
  const AnswerCases cases({by_left, by_right, fine_answers, coarse_answers, fine, coarse});
  std::vector<double> image_counts, pair_counts, left_medians, right_medians, whole_medians;
  for (const CaseSimilarity& one : case_similarities(cases, pairs, found)) {
    image_counts.push_back(static_cast<double>(one.images));
    pair_counts.push_back(static_cast<double>(one.pairs));
    const SimilarityMedians medians = one.medians.value_or(SimilarityMedians{2, 2, 2});
    left_medians.push_back(medians.left);
    right_medians.push_back(medians.right);
    whole_medians.push_back(medians.whole);
  }
  CHECK(file.difference("images", image_counts) == 0);
  CHECK(file.difference("pairs", pair_counts) == 0);
  CHECK(file.difference("medians.left", left_medians) < 1e-6);
  CHECK(file.difference("medians.right", right_medians) < 1e-6);
  CHECK(file.difference("medians.whole", whole_medians) < 1e-6);
}
