#include "examples/cifar100/study/differences.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "examples/cifar100/study/known_interval.hpp"
#include "tests/catch.hpp"

using namespace cifar100;

namespace {

/// Fine and coarse accuracies of a row for the seeds 0, 1, ...
void add(Comparison& comparison, const std::string& row, const std::vector<double>& fine,
         const std::vector<double>& coarse) {
  comparison.rows.push_back({row, "", "the " + row, row});
  for (std::size_t seed = 0; seed < fine.size() || seed < coarse.size(); ++seed) {
    RowResult result{.row = row, .seed = seed};
    if (seed < fine.size()) result.best.fine = fine[seed];
    if (seed < coarse.size()) result.best.coarse = coarse[seed];
    comparison.results.push_back(result);
  }
}

}  // namespace

TEST_CASE("differences stand row by row, fine before coarse, as far as both have a seed") {
  Comparison comparison;
  add(comparison, "specialised", {0.70, 0.72, 0.71}, {0.80, 0.81, 0.82});
  add(comparison, "left", {0.69, 0.70, 0.70}, {});
  add(comparison, "right", {}, {0.79, 0.79, 0.79});
  add(comparison, "unspecialised", {0.60}, {0.70});
  add(comparison, "resnet9", {}, {});
  const std::vector<Difference> all = differences_of(comparison);
  REQUIRE(all.size() == 4);
  CHECK(all[0].row == "left");
  CHECK(all[0].description == "the left");
  CHECK(all[0].label == "fine");
  CHECK(all[1].row == "right");
  CHECK(all[1].label == "coarse");
  CHECK(all[2].label == "fine");
  CHECK(all[3].label == "coarse");
  CHECK(all[3].paired.difference.count == 1);
  CHECK(points_interval(all[3].paired) == "-");
  CHECK(p_text(all[3].holm) == "-");
  // Two tests: the smaller p-value is doubled, the larger one is as it was or as large as that.
  CHECK(tests_among(all) == 2);
  const double left = *all[0].paired.p_value;
  const double right = *all[1].paired.p_value;
  CHECK(*all[0].holm == Approx(left < right ? 2 * left : std::max(left, 2 * right)));
  CHECK(*all[1].holm == Approx(left < right ? std::max(right, 2 * left) : 2 * right));
}

TEST_CASE("p-values are told to three decimals") {
  CHECK(p_text({}) == "-");
  CHECK(p_text(0.035) == "0.035");
  CHECK(p_text(0.0007) == "0.001");
  CHECK(p_text(0.0004) == "<0.001");
}

TEST_CASE("an interval is known where the seeds differ") {
  CHECK_FALSE(known_interval(std::vector<double>{}).has_value());
  CHECK_FALSE(known_interval(std::vector<double>{0.5}).has_value());
  CHECK_FALSE(known_interval(std::vector<double>{0.5, 0.5, 0.5}).has_value());
  // t(0.975, 1) = 12.7062 (any table of Student's t); the deviation is 0.2 / sqrt(2).
  CHECK(known_interval(std::vector<double>{0.1, 0.3})->high == Approx(0.2 + 12.7062 * 0.1));
  // Differences that are equal but for rounding.
  const auto equal = bicameral::compare_paired(std::vector<double>{0.3, 0.2}, std::vector<double>{0.2, 0.1});
  CHECK_FALSE(known_interval(equal).has_value());
  CHECK(points_interval(equal) == "-");
  const auto spread = bicameral::compare_paired(std::vector<double>{0.70, 0.80}, std::vector<double>{0.69, 0.77});
  // 2 -+ 12.7062 percentage points: the deviation is sqrt(2).
  CHECK(points_interval(spread) == "-10.71 to 14.71");
}
