#include "bicameral/loss/cross_entropy.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "bicameral/core/random.hpp"
#include "tests/catch.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using bicameral::test::thrown_message;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

CrossEntropyResult loss_of(const std::vector<double>& logits, int classes, const std::vector<std::int32_t>& labels,
                           double smoothing = 0) {
  return cross_entropy<double>(logits, classes, labels, {.label_smoothing = smoothing});
}

}  // namespace

TEST_CASE("Equal scores cost the logarithm of the number of classes") {
  REQUIRE(loss_of({3, 3, 3, 3}, 4, {2}).loss == Approx(std::log(4.0)).epsilon(1e-15));
  REQUIRE(loss_of({3, 3, 3, 3}, 4, {2}, 0.3).loss == Approx(std::log(4.0)).epsilon(1e-15));
  REQUIRE(loss_of({5}, 1, {0}).loss == 0);
}

TEST_CASE("Two rows cost what PyTorch says, with and without label smoothing") {
  // x = torch.tensor([[1., 2., 3.], [.5, -1.5, .25]]); y = torch.tensor([2, 1]), in double;
  // torch.nn.functional.cross_entropy(x, y, label_smoothing=s).backward() in PyTorch 1.13.
  const std::vector<double> logits{1, 2, 3, 0.5, -1.5, 0.25};
  const std::vector<std::int32_t> labels{2, 1};
  std::vector<double> gradient(6);
  REQUIRE(cross_entropy<double>(logits, 3, labels, {}, gradient).loss == Approx(1.5284361724867273).epsilon(1e-14));
  const std::vector<double> plain{0.04501528658519022, 0.12236423552739882, -0.1673795221125891,
                                  0.26121445011189776, -0.4646484684086103, 0.20343401829671243};
  for (std::size_t i = 0; i < 6; ++i) CHECK(gradient[i] == Approx(plain[i]).epsilon(1e-13));
  REQUIRE(cross_entropy<double>(logits, 3, labels, {.label_smoothing = 0.1}, gradient).loss ==
          Approx(1.5159361724867273).epsilon(1e-14));
  const std::vector<double> smoothed{0.02834861991852355, 0.10569756886073216,  -0.13404618877925578,
                                     0.2445477834452311,  -0.43131513507527697, 0.18676735163004576};
  for (std::size_t i = 0; i < 6; ++i) CHECK(gradient[i] == Approx(smoothed[i]).epsilon(1e-13));
}

TEST_CASE("The gradient is the slope of the loss") {
  constexpr int classes = 7;
  constexpr std::size_t rows = 5;
  RandomStream stream(11, Purpose::initialize, "cross entropy");
  std::vector<double> logits(rows * classes);
  for (double& x : logits) x = stream.uniform(-3, 3);
  const std::vector<std::int32_t> labels{6, 0, 3, 3, 1};
  for (const double smoothing : {0.0, 0.2, 1.0}) {
    std::vector<double> gradient(logits.size());
    const CrossEntropySettings settings{.label_smoothing = smoothing};
    cross_entropy<double>(logits, classes, labels, settings, gradient, 1.75);
    double largest = 0;
    for (std::size_t i = 0; i < logits.size(); ++i) {
      const double h = 1e-5;
      auto moved = logits;
      moved[i] = logits[i] + h;
      const double above = cross_entropy<double>(moved, classes, labels, settings).loss;
      moved[i] = logits[i] - h;
      const double below = cross_entropy<double>(moved, classes, labels, settings).loss;
      CHECK(gradient[i] == Approx(1.75 * (above - below) / (2 * h)).epsilon(1e-6).margin(1e-9));
      largest = std::max(largest, std::abs(gradient[i]));
    }
    REQUIRE(largest > 1e-3);
  }
}

TEMPLATE_TEST_CASE("Second labels mix the losses and gradients of both, hits count the first ones", "", float, double) {
  const std::vector<TestType> logits{1, 2, 3, 0.5, -1.5, 0.25, 2, 0, 1};
  const std::vector<std::int32_t> first{2, 1, 0};
  const std::vector<std::int32_t> second{0, 0, 0};  // the last row is mixed of one class
  for (const double share : {0.0, 0.3, 1.0})
    for (const double smoothing : {0.0, 0.1}) {
      const CrossEntropySettings settings{.label_smoothing = smoothing};
      std::vector<TestType> mixed(9);
      std::vector<TestType> of_first(9);
      std::vector<TestType> of_second(9);
      const auto result = cross_entropy<TestType>(logits, 3, first, settings, mixed, 1.5, {second, share});
      const auto a = cross_entropy<TestType>(logits, 3, first, settings, of_first, 1.5);
      const auto b = cross_entropy<TestType>(logits, 3, second, settings, of_second, 1.5);
      CHECK(result.loss == Approx((1 - share) * a.loss + share * b.loss).epsilon(1e-14));
      CHECK(result.hits == 2);
      for (std::size_t i = 0; i < 9; ++i) {
        const double expected =
            (1 - share) * static_cast<double>(of_first[i]) + share * static_cast<double>(of_second[i]);
        CHECK(static_cast<double>(mixed[i]) ==
              Approx(expected).margin(4 * static_cast<double>(std::numeric_limits<TestType>::epsilon())));
      }
      if (share == 0) CHECK(mixed == of_first);
    }
}

