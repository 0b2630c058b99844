#include "bicameral/optim/weight_average.hpp"

#include <limits>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/compare.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using namespace bicameral::test;

TEMPLATE_TEST_CASE("Four steps agree with PyTorch's averaged model", "", float, double) {
  // torch.optim.swa_utils.AveragedModel of PyTorch 1.13, in double, begun at (1, -2, 0.5), with
  // avg_fn = k average + (1 - k) values, k = min(0.9, (1 + step) / (10 + step)).
  const std::vector<std::vector<TestType>> values{
      {-0.25, 1.25, 0}, {0.625, -0.125, 0.5}, {0.4375, 0.8125, 0.5}, {0.78125, 0.59375, 0.75}};
  const std::vector<std::vector<double>> expected{{-0.125, 0.925, 0.05},
                                                  {0.010000000000000037, 0.736, 0.13100000000000003},
                                                  {0.052750000000000026, 0.7436499999999999, 0.16790000000000002},
                                                  {0.12560000000000002, 0.7286599999999999, 0.22611}};
  ThreadPool pool(1);
  std::vector<TestType> average{1, -2, 0.5};
  for (std::size_t i = 0; i < 4; ++i) {
    update_average(std::span<TestType>(average), std::span<const TestType>(values[i]),
                   average_decay_at(0.9, static_cast<std::int64_t>(i) * 40), pool);
    CHECK(difference(average, expected[i]) < 4 * std::numeric_limits<TestType>::epsilon());
  }
}

TEST_CASE("Early averages forget sooner, late ones keep the decay that was asked for") {
  CHECK(average_decay_at(0.999, 0) == 0.1);
  CHECK(average_decay_at(0.999, 90) == 0.91);
  CHECK(average_decay_at(0.999, 1'000'000) == 0.999);
  CHECK(average_decay_at(0.05, 0) == 0.05);
}

TEMPLATE_TEST_CASE("Values that stay are their own average, and no bit depends on the threads", "", float, double) {
  const auto values = numbers<TestType>(5 * 16384 + 77, "values");
  const auto start = numbers<TestType>(values.size(), "start");
  const auto averaged = [&](std::vector<TestType> average, int threads) {
    ThreadPool pool(threads);
    for (const double decay : {0.1, 0.9, 0.999})
      update_average(std::span<TestType>(average), std::span<const TestType>(values), decay, pool);
    return average;
  };
  CHECK(averaged(values, 2) == values);
  const auto alone = averaged(start, 1);
  CHECK(alone != start);
  for (const int threads : {2, 3, 7}) CHECK(averaged(start, threads) == alone);
}

TEST_CASE("A decay or sizes that make no sense are refused") {
  ThreadPool pool(1);
  std::vector<float> average{1, 2};
  const std::vector<float> values{3, 4};
  const auto refused = [&](std::size_t count, double decay) {
    return thrown_message(
        [&] { update_average(std::span<float>(average), std::span<const float>(values).first(count), decay, pool); });
  };
  CHECK(refused(1, 0.5) == "update_average: expected 2 values, got 1");
  for (const double decay : {-0.1, 1.0, std::numeric_limits<double>::quiet_NaN()})
    CHECK(refused(2, decay).find("update_average: expected an average decay from 0") == 0);
  CHECK(average == std::vector<float>{1, 2});
  CHECK(refused(2, 0).empty());
  CHECK(average == values);
}
