#include "bicameral/metrics/calibration.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using bicameral::test::thrown_message;

namespace {

/// Adds rows of probabilities, given as their logarithms.
void add(CalibrationCounter& counter, const std::vector<double>& probabilities,
         const std::vector<std::int32_t>& labels) {
  std::vector<double> logits;
  for (const double p : probabilities) logits.push_back(std::log(p));
  counter.add(std::span<const double>(logits), std::span<const std::int32_t>(labels));
}

}  // namespace

TEST_CASE("Likelihood, Brier score and calibration error of three rows are what the hand computes") {
  CalibrationCounter counter(2, 10);
  add(counter, {0.75, 0.25, 0.25, 0.75, 0.05, 0.95}, {0, 0, 1});
  REQUIRE(counter.rows() == 3);
  REQUIRE(counter.negative_log_likelihood() ==
          Approx(-(std::log(0.75) + std::log(0.25) + std::log(0.95)) / 3).epsilon(1e-13));
  // (0.25^2 + 0.25^2) + (0.75^2 + 0.75^2) + (0.05^2 + 0.05^2)
  REQUIRE(counter.brier_score() == Approx((0.125 + 1.125 + 0.005) / 3).epsilon(1e-13));
  // Bin (0.7, 0.8]: two rows, one right, confidence 0.75; bin (0.9, 1]: one row, right, confidence 0.95.
  REQUIRE(counter.expected_calibration_error() == Approx(2.0 / 3 * 0.25 + 1.0 / 3 * 0.05).epsilon(1e-12));
  const ReliabilityBin& bin = counter.bins()[7];
  REQUIRE(bin.low == 0.7);
  REQUIRE(bin.high == 0.8);
  REQUIRE(bin.rows == 2);
  REQUIRE(bin.hits == 1);
  REQUIRE(bin.accuracy() == 0.5);
  REQUIRE(bin.confidence() == Approx(0.75).epsilon(1e-13));
  REQUIRE(std::isnan(counter.bins()[0].accuracy()));
}

TEST_CASE("Overconfident bins and underconfident bins do not cancel") {
  CalibrationCounter counter(2, 5);
  add(counter, {0.7, 0.3, 0.1, 0.9}, {0, 0});  // right at 0.7, wrong at 0.9
  REQUIRE(counter.expected_calibration_error() == Approx(0.5 * 0.3 + 0.5 * 0.9).epsilon(1e-12));
}

TEST_CASE("A probability on the border of two bins belongs to the lower one") {
  CalibrationCounter counter(2, 4);
  const std::vector<float> equal{1, 1};
  const std::vector<std::int32_t> label{0};
  counter.add(std::span<const float>(equal), std::span<const std::int32_t>(label));  // exactly 0.5
  REQUIRE(counter.bins()[1].rows == 1);
  const std::vector<float> certain{500, -500};
  counter.add(std::span<const float>(certain), std::span<const std::int32_t>(label));  // exactly 1
  REQUIRE(counter.bins()[3].rows == 1);
  REQUIRE(CalibrationCounter(2).bins().size() == 15);
}

TEST_CASE("Extreme scores stay finite, and those without a softmax are set aside") {
  CalibrationCounter counter(2);
  const std::vector<std::int32_t> label{1};
  const std::vector<float> wrong{3e38f, -3e38f};
  counter.add(std::span<const float>(wrong), std::span<const std::int32_t>(label));
  REQUIRE(counter.negative_log_likelihood() == 2.0 * static_cast<double>(3e38f));
  REQUIRE(counter.brier_score() == 2);
  REQUIRE(counter.expected_calibration_error() == 1);
  for (const float odd : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    const std::vector<float> broken{0, odd};
    counter.add(std::span<const float>(broken), std::span<const std::int32_t>(label));
  }
  REQUIRE(counter.rows() == 1);
  REQUIRE(counter.undefined() == 2);
  REQUIRE(counter.brier_score() == 2);
}

TEST_CASE("Calibration of nothing is undefined, and bad settings are refused") {
  const CalibrationCounter counter(2);
  REQUIRE(std::isnan(counter.negative_log_likelihood()));
  REQUIRE(std::isnan(counter.brier_score()));
  REQUIRE(std::isnan(counter.expected_calibration_error()));
  REQUIRE(thrown_message([] { CalibrationCounter(2, 0); }).find("at least one bin") != std::string::npos);
  REQUIRE(thrown_message([] { CalibrationCounter(0); }).find("at least one class") != std::string::npos);
}
