#include "bicameral/analysis/cka.hpp"

#include <cmath>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/compare.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using bicameral::test::numbers;
using bicameral::test::thrown_message;

namespace {

constexpr double pi = 3.14159265358979323846;

/// The definitions with kernels of [images, images], in double.
struct ByKernels {
  double biased = 0;
  double debiased = 0;
};

using Matrix = std::vector<std::vector<double>>;

Matrix kernel(const std::vector<float>& x, std::size_t columns) {
  const std::size_t n = x.size() / columns;
  Matrix k(n, std::vector<double>(n));
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j)
      for (std::size_t c = 0; c < columns; ++c)
        k[i][j] += static_cast<double>(x[i * columns + c]) * static_cast<double>(x[j * columns + c]);
  return k;
}

double hsic(const Matrix& k, const Matrix& l) {  // tr(K H L H)
  const std::size_t n = k.size();
  const auto centred = [&](const Matrix& m) {
    std::vector<double> row(n);
    double all = 0;
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < n; ++j) {
        row[i] += m[i][j] / static_cast<double>(n);
        all += m[i][j] / static_cast<double>(n * n);
      }
    Matrix c = m;
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < n; ++j) c[i][j] += all - row[i] - row[j];
    return c;
  };
  const Matrix a = centred(k), b = centred(l);
  double sum = 0;
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) sum += a[i][j] * b[j][i];
  return sum;
}

double hsic_unbiased(Matrix k, Matrix l) {
  const std::size_t n = k.size();
  const auto count = static_cast<double>(n);
  double products = 0, sum_k = 0, sum_l = 0, between = 0;
  for (std::size_t i = 0; i < n; ++i) k[i][i] = l[i][i] = 0;
  for (std::size_t i = 0; i < n; ++i) {
    double row_k = 0, row_l = 0;
    for (std::size_t j = 0; j < n; ++j) {
      products += k[i][j] * l[i][j];
      row_k += k[i][j];
      row_l += l[i][j];
    }
    sum_k += row_k;
    sum_l += row_l;
    between += row_k * row_l;
  }
  return (products + sum_k * sum_l / ((count - 1) * (count - 2)) - 2 * between / (count - 2)) / (count * (count - 3));
}

ByKernels by_kernels(const std::vector<float>& x, std::size_t cx, const std::vector<float>& y, std::size_t cy) {
  const Matrix k = kernel(x, cx), l = kernel(y, cy);
  return {hsic(k, l) / std::sqrt(hsic(k, k) * hsic(l, l)),
          hsic_unbiased(k, l) / std::sqrt(hsic_unbiased(k, k) * hsic_unbiased(l, l))};
}

}  // namespace

TEST_CASE("CKA from products of features is the one from kernels of images") {
  ThreadPool pool(2);
  for (const auto& [rows, left, right] : {std::tuple{4, 2, 3}, std::tuple{37, 5, 9}, std::tuple{60, 140, 7}}) {
    INFO(rows << " images, " << left << " and " << right << " features");
    const auto count = [](int value) { return static_cast<std::size_t>(value); };
    const std::vector<float> x = numbers<float>(count(rows * left), "x", 0, 2);
    std::vector<float> y = numbers<float>(count(rows * right), "y");
    for (int i = 0; i < rows; ++i) y[count(i * right)] += 2 * x[count(i * left)];
    const Cka found = linear_cka(feature_rows(x, left), feature_rows(y, right), pool);
    const ByKernels expected = by_kernels(x, count(left), y, count(right));
    CHECK(*found.biased == Approx(expected.biased).epsilon(1e-10));
    CHECK(*found.debiased == Approx(expected.debiased).epsilon(1e-9));
  }
}

