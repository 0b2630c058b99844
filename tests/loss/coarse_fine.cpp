#include "bicameral/loss/coarse_fine.hpp"

#include <cmath>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using bicameral::test::thrown_message;

namespace {

const std::vector<double> fine{1, 2, 3, 0.5, -1.5, 0.25};
const std::vector<double> coarse{0.5, 1, 2, -1};
const std::vector<std::int32_t> fine_labels{2, 1};
const std::vector<std::int32_t> coarse_labels{1, 1};
constexpr Classes classes{3, 2};

}  // namespace

TEST_CASE("The loss of two heads is the sum of both and hits are counted apart") {
  std::vector<double> d_fine(6);
  std::vector<double> d_coarse(4);
  const auto result = coarse_fine<double>(fine, coarse, classes, fine_labels, coarse_labels, {}, d_fine, d_coarse);
  const double by_hand = (std::log(1 + std::exp(-0.5)) + std::log(1 + std::exp(3.0))) / 2;
  REQUIRE(result.fine_loss == Approx(1.5284361724867273).epsilon(1e-14));
  REQUIRE(result.coarse_loss == Approx(by_hand).epsilon(1e-14));
  REQUIRE(result.loss == Approx(1.5284361724867273 + by_hand).epsilon(1e-14));
  REQUIRE(result.fine_hits == 1);
  REQUIRE(result.coarse_hits == 1);
  std::vector<double> alone(4);
  cross_entropy<double>(coarse, 2, coarse_labels, {}, alone);
  REQUIRE(d_coarse == alone);
  REQUIRE(d_fine[5] == Approx(0.20343401829671243).epsilon(1e-13));
}

TEST_CASE("Weights and smoothing enter the sum and the gradients, not the parts") {
  std::vector<double> d_fine(6);
  std::vector<double> d_coarse(4);
  const CoarseFineSettings settings{.fine_weight = 0.5, .coarse_weight = 3, .label_smoothing = 0.1};
  const auto result =
      coarse_fine<double>(fine, coarse, classes, fine_labels, coarse_labels, settings, d_fine, d_coarse);
  std::vector<double> fine_alone(6);
  std::vector<double> coarse_alone(4);
  const CrossEntropySettings smooth{.label_smoothing = 0.1};
  const auto fine_part = cross_entropy<double>(fine, 3, fine_labels, smooth, fine_alone);
  const auto coarse_part = cross_entropy<double>(coarse, 2, coarse_labels, smooth, coarse_alone);
  REQUIRE(result.fine_loss == fine_part.loss);
  REQUIRE(result.coarse_loss == coarse_part.loss);
  REQUIRE(result.loss == Approx(0.5 * fine_part.loss + 3 * coarse_part.loss).epsilon(1e-15));
  for (std::size_t i = 0; i < 6; ++i) CHECK(d_fine[i] == Approx(0.5 * fine_alone[i]).epsilon(1e-14));
  for (std::size_t i = 0; i < 4; ++i) CHECK(d_coarse[i] == Approx(3 * coarse_alone[i]).epsilon(1e-14));
}

TEST_CASE("Second labels of each kind reach their own head") {
  const std::vector<std::int32_t> fine_second{0, 2};
  const std::vector<std::int32_t> coarse_second{0, 1};
  std::vector<double> d_fine(6);
  std::vector<double> d_coarse(4);
  const auto result = coarse_fine<double>(fine, coarse, classes, fine_labels, coarse_labels, {}, d_fine, d_coarse,
                                          {fine_second, coarse_second, 0.25});
  std::vector<double> fine_alone(6);
  std::vector<double> coarse_alone(4);
  const auto fine_part = cross_entropy<double>(fine, 3, fine_labels, {}, fine_alone, 1, {fine_second, 0.25});
  const auto coarse_part = cross_entropy<double>(coarse, 2, coarse_labels, {}, coarse_alone, 1, {coarse_second, 0.25});
  CHECK(result.fine_loss == fine_part.loss);
  CHECK(result.coarse_loss == coarse_part.loss);
  CHECK(d_fine == fine_alone);
  CHECK(d_coarse == coarse_alone);
  CHECK(result.fine_loss != coarse_fine<double>(fine, coarse, classes, fine_labels, coarse_labels).fine_loss);
}

TEST_CASE("A network with one head has one loss") {
  const auto left = coarse_fine<double>(fine, {}, classes, fine_labels, coarse_labels);
  REQUIRE(left.loss == left.fine_loss);
  REQUIRE(left.coarse_loss == 0);
  REQUIRE(left.fine_hits == 1);
  const auto right = coarse_fine<double>({}, coarse, classes, {}, coarse_labels);
  REQUIRE(right.loss == right.coarse_loss);
  REQUIRE(right.coarse_hits == 1);
  REQUIRE(right.fine_hits == 0);
}

TEST_CASE("A NaN in either head shows in the sum") {
  auto broken = coarse;
  broken[0] = std::nan("");
  const auto result = coarse_fine<double>(fine, broken, classes, fine_labels, coarse_labels);
  REQUIRE(std::isnan(result.loss));
  REQUIRE_FALSE(std::isnan(result.fine_loss));
  REQUIRE(std::isnan(result.coarse_loss));
}

TEST_CASE("Heads and settings that make no sense are refused") {
  REQUIRE(thrown_message([] { coarse_fine<double>({}, {}, classes, fine_labels, coarse_labels); }) ==
          "coarse_fine: expected fine or coarse logits, got neither");
  const std::vector<std::int32_t> one{1};
  REQUIRE(thrown_message([&] {
            coarse_fine<double>(fine, coarse, classes, fine_labels, one);
          }).find("2 coarse labels, one for each fine label, got 1") != std::string::npos);
  REQUIRE(thrown_message([] { check(CoarseFineSettings{.coarse_weight = -1}); }).find("a weight of 0 or more") !=
          std::string::npos);
  REQUIRE(thrown_message([] { check(CoarseFineSettings{.fine_weight = std::nan("")}); }).find("a weight") !=
          std::string::npos);
  REQUIRE(thrown_message([] {
            check(CoarseFineSettings{.label_smoothing = 2});
          }).find("coarse_fine: expected a label smoothing from 0 to 1") != std::string::npos);
}
