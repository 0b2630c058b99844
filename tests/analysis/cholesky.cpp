#include "bicameral/analysis/cholesky.hpp"

#include <vector>

#include "tests/catch.hpp"
#include "tests/support/compare.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using bicameral::test::numbers;
using bicameral::test::same_bits;
using bicameral::test::thrown_message;

namespace {

/// B B^T / size + I / 10.
std::vector<double> positive_matrix(std::size_t size) {
  const std::vector<double> b = numbers<double>(size * size, "b");
  std::vector<double> a(size * size);
  for (std::size_t i = 0; i < size; ++i)
    for (std::size_t j = 0; j < size; ++j) {
      double sum = 0;
      for (std::size_t k = 0; k < size; ++k) sum += b[i * size + k] * b[j * size + k];
      a[i * size + j] = sum / static_cast<double>(size) + (i == j ? 0.1 : 0.0);
    }
  return a;
}

}  // namespace

TEST_CASE("A times the solution is the right side, for sizes around whole blocks") {
  ThreadPool pool(2);
  for (const std::size_t size : {1U, 2U, 63U, 64U, 65U, 130U, 200U})
    for (const std::size_t columns : {1U, 5U, 70U}) {
      INFO(size << " equations, " << columns << " right sides");
      const std::vector<double> a = positive_matrix(size);
      const std::vector<double> right = numbers<double>(size * columns, "right");
      std::vector<double> x = right;
      Cholesky(a, static_cast<std::int64_t>(size), pool).solve(static_cast<std::int64_t>(columns), x.data());
      double worst = 0;
      for (std::size_t i = 0; i < size; ++i)
        for (std::size_t c = 0; c < columns; ++c) {
          double sum = -right[i * columns + c];
          for (std::size_t k = 0; k < size; ++k) sum += a[i * size + k] * x[k * columns + c];
          worst = std::max(worst, std::abs(sum));
        }
      CHECK(worst < 1e-12);
    }
}

TEST_CASE("the solution is the same to the last bit for any number of threads, and reads the lower triangle only") {
  constexpr std::size_t size = 150;
  std::vector<double> a = positive_matrix(size);
  ThreadPool one(1);
  ThreadPool three(3);
  std::vector<double> x = numbers<double>(size * 40, "right");
  std::vector<double> y = x;
  Cholesky(a, size, one).solve(40, x.data());
  for (std::size_t i = 0; i < size; ++i)
    for (std::size_t j = i + 1; j < size; ++j) a[i * size + j] = 1e9;
  Cholesky(a, size, three).solve(40, y.data());
  CHECK(same_bits(x, y));
}

TEST_CASE("a matrix that is not positive definite or of another size is refused") {
  ThreadPool pool(1);
  CHECK(thrown_message([&] {
          Cholesky({1, 0, 2, 1}, 2, pool);
        }) == "Cholesky: expected a positive definite matrix, got the square -3.000000 in row 1");
  CHECK(thrown_message([&] { Cholesky({1, 0, 2}, 2, pool); }) == "Cholesky: expected 2 x 2 values, got 3");
}
