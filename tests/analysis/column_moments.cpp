#include "bicameral/analysis/column_moments.hpp"

#include <cmath>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/compare.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using bicameral::test::numbers;
using bicameral::test::same_bits;
using bicameral::test::thrown_message;

TEST_CASE("mean and deviation of every column, also far from zero and of some columns only") {
  std::vector<float> values = numbers<float>(101 * 70, "x");
  for (std::size_t i = 0; i < values.size(); i += 70) values[i + 3] += 10000;
  const FeatureRows part{values.data() + 2, 101, 67, 70};
  ThreadPool pool(2);
  const ColumnMoments found = column_moments(part, pool);
  REQUIRE(found.mean.size() == 67);
  for (std::int64_t j = 0; j < 67; ++j) {
    double mean = 0;
    for (std::int64_t i = 0; i < 101; ++i) mean += static_cast<double>(part.row(i)[j]) / 101;
    double squares = 0;
    for (std::int64_t i = 0; i < 101; ++i) squares += std::pow(static_cast<double>(part.row(i)[j]) - mean, 2) / 101;
    CHECK(found.mean[static_cast<std::size_t>(j)] == Approx(mean).margin(1e-14));
    CHECK(found.deviation[static_cast<std::size_t>(j)] == Approx(std::sqrt(squares)));
  }
}

TEST_CASE("a feature that never changes has deviation 0 exactly, and that very value as mean") {
  std::vector<float> values;
  for (int i = 0; i < 49; ++i) values.insert(values.end(), {0.1F, static_cast<float>(i % 2)});
  ThreadPool pool(1);
  const ColumnMoments found = column_moments(feature_rows(values, 2), pool);
  CHECK(found.deviation[0] == 0);
  CHECK(found.mean[0] == static_cast<double>(0.1F));
  CHECK(found.deviation[1] > 0.4);
}

TEST_CASE("moments are the same to the last bit for any number of threads") {
  const std::vector<float> values = numbers<float>(57 * 201, "x");
  ThreadPool one(1);
  ThreadPool three(3);
  const ColumnMoments a = column_moments(feature_rows(values, 201), one);
  const ColumnMoments b = column_moments(feature_rows(values, 201), three);
  CHECK(same_bits(a.mean, b.mean));
  CHECK(same_bits(a.deviation, b.deviation));
  CHECK(thrown_message([&] { column_moments({}, one); }).find("column_moments: expected at least one row") == 0);
}
