#include "bicameral/metrics/evaluation.hpp"

#include <cmath>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using bicameral::test::thrown_message;

namespace {

/// Four pictures, four fine classes in two coarse ones: {0, 1} and {2, 3}.
struct Example {
  std::vector<std::int32_t> fine_to_coarse{0, 0, 1, 1};
  std::vector<float> fine{9, 1, 0, 0,   // says 0
                          0, 0, 9, 1,   // says 2
                          0, 9, 1, 0,   // says 1
                          1, 0, 0, 9};  // says 3
  std::vector<float> coarse{5, 0,       // says 0
                            0, 5,       // says 1
                            0, 5,       // says 1
                            0, 5};      // says 1
  std::vector<std::int32_t> fine_labels{0, 3, 1, 0};
  std::vector<std::int32_t> coarse_labels{0, 1, 0, 0};

  EvaluationRecord evaluate(bool with_fine, bool with_coarse) const {
    return evaluate_logits<float>(with_fine ? std::span<const float>(fine) : std::span<const float>(),
                                  with_coarse ? std::span<const float>(coarse) : std::span<const float>(), fine_labels,
                                  coarse_labels, Classes{4, 2}, fine_to_coarse);
  }
};

}  // namespace

TEST_CASE("A network with both heads is recorded in every respect") {
  const EvaluationRecord record = Example{}.evaluate(true, true);
  REQUIRE(record.fine->accuracy.top1() == 0.5);
  REQUIRE(record.fine->confusion.count(3, 2) == 1);
  REQUIRE(record.fine->confusion.count(0, 3) == 1);
  REQUIRE(record.fine->confusion.correct() == 2);
  REQUIRE(record.coarse->accuracy.top1() == 0.5);
  REQUIRE(record.coarse->confusion.total() == 4);
  REQUIRE(record.hierarchy->coarse_from_fine() == 0.75);  // 2 for 3 stays in its family, 3 for 0 does not
  REQUIRE(record.hierarchy->consistency() == 0.75);       // the third picture is called 1 and coarse 1
  const double log_sum = std::log(1 + std::exp(-5.0));
  REQUIRE(record.coarse->calibration.negative_log_likelihood() == Approx((4 * log_sum + 10) / 4).epsilon(1e-12));
  REQUIRE(record.fine->calibration.rows() == 4);
}

TEST_CASE("What a network has no head for is absent from its record") {
  const EvaluationRecord fine_only = Example{}.evaluate(true, false);
  REQUIRE(fine_only.fine.has_value());
  REQUIRE_FALSE(fine_only.coarse.has_value());
  REQUIRE(fine_only.hierarchy->coarse_from_fine() == 0.75);
  REQUIRE(fine_only.hierarchy->pairs() == 0);
  const EvaluationRecord coarse_only = Example{}.evaluate(false, true);
  REQUIRE_FALSE(coarse_only.fine.has_value());
  REQUIRE_FALSE(coarse_only.hierarchy.has_value());
  REQUIRE(coarse_only.coarse->accuracy.top1() == 0.5);
}

TEST_CASE("Batches give the same record as all rows at once") {
  const Example example;
  EvaluationRecord record({4, 2}, example.fine_to_coarse, 2);
  for (std::size_t begin : {std::size_t{0}, std::size_t{3}}) {
    const std::size_t rows = begin == 0 ? 3 : 1;
    record.add<float>(std::span<const float>(example.fine).subspan(begin * 4, rows * 4),
                      std::span<const float>(example.coarse).subspan(begin * 2, rows * 2),
                      std::span<const std::int32_t>(example.fine_labels).subspan(begin, rows),
                      std::span<const std::int32_t>(example.coarse_labels).subspan(begin, rows));
  }
  REQUIRE(record == example.evaluate(true, true));
}

TEST_CASE("A row with NaN is wrong, outside the confusion matrix, and set aside in the calibration") {
  Example example;
  example.fine[1] = std::nanf("");
  const EvaluationRecord record = example.evaluate(true, true);
  REQUIRE(record.fine->accuracy.rows() == 4);
  REQUIRE(record.fine->accuracy.undefined() == 1);
  REQUIRE(record.fine->accuracy.top1() == 0.25);
  REQUIRE(record.fine->confusion.total() == 3);
  REQUIRE(record.fine->calibration.undefined() == 1);
  REQUIRE(record.hierarchy->coarse_from_fine() == 0.5);
  REQUIRE(record.hierarchy->consistency() == 0.5);
}

TEST_CASE("Parts that do not fit are refused before anything is counted") {
  Example example;
  EvaluationRecord record({4, 2}, example.fine_to_coarse, 2);
  const auto add = [&] { record.add<float>(example.fine, example.coarse, example.fine_labels, example.coarse_labels); };
  example.coarse_labels[2] = 2;
  REQUIRE(thrown_message(add).find("row 2") != std::string::npos);
  example.coarse_labels = {0, 1, 0};
  example.coarse.resize(6);
  REQUIRE(thrown_message(add) == "EvaluationRecord::add: expected 4 coarse labels, one for each fine label, got 3");
  REQUIRE(record.fine->accuracy.rows() == 0);

  EvaluationRecord fine_only({4, 0}, {0, 0, 1, 1}, 2);
  const Example whole;
  REQUIRE(thrown_message([&] {
            fine_only.add<float>(whole.fine, whole.coarse, whole.fine_labels, whole.coarse_labels);
          }).find("no coarse logits without such a head") != std::string::npos);
  const std::vector<std::int32_t> strange{0, 1, 0, 7};
  REQUIRE(thrown_message([&] { fine_only.add<float>(whole.fine, {}, whole.fine_labels, strange); }).find("got 7") !=
          std::string::npos);
  REQUIRE(fine_only.fine->accuracy.rows() == 0);
  REQUIRE(thrown_message([] { EvaluationRecord({0, 0}, {}, 0); }).find("neither") != std::string::npos);
  REQUIRE(thrown_message([] {
            EvaluationRecord({4, 2}, {0, 1}, 2);
          }).find("each of 4 fine classes, got 2") != std::string::npos);
}
