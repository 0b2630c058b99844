#include "bicameral/analysis/cosine_similarity.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/compare.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using bicameral::test::difference;
using bicameral::test::numbers;
using bicameral::test::same_bits;
using bicameral::test::thrown_message;

namespace {

/// Pair by pair in double.
std::vector<double> naive(const FeatureRows& x, const SameLabelPairs& pairs) {
  std::vector<double> result;
  for (const RowPair& pair : pairs.pairs()) {
    double ab = 0, aa = 0, bb = 0;
    for (std::int64_t j = 0; j < x.columns; ++j) {
      const double a = x.row(pair.first)[j];
      const double b = x.row(pair.second)[j];
      ab += a * b;
      aa += a * a;
      bb += b * b;
    }
    result.push_back(aa == 0 || bb == 0 ? 0 : ab / std::sqrt(aa) / std::sqrt(bb));
  }
  return result;
}

/// Uneven groups: one longer than a block, one of a single row, one empty.
std::vector<std::int32_t> uneven_labels() {
  std::vector<std::int32_t> labels{4};
  for (int i = 0; i < 420; ++i) labels.push_back(i % 3 == 0 ? 2 : i % 5 == 0 ? 0 : 1);
  return labels;
}

}  // namespace

TEST_CASE("blocked products give the cosines that each pair gives by itself") {
  const std::vector<std::int32_t> labels = uneven_labels();
  const SameLabelPairs pairs(labels, 6);
  ThreadPool pool(2);
  for (const std::int64_t columns : {1, 3, 17, 64, 515}) {
    INFO(columns << " features");
    std::vector<float> values = numbers<float>(labels.size() * static_cast<std::size_t>(columns), "x", -0.2, 1);
    for (std::int64_t j = 0; j < columns; ++j) values[static_cast<std::size_t>(7 * columns + j)] *= 1e-18F;  // tiny
    for (std::int64_t j = 0; j < columns; ++j) values[static_cast<std::size_t>(9 * columns + j)] *= 1e18F;   // huge
    const FeatureRows x = feature_rows(values, columns);
    const CosineSimilarities found = cosine_similarities(x, pairs, pool);
    CHECK(difference(found.values, naive(x, pairs)) < 1e-6);
    CHECK(found.zero_rows == 0);
    CHECK(found.zero_pairs == 0);
  }
}

TEST_CASE("cosines read some columns of a wider matrix") {
  const std::vector<std::int32_t> labels = uneven_labels();
  const SameLabelPairs pairs(labels, 6);
  ThreadPool pool(2);
  const std::vector<float> values = numbers<float>(labels.size() * 20, "x");
  const FeatureRows part{values.data() + 4, static_cast<std::int64_t>(labels.size()), 9, 20};
  CHECK(difference(cosine_similarities(part, pairs, pool).values, naive(part, pairs)) < 1e-6);
}

TEST_CASE("cosines are the same to the last bit for any number of threads") {
  const std::vector<std::int32_t> labels = uneven_labels();
  const SameLabelPairs pairs(labels, 6);
  const std::vector<float> values = numbers<float>(labels.size() * 33, "x");
  ThreadPool one(1);
  const std::vector<float> expected = cosine_similarities(feature_rows(values, 33), pairs, one).values;
  for (const int threads : {2, 5}) {
    ThreadPool pool(threads);
    CHECK(same_bits(cosine_similarities(feature_rows(values, 33), pairs, pool).values, expected));
  }
}

TEST_CASE("vectors of zeros have similarity 0 and are counted, as are their pairs") {
  const std::vector<std::int32_t> labels{0, 0, 0, 0, 1, 1, 2};
  const SameLabelPairs pairs(labels, 3);
  //                              zero    zero          zero        alone and zero
  const std::vector<float> values{1, 2, 0, 0, 0, 0, 2, 4, 0, 0, 1, 0, 0, 0};
  ThreadPool pool(2);
  const CosineSimilarities found = cosine_similarities(feature_rows(values, 2), pairs, pool);
  // (0,1) (0,2) (0,3) (1,2) (1,3) (2,3) (4,5)
  CHECK(found.values[0] == 0);
  CHECK(found.values[2] == Approx(1));
  CHECK(found.values[3] == 0);
  CHECK(found.values[6] == 0);
  CHECK(found.zero_rows == 4);
  CHECK(found.zero_pairs == 6);
}

TEST_CASE("closed forms: the same direction 1, opposite -1, right angles 0, never beyond") {
  const std::vector<float> row = numbers<float>(301, "row");
  std::vector<float> values;
  for (const float scale : {1.0F, 3.0F, -0.1F})
    for (const float value : row) values.push_back(scale * value);
  const SameLabelPairs pairs(std::vector<std::int32_t>{0, 0, 0}, 1);
  ThreadPool pool(1);
  const std::vector<float> found = cosine_similarities(feature_rows(values, 301), pairs, pool).values;
  CHECK(found[0] == Approx(1));
  CHECK(found[1] == Approx(-1));
  for (const float value : found) CHECK(std::abs(value) <= 1);
  const std::vector<float> corner{1, 0, 0, 5};
  CHECK(cosine_similarities(feature_rows(corner, 2), SameLabelPairs(std::vector<std::int32_t>{0, 0}, 1), pool)
            .values[0] == 0);
}

TEST_CASE("halves and whole are compared by their own columns") {
  Features features;
  features.images = {0, 1};
  features.width = 3;
  features.left_width = 1;
  features.right_width = 2;
  features.whole = {1, 1, 0, -1, 0, 1};
  ThreadPool pool(1);
  const SameLabelPairs pairs(std::vector<std::int32_t>{0, 0}, 1);
  const HalfSimilarities found = half_similarities(features, pairs, pool);
  CHECK(found.left.values[0] == Approx(-1));
  CHECK(found.right.values[0] == 0);
  CHECK(found.whole.values[0] == Approx(-0.5));
  features.left_width = features.right_width = 0;
  CHECK(thrown_message([&] { half_similarities(features, pairs, pool); }) ==
        "Features::left: expected a network of two halves, got one without");
}

TEST_CASE("cosines refuse features of other images and features that are no numbers; no pairs are no mistake") {
  const SameLabelPairs pairs(std::vector<std::int32_t>{0, 0, 1}, 2);
  std::vector<float> values(8, 1.0F);
  ThreadPool pool(1);
  CHECK(thrown_message([&] { cosine_similarities(feature_rows(values, 2), pairs, pool); }) ==
        "cosine_similarities: expected 4 labels, one for each row of features, got 3");
  values.resize(6);
  values[3] = std::numeric_limits<float>::quiet_NaN();
  CHECK(thrown_message([&] {
          cosine_similarities(feature_rows(values, 2), pairs, pool);
        }).find("nan as feature 1 of row 1") != std::string::npos);
  values[3] = 1;
  const SameLabelPairs alone(std::vector<std::int32_t>{0, 1, 2}, 3);
  CHECK(cosine_similarities(feature_rows(values, 2), alone, pool).values.empty());
}
