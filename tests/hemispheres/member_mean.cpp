#include "bicameral/hemispheres/member_mean.hpp"

#include <cmath>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/compare.hpp"

using namespace bicameral;
using namespace bicameral::test;

namespace {

constexpr int classes = 5;
constexpr int members = 3;
using Logits = std::vector<double>;  // [members, classes]

template <MeanOf Mean, int Members = members>
Logits mean(const Logits& x) {
  typename MemberMean<Mean, Members>::template Rows<const double> rows;
  for (std::size_t m = 0; m < rows.size(); ++m) rows[m] = x.data() + m * classes;
  Logits y(classes);
  MemberMean<Mean, Members>::forward(rows, classes, y.data());
  return y;
}

template <MeanOf Mean, int Members = members>
Logits gradient(const Logits& x, const Logits& dy) {
  typename MemberMean<Mean, Members>::template Rows<const double> rows;
  typename MemberMean<Mean, Members>::template Rows<double> to;
  Logits dx(x.size(), std::nan(""));  // all of it must be written
  for (std::size_t m = 0; m < rows.size(); ++m) {
    rows[m] = x.data() + m * classes;
    to[m] = dx.data() + m * classes;
  }
  MemberMean<Mean, Members>::backward(rows, classes, dy.data(), to);
  return dx;
}

Logits probabilities(const Logits& x, std::size_t member = 0) {
  Logits p(x.begin() + static_cast<std::ptrdiff_t>(member * classes),
           x.begin() + static_cast<std::ptrdiff_t>((member + 1) * classes));
  double sum = 0;
  for (double& value : p) sum += value = std::exp(value);
  for (double& value : p) value /= sum;
  return p;
}

}  // namespace

TEST_CASE("the softmax of the mean's logits is the mean of the members' probabilities") {
  const Logits x = numbers<double>(members * classes, "logits", -3, 3);
  Logits expected(classes);
  for (std::size_t m = 0; m < members; ++m)
    for (std::size_t k = 0; k < classes; ++k) expected[k] += probabilities(x, m)[k] / members;
  CHECK(difference(probabilities(mean<MeanOf::probabilities>(x)), expected) < 1e-15);
  for (std::size_t k = 0; k < classes; ++k)  // and they are logarithms of probabilities as they stand
    CHECK(std::exp(mean<MeanOf::probabilities>(x)[k]) == Approx(expected[k]).epsilon(1e-14));
}

TEST_CASE("the mean of logits is their mean, and of one member its logits to the last bit") {
  const Logits x = numbers<double>(members * classes, "logits", -3, 3);
  const Logits y = mean<MeanOf::logits>(x);
  for (std::size_t k = 0; k < classes; ++k) CHECK(y[k] == (x[k] + x[classes + k] + x[2 * classes + k]) / 3);
  const Logits one(x.begin(), x.begin() + classes);
  CHECK(same_bits(mean<MeanOf::logits, 1>(one), one));
}

TEST_CASE("probabilities too small for a number lose neither their logarithm nor their gradient") {
  // The first member finds class 1 impossible by e^-2000, the others by e^-1000: their mean is two thirds of theirs.
  const Logits x{0, -2000, -9e9, -9e9, -9e9, 0, -1000, -9e9, -9e9, -9e9, 0, -1000, -9e9, -9e9, -9e9};
  CHECK(mean<MeanOf::probabilities>(x)[0] == 0);
  CHECK(mean<MeanOf::probabilities>(x)[1] == Approx(-1000 + std::log(2.0 / 3)).epsilon(1e-15));
  const Logits dx = gradient<MeanOf::probabilities>(x, {0, 1, 0, 0, 0});
  // The two members that decide share the gradient; what raises class 1 lowers class 0.
  CHECK(dx[1] == 0);
  for (const std::size_t m : {1U, 2U}) {
    CHECK(dx[m * classes + 1] == 0.5);
    CHECK(dx[m * classes] == -0.5);
  }
}

TEMPLATE_TEST_CASE_SIG("gradients agree with central differences", "", ((MeanOf Mean), Mean), MeanOf::probabilities,
                       MeanOf::logits) {
  const Logits x = numbers<double>(members * classes, "logits", -3, 3);
  const Logits dy = numbers<double>(classes, "upstream");
  const auto objective = [&](const Logits& at) {
    const Logits y = mean<Mean>(at);
    double sum = 0;
    for (std::size_t k = 0; k < classes; ++k) sum += dy[k] * y[k];
    return sum;
  };
  const Logits dx = gradient<Mean>(x, dy);
  Logits expected(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    Logits up = x;
    Logits down = x;
    up[i] += 1e-5;
    down[i] -= 1e-5;
    expected[i] = (objective(up) - objective(down)) / 2e-5;
  }
  CHECK(difference(dx, expected) < 1e-9);
}

TEST_CASE("a score that is no number leaves none") {
  Logits x(members * classes, 0.0);
  x[classes + 2] = std::nan("");
  for (const double y : mean<MeanOf::probabilities>(x)) CHECK(std::isnan(y));
  CHECK(std::isnan(mean<MeanOf::logits>(x)[2]));
}
