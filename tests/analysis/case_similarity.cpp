#include "bicameral/analysis/case_similarity.hpp"

#include <algorithm>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/compare.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using bicameral::test::numbers;
using bicameral::test::thrown_message;

TEST_CASE("the median is the middle value, or the mean of the two in the middle") {
  CHECK_FALSE(median({}).has_value());
  CHECK(*median({3}) == 3);
  CHECK(*median({5, 1}) == 3);
  CHECK(*median({9, 1, 2}) == 2);
  CHECK(*median({4, 1, 9, 2}) == 3);
  CHECK(*median({1, 1, 1, 7}) == 1);
}

TEST_CASE(
    "every case has its counts, shares and medians; one without pairs has none instead of a number that is none") {
  constexpr std::size_t images = 300;
  // Left and fine are right for a part of the images each; right and coarse are always right.
  std::vector<std::int32_t> labels(images), left(images), fine(images);
  for (std::size_t i = 0; i < images; ++i) {
    labels[i] = static_cast<std::int32_t>(i % 7);
    left[i] = i % 3 == 0 ? -1 : labels[i];
    fine[i] = i % 5 == 0 ? -1 : labels[i];
  }
  left[0] = labels[0];  // of label 0
  const AnswerCases cases({left, labels, fine, labels, labels, labels});
  const SameLabelPairs pairs(labels, 7);
  HalfSimilarities similarities;
  similarities.left.values = numbers<float>(static_cast<std::size_t>(pairs.count()), "left");
  similarities.right.values = numbers<float>(static_cast<std::size_t>(pairs.count()), "right");
  similarities.whole.values = numbers<float>(static_cast<std::size_t>(pairs.count()), "whole");
  const std::vector<CaseSimilarity> found = case_similarities(cases, pairs, similarities);
  REQUIRE(found.size() == 16);
  std::int64_t all_images = 0;
  for (int number = 0; number < answer_case_count; ++number) {
    const CaseSimilarity& one = found[static_cast<std::size_t>(number)];
    INFO(one.which.name());
    CHECK(one.which == AnswerCase::of(number));
    all_images += one.images;
    CHECK(one.image_share == Approx(static_cast<double>(one.images) / images));
    std::vector<float> own;
    for (std::size_t p = 0; p < pairs.pairs().size(); ++p)
      if (cases.of(pairs.pairs()[p].first) == one.which && cases.of(pairs.pairs()[p].second) == one.which)
        own.push_back(similarities.whole.values[p]);
    REQUIRE(one.pairs == static_cast<std::int64_t>(own.size()));
    CHECK(one.pair_share == Approx(static_cast<double>(own.size()) / static_cast<double>(pairs.count())));
    REQUIRE(one.medians.has_value() == !own.empty());
    if (own.empty()) continue;
    std::sort(own.begin(), own.end());
    const std::size_t middle = own.size() / 2;
    const double expected = own.size() % 2 == 1
                                ? static_cast<double>(own[middle])
                                : (static_cast<double>(own[middle - 1]) + static_cast<double>(own[middle])) / 2;
    CHECK(one.medians->whole == expected);
    CHECK(one.medians->left != one.medians->right);
  }
  CHECK(all_images == images);
  CHECK_FALSE(found[15].medians.has_value());
  CHECK(found[0].medians.has_value());
}

TEST_CASE("without any pairs the cases still have their images") {
  const std::vector<std::int32_t> labels{0, 1};
  const AnswerCases cases({labels, labels, labels, labels, labels, labels});
  const std::vector<CaseSimilarity> found = case_similarities(cases, SameLabelPairs(labels, 2), {});
  CHECK(found[0].images == 2);
  CHECK(found[0].pairs == 0);
  CHECK(found[0].pair_share == 0);
  CHECK_FALSE(found[0].medians.has_value());
}

TEST_CASE("cases refuse similarities of other pairs") {
  const std::vector<std::int32_t> labels{0, 0};
  const AnswerCases cases({labels, labels, labels, labels, labels, labels});
  CHECK(thrown_message([&] { case_similarities(cases, SameLabelPairs(labels, 1), {}); }) ==
        "case_similarities: expected a similarity for each of 1 pairs, got 0");
}