TEST_CASE("Second labels that do not fit are refused before anything is written") {
  const std::vector<double> logits{1, 2, 3, 4};
  const std::vector<std::int32_t> labels{0, 1};
  std::vector<double> gradient(4, 42.0);
  const auto message = [&](const std::vector<std::int32_t>& second, double share) {
    return thrown_message([&] { cross_entropy<double>(logits, 2, labels, {}, gradient, 1, {second, share}); });
  };
  CHECK(message({0, 2}, 0.5).find("cross_entropy: second labels: expected a label from 0 to 1 in row 1") == 0);
  CHECK(message({0}, 0.5).find("cross_entropy: second labels: expected 2 logits for 1 rows") == 0);
  for (const double share : {-0.1, 1.1, std::nan("")})
    CHECK(message({0, 1}, share).find("a share of the second labels from 0 to 1") != std::string::npos);
  CHECK(gradient == std::vector<double>(4, 42.0));
}

TEST_CASE("Extreme finite scores give a finite loss and gradient") {
  const std::vector<float> logits{3e38f, -3e38f, 0, -3e38f, 3e38f, 3e38f};
  const std::vector<std::int32_t> labels{0, 1};
  std::vector<float> gradient(6);
  const auto result = cross_entropy<float>(logits, 3, labels, {}, gradient);
  REQUIRE(result.loss == Approx(std::log(2.0) / 2));
  REQUIRE(gradient == std::vector<float>{0, 0, 0, 0, -0.25f, 0.25f});
  const std::vector<std::int32_t> wrong{1, 0};
  REQUIRE(cross_entropy<float>(logits, 3, wrong, {.label_smoothing = 0.1}).loss > 1e38);
  REQUIRE(std::isfinite(cross_entropy<float>(logits, 3, wrong, {.label_smoothing = 0.1}).loss));
}

TEST_CASE("NaN or infinity among the scores shows in the loss and crashes nothing") {
  std::vector<double> gradient(3);
  const std::vector<std::int32_t> labels{0};
  for (std::size_t place = 0; place < 3; ++place) {
    for (const double odd : {std::nan(""), infinity}) {
      std::vector<double> logits{1, 0, 0};
      logits[place] = odd;
      const auto result = cross_entropy<double>(logits, 3, labels, {}, gradient);
      CHECK(std::isnan(result.loss));
      CHECK(std::isnan(gradient[place]));
      CHECK(result.hits == (place == 0 && odd == infinity ? 1 : 0));
    }
  }
  REQUIRE(loss_of({1, -infinity}, 2, {0}).loss == 0);
  REQUIRE(loss_of({1, -infinity}, 2, {1}).loss == infinity);
  REQUIRE(std::isnan(loss_of({1, 0, std::nan(""), 0}, 2, {0, 0}).loss));
}

TEST_CASE("Hits are counted in the same pass, the lower index first among equals") {
  REQUIRE(loss_of({1, 2, 2, 2, 1, 0, 0, 0, 0}, 3, {1, 0, 0}).hits == 3);
  REQUIRE(loss_of({1, 2, 2, 2, 1, 0, 0, 0, 0}, 3, {2, 1, 1}).hits == 0);
}

TEST_CASE("Input that does not fit is refused before anything is written") {
  std::vector<double> gradient(4, 42.0);
  const std::vector<double> logits{1, 2, 3, 4};
  const std::vector<std::int32_t> bad{0, 2};
  REQUIRE(thrown_message([&] { cross_entropy<double>(logits, 2, bad, {}, gradient); }) ==
          "cross_entropy: expected a label from 0 to 1 in row 1 of 2 (2 classes), got 2");
  const std::vector<std::int32_t> labels{0, 1};
  const auto message = [&](const CrossEntropySettings& settings, std::span<double> where) {
    return thrown_message([&] { cross_entropy<double>(logits, 2, labels, settings, where); });
  };
  REQUIRE(message({.label_smoothing = -0.1}, gradient).find("a label smoothing from 0 to 1") != std::string::npos);
  REQUIRE(message({.label_smoothing = 1.1}, gradient).find("a label smoothing from 0 to 1") != std::string::npos);
  REQUIRE(message({.label_smoothing = std::nan("")}, gradient).find("smoothing") != std::string::npos);
  REQUIRE(message({}, std::span<double>(gradient).first(3)) == "cross_entropy: expected 4 gradients, got 3");
  REQUIRE(thrown_message([] { cross_entropy<double>({}, 2, {}); }).find("at least one row") != std::string::npos);
  REQUIRE(gradient == std::vector<double>(4, 42.0));
  REQUIRE(message({}, gradient).empty());
}
