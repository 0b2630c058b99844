// CKA and linear probes against PyTorch in double.

#include <string>
#include <vector>

#include "bicameral/analysis/cka.hpp"
#include "bicameral/analysis/linear_probe.hpp"
#include "tests/catch.hpp"
#include "tests/golden/fill.hpp"
#include "tests/golden/golden_file.hpp"

using namespace bicameral;
using golden::GoldenFile;

TEST_CASE("specialization: CKA is the one of PyTorch's kernels of images") {
  GoldenFile file("specialization");
  constexpr int images = 61, left = 9, right = 14;
  const std::vector<double> l = golden::fill<double>("specialization.left", images * left, {1.0, 0.5});
  std::vector<double> r = golden::fill<double>("specialization.right", images * right);
  for (std::size_t i = 0; i < images; ++i)
    for (std::size_t j = 0; j < 4; ++j) r[i * right + j] += 0.8 * l[i * left + j];
  const std::vector<float> x(l.begin(), l.end()), y(r.begin(), r.end());
  ThreadPool pool(2);
  const Cka found = linear_cka(feature_rows(x, left), feature_rows(y, right), pool);
  CHECK(file.difference("cka.biased", *found.biased) < 1e-12);
  CHECK(file.difference("cka.debiased", *found.debiased) < 1e-12);
}

TEST_CASE("specialization: a linear probe arrives where Newton's method ends") {
  GoldenFile file("specialization");
  constexpr std::size_t rows = 240, features = 10, classes = 5;
  std::vector<double> values = golden::fill<double>("specialization.rows", rows * features, {2.0, 1.0});
  const std::vector<std::int32_t> labels = golden::labels("specialization.labels", rows, classes);
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t j = 5; j < features; ++j)
      values[i * features + j] = 0.1 * values[i * features + j] + values[i * features + j - 5];
    values[i * features + static_cast<std::size_t>(labels[i])] += 1.5;
  }
  const std::vector<float> x(values.begin(), values.end());
  const LabelledFeatures data{feature_rows(x, features), labels};
  ThreadPool pool(2);
  for (const auto& [l2, name] : {std::pair{1e-1, "0.1"}, std::pair{1e-3, "0.001"}}) {
    INFO("l2 " << name);
    const ProbeFit fit = fit_linear_probe(data, data, classes, pool, {.l2 = {l2}, .tolerance = 1e-6});
    REQUIRE(fit.candidates[0].converged);
    const std::string prefix = "probe." + std::string(name);
    CHECK(file.difference(prefix + ".objective", fit.candidates[0].objective) < 1e-6);
    std::vector<double> scores;
    for (std::size_t i = 0; i < 100; ++i) {
      std::vector<double> row = fit.probe.bias;
      double mean = 0;
      for (std::size_t k = 0; k < classes; ++k) {
        for (std::size_t j = 0; j < features; ++j)
          row[k] += static_cast<double>(x[i * features + j]) * fit.probe.weights[j * classes + k];
        mean += row[k] / classes;
      }
      for (const double score : row) scores.push_back(score - mean);
    }
    const double difference = file.difference(prefix + ".scores", scores);
    INFO("scores differ by " << difference);
    // A gradient of 1e-6 times its first length leaves the weights within that over l2 of the minimum.
    CHECK(difference < 1e-6 / l2);
  }
}
