#include "bicameral/analysis/centred_products.hpp"

#include <vector>

#include "tests/catch.hpp"
#include "tests/support/compare.hpp"

using namespace bicameral;
using bicameral::test::difference;
using bicameral::test::numbers;
using bicameral::test::same_bits;

namespace {

std::vector<double> naive(const FeatureRows& x, const std::vector<double>& mx, const FeatureRows& y,
                          const std::vector<double>& my) {
  std::vector<double> result;
  for (std::int64_t a = 0; a < x.columns; ++a)
    for (std::int64_t b = 0; b < y.columns; ++b) {
      double sum = 0;
      for (std::int64_t i = 0; i < x.rows; ++i)
        sum += (static_cast<double>(x.row(i)[a]) - mx[static_cast<std::size_t>(a)]) *
               (static_cast<double>(y.row(i)[b]) - my[static_cast<std::size_t>(b)]);
      result.push_back(sum);
    }
  return result;
}

}  // namespace

TEST_CASE("products of columns less their means, over odd sizes and several tiles") {
  ThreadPool pool(2);
  for (const auto& [rows, left, right] : {std::tuple{1, 1, 1}, std::tuple{300, 5, 131}, std::tuple{513, 260, 3}}) {
    INFO(rows << " rows, " << left << " and " << right << " features");
    const std::vector<float> x = numbers<float>(static_cast<std::size_t>(rows * left), "x");
    const std::vector<float> y = numbers<float>(static_cast<std::size_t>(rows * right), "y", 0, 3);
    const std::vector<double> mx = numbers<double>(static_cast<std::size_t>(left), "mx");
    const std::vector<double> my = numbers<double>(static_cast<std::size_t>(right), "my");
    const std::vector<double> found = centred_products(feature_rows(x, left), mx, feature_rows(y, right), my, pool);
    CHECK(difference(found, naive(feature_rows(x, left), mx, feature_rows(y, right), my)) < 1e-13);
  }
}

TEST_CASE("a set with itself is computed by half and is exactly symmetric; threads change nothing") {
  const std::vector<float> values = numbers<float>(270 * 150, "x");
  const FeatureRows x{values.data() + 1, 270, 145, 150};
  const std::vector<double> mean = numbers<double>(145, "mean");
  ThreadPool one(1);
  ThreadPool three(3);
  const std::vector<double> found = centred_products(x, mean, x, mean, one);
  CHECK(difference(found, naive(x, mean, x, mean)) < 1e-13);
  CHECK(same_bits(found, centred_products(x, mean, x, mean, three)));
  for (std::size_t a = 0; a < 145; ++a)
    for (std::size_t b = 0; b < a; ++b) REQUIRE(found[a * 145 + b] == found[b * 145 + a]);
}

TEST_CASE("a set with itself about other means is no symmetric product, and is computed whole") {
  const std::vector<float> values = numbers<float>(40 * 6, "x");
  const FeatureRows x = feature_rows(values, 6);
  const std::vector<double> mean = numbers<double>(6, "mean");
  std::vector<double> other = mean;
  other[4] += 0.5;
  ThreadPool pool(2);
  const std::vector<double> found = centred_products(x, mean, x, other, pool);
  CHECK(difference(found, naive(x, mean, x, other)) < 1e-13);
  CHECK(found[4 * 6 + 1] != found[1 * 6 + 4]);
}