TEST_CASE("CKA does not see rotation, scale or a constant, and is 1 of a set with itself") {
  ThreadPool pool(2);
  constexpr std::size_t rows = 50;
  const std::vector<float> x = numbers<float>(rows * 2, "x");
  std::vector<float> y(rows * 2);
  const double angle = pi / 5;
  for (std::size_t i = 0; i < rows; ++i) {
    const auto a = static_cast<double>(x[2 * i]);
    const auto b = static_cast<double>(x[2 * i + 1]);
    y[2 * i] = static_cast<float>(3 * (std::cos(angle) * a - std::sin(angle) * b) + 7);
    y[2 * i + 1] = static_cast<float>(3 * (std::sin(angle) * a + std::cos(angle) * b) - 1);
  }
  const Cka rotated = linear_cka(feature_rows(x, 2), feature_rows(y, 2), pool);
  CHECK(*rotated.biased == Approx(1).epsilon(1e-6));  // y is rounded to float
  CHECK(*rotated.debiased == Approx(1).epsilon(1e-6));
  const Cka same = linear_cka(feature_rows(x, 2), feature_rows(x, 2), pool);
  CHECK(*same.biased == Approx(1).epsilon(1e-14));
  CHECK(*same.debiased == Approx(1).epsilon(1e-14));
}

TEST_CASE("rounding does not make CKA larger than 1") {
  ThreadPool pool(1);
  for (std::size_t columns = 1; columns <= 40; ++columns) {
    const std::vector<float> x = numbers<float>(50 * columns, "x");
    const FeatureRows rows = feature_rows(x, static_cast<std::int64_t>(columns));
    const Cka same = linear_cka(rows, rows, pool);
    CHECK(*same.biased <= 1);
    CHECK(*same.debiased <= 1);
  }
}

TEST_CASE("uncorrelated features have CKA 0; stretching one feature lowers it as the formula says") {
  ThreadPool pool(1);
  std::vector<float> x, y, both, stretched;
  for (int i = 0; i < 64; ++i) {
    const auto a = static_cast<float>(i % 2 * 2 - 1);
    const auto b = static_cast<float>(i / 2 % 2 * 2 - 1);
    x.push_back(a);
    y.push_back(b);
    both.insert(both.end(), {a, b});
    stretched.insert(stretched.end(), {2 * a, b});
  }
  CHECK(*linear_cka(feature_rows(x, 1), feature_rows(y, 1), pool).biased == 0);
  // X^T X = 64 I, Y^T Y = 64 diag(4, 1), Y^T X = 64 diag(2, 1): (4 + 1) / (sqrt(2) sqrt(17)).
  CHECK(*linear_cka(feature_rows(both, 2), feature_rows(stretched, 2), pool).biased == Approx(5 / std::sqrt(34.0)));
}

TEST_CASE("few images with many unrelated features look alike to the biased CKA and not to the debiased one") {
  ThreadPool pool(2);
  const std::vector<float> x = numbers<float>(30 * 200, "x");
  const std::vector<float> y = numbers<float>(30 * 200, "y");
  const Cka found = linear_cka(feature_rows(x, 200), feature_rows(y, 200), pool);
  CHECK(*found.biased > 0.8);
  CHECK(std::abs(*found.debiased) < 0.1);
}

TEST_CASE("CKA is absent where it has no meaning, and the same to the last bit for any number of threads") {
  ThreadPool one(1);
  ThreadPool three(3);
  const std::vector<float> x = numbers<float>(40 * 130, "x");
  const std::vector<float> y = numbers<float>(40 * 3, "y");
  const Cka a = linear_cka(feature_rows(x, 130), feature_rows(y, 3), one);
  const Cka b = linear_cka(feature_rows(x, 130), feature_rows(y, 3), three);
  CHECK(*a.biased == *b.biased);
  CHECK(*a.debiased == *b.debiased);

  const std::vector<float> constant(40, 0.3F);
  const Cka none = linear_cka(feature_rows(constant, 1), feature_rows(y, 3), one);
  CHECK_FALSE(none.biased.has_value());
  CHECK_FALSE(none.debiased.has_value());
  std::vector<float> lonely(40, 0.3F);
  lonely[5] = 2;  // one image apart: no two others say how alike it is to anything
  CHECK_FALSE(linear_cka(feature_rows(lonely, 1), feature_rows(y, 3), one).debiased.has_value());
  const std::vector<float> three_rows{1, 5, 2};
  const Cka few = linear_cka(feature_rows(three_rows, 1), feature_rows(three_rows, 1), one);
  CHECK(*few.biased == Approx(1));
  CHECK_FALSE(few.debiased.has_value());
  CHECK(thrown_message([&] { linear_cka(feature_rows(x, 130), feature_rows(y, 4), one); }) ==
        "linear_cka: expected features of the same 40 images, got 30");
}
