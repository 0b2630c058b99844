#include "bicameral/analysis/softmax_regression.hpp"

#include <cmath>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/golden/fill.hpp"
#include "tests/support/compare.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using bicameral::test::difference;
using bicameral::test::numbers;
using bicameral::test::same_bits;
using bicameral::test::thrown_message;

namespace {

struct Data {
  std::vector<float> values;
  std::vector<std::int32_t> labels;
  std::int64_t columns;
  int classes;
  FeatureRows features() const { return feature_rows(values, columns); }
};

Data data(std::size_t rows, std::int64_t columns, int classes) {
  Data result{numbers<float>(rows * static_cast<std::size_t>(columns), "x", -1, 3),
              golden::labels("y", static_cast<std::int64_t>(rows), classes), columns, classes};
  for (std::size_t i = 0; i < rows; ++i) result.values[i * static_cast<std::size_t>(columns)] = 0.7F;  // never changes
  return result;
}

/// Row by row in double.
double naive(const Data& d, const std::vector<double>& p, double l2, std::vector<double>& gradient, ThreadPool& pool) {
  const ColumnMoments moments = column_moments(d.features(), pool);
  const auto columns = static_cast<std::size_t>(d.columns);
  const auto classes = static_cast<std::size_t>(d.classes);
  const auto rows = static_cast<double>(d.labels.size());
  gradient.assign(p.size(), 0);
  double value = 0;
  for (std::size_t i = 0; i < d.labels.size(); ++i) {
    std::vector<double> z(columns + 1, 1.0);
    for (std::size_t j = 0; j < columns; ++j)
      z[j] = moments.deviation[j] == 0
                 ? 0
                 : (static_cast<double>(d.values[i * columns + j]) - moments.mean[j]) / moments.deviation[j];
    std::vector<double> e(classes);
    double sum = 0;
    for (std::size_t k = 0; k < classes; ++k) {
      for (std::size_t j = 0; j <= columns; ++j) e[k] += z[j] * p[j * classes + k];
      e[k] = std::exp(e[k]);
      sum += e[k];
    }
    const auto label = static_cast<std::size_t>(d.labels[i]);
    value -= std::log(e[label] / sum) / rows;
    for (std::size_t k = 0; k < classes; ++k)
      for (std::size_t j = 0; j <= columns; ++j)
        gradient[j * classes + k] += z[j] * (e[k] / sum - (k == label ? 1.0 : 0.0)) / rows;
  }
  for (std::size_t i = 0; i < columns * classes; ++i) {
    value += l2 / 2 * p[i] * p[i];
    gradient[i] += l2 * p[i];
  }
  return value;
}

}  // namespace

TEST_CASE("value and gradient are those that rows give one by one, over one and several pieces of the rows") {
  ThreadPool pool(2);
  for (const auto& [rows, columns, classes] : {std::tuple{3, 2, 2}, std::tuple{700, 19, 5}, std::tuple{513, 40, 21}}) {
    INFO(rows << " rows, " << columns << " features, " << classes << " classes");
    const Data d = data(static_cast<std::size_t>(rows), columns, classes);
    SoftmaxRegression regression(d.features(), d.labels, classes, pool);
    const std::vector<double> p = numbers<double>(regression.size(), "p");
    std::vector<double> gradient(p.size()), expected;
    const double value = regression.value(p, 0.3, gradient);
    CHECK(value == Approx(naive(d, p, 0.3, expected, pool)).epsilon(1e-6));
    CHECK(difference(gradient, expected) < 1e-6);
    // The bias is not penalised, and the feature that never changes feels the penalty alone.
    CHECK(gradient[0] == 0.3 * p[0]);
  }
}

TEST_CASE("scores far apart do not overflow") {
  ThreadPool pool(1);
  const Data d = data(50, 3, 4);
  SoftmaxRegression regression(d.features(), d.labels, 4, pool);
  std::vector<double> p = numbers<double>(regression.size(), "p", -1000, 1000);
  std::vector<double> gradient(p.size());
  CHECK(std::isfinite(regression.value(p, 0, gradient)));
  for (const double one : gradient) CHECK(std::isfinite(one));
}

TEST_CASE("the curvature at weights of zero is how the gradient changes there, inverted") {
  ThreadPool pool(2);
  const Data d = data(400, 30, 6);
  SoftmaxRegression regression(d.features(), d.labels, 6, pool);
  const std::vector<double> correlations = regression.correlations();
  CHECK(correlations[0] == 0);
  CHECK(correlations[31] == Approx(1).epsilon(1e-6));
  constexpr double l2 = 0.01;
  SoftmaxCurvature curvature(correlations, 30, 6, l2, pool);
  // What all classes share does not change probabilities: only directions without it have this curvature.
  std::vector<double> direction = numbers<double>(regression.size(), "direction");
  for (std::size_t j = 0; j < direction.size(); j += 6) {
    double mean = 0;
    for (std::size_t k = 0; k < 6; ++k) mean += direction[j + k] / 6;
    for (std::size_t k = 0; k < 6; ++k) direction[j + k] -= mean;
  }
  constexpr double step = 1e-3;
  std::vector<double> there = direction, back = direction, ahead(direction.size()), behind(direction.size());
  for (double& one : there) one *= step;
  for (double& one : back) one *= -step;
  regression.value(there, l2, ahead);
  regression.value(back, l2, behind);
  for (std::size_t i = 0; i < ahead.size(); ++i) ahead[i] = (ahead[i] - behind[i]) / (2 * step);
  curvature.precondition(ahead);
  CHECK(difference(ahead, direction) < 1e-3);
}

TEST_CASE("value and gradient are the same to the last bit for any number of threads") {
  const Data d = data(1500, 33, 10);
  ThreadPool one(1);
  ThreadPool three(3);
  SoftmaxRegression a(d.features(), d.labels, 10, one);
  SoftmaxRegression b(d.features(), d.labels, 10, three);
  const std::vector<double> p = numbers<double>(a.size(), "p");
  std::vector<double> ga(p.size()), gb(p.size());
  CHECK(a.value(p, 0.1, ga) == b.value(p, 0.1, gb));
  CHECK(same_bits(ga, gb));
}

TEST_CASE("labels that do not fit, and no classes, are refused") {
  ThreadPool pool(1);
  Data d = data(5, 3, 4);
  d.labels.pop_back();
  CHECK(thrown_message([&] { SoftmaxRegression(d.features(), d.labels, 4, pool); }) ==
        "SoftmaxRegression: expected 5 labels, one for each row of features, got 4");
  for (const int classes : {0, -4})
    CHECK(thrown_message([&] { SoftmaxRegression(d.features(), d.labels, classes, pool); }) ==
          "SoftmaxRegression: expected at least one class, got " + std::to_string(classes));
  d.labels.push_back(4);
  CHECK(thrown_message([&] { SoftmaxRegression(d.features(), d.labels, 4, pool); }) ==
        "SoftmaxRegression: expected a label from 0 to 3 in row 4 of 5 (4 classes), got 4");
}
