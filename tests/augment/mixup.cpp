#include "bicameral/augment/mixup.hpp"

#include <algorithm>
#include <limits>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/compare.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using namespace bicameral::test;

TEMPLATE_TEST_CASE("Every picture is mixed with one other by the same share, and the second labels are the other's", "",
                   float, double) {
  constexpr std::int64_t size = 37;
  const auto images = numbers<TestType>(6 * size);
  const std::vector<std::int32_t> fine{0, 1, 2, 3, 4, 5};
  const std::vector<std::int32_t> coarse{0, 0, 1, 1, 2, 2};
  ThreadPool pool(2);
  Mixup<TestType> mixup(0.4, 6, size);
  for (const int count : {6, 4, 1}) {
    const auto labels = static_cast<std::size_t>(count);
    mixup.mix(images.data(), std::span(fine).first(labels), std::span(coarse).first(labels), count, 1, 2, 3, pool);
    std::vector<std::uint32_t> order(mixup.order().begin(), mixup.order().end());
    REQUIRE(mixup.fine().size() == labels);
    const double share = mixup.share();
    for (std::size_t i = 0; i < labels; ++i) {
      CHECK(mixup.fine()[i] == fine[order[i]]);
      CHECK(mixup.coarse()[i] == coarse[order[i]]);
      for (std::size_t k = 0; k < size; ++k) {
        const double expected = share * static_cast<double>(images[i * size + k]) +
                                (1 - share) * static_cast<double>(images[order[i] * size + k]);
        REQUIRE(static_cast<double>(mixup.images()[i * size + k]) ==
                Approx(expected).margin(2 * static_cast<double>(std::numeric_limits<TestType>::epsilon())));
      }
    }
    std::sort(order.begin(), order.end());
    for (std::size_t i = 0; i < labels; ++i) CHECK(order[i] == i);
  }
}

TEST_CASE("Shares and orders depend on seed, epoch and step, not on threads or earlier calls") {
  const auto images = numbers<float>(std::size_t{16} * 300);
  const auto mixed = [&](std::uint64_t seed, std::uint32_t epoch, std::uint32_t step, int threads, bool used) {
    ThreadPool pool(threads);
    Mixup<float> mixup(0.4, 16, 300);
    if (used) mixup.mix(images.data(), {}, {}, 9, 7, 7, 7, pool);
    mixup.mix(images.data(), {}, {}, 16, seed, epoch, step, pool);
    return std::vector<float>(mixup.images(), mixup.images() + 16 * 300);
  };
  const auto one = mixed(1, 2, 3, 1, false);
  for (const int threads : {1, 2, 5}) CHECK(mixed(1, 2, 3, threads, true) == one);
  CHECK(mixed(2, 2, 3, 1, false) != one);
  CHECK(mixed(1, 3, 3, 1, false) != one);
  CHECK(mixed(1, 2, 4, 1, false) != one);
}

TEST_CASE("Shares are drawn from the beta distribution") {
  ThreadPool pool(1);
  const std::vector<float> image{1};
  Mixup<float> mixup(0.4, 1, 1);
  double mean = 0;
  double square = 0;
  constexpr std::uint32_t draws = 20'000;
  for (std::uint32_t step = 0; step < draws; ++step) {
    mixup.mix(image.data(), {}, {}, 1, 1, 0, step, pool);
    mean += mixup.share() / draws;
    square += mixup.share() * mixup.share() / draws;
  }
  CHECK(mean == Approx(0.5).margin(0.01));
  CHECK(square - mean * mean == Approx(1 / (4 * (2 * 0.4 + 1))).margin(0.005));
}

TEST_CASE("What cannot be mixed is refused") {
  ThreadPool pool(1);
  const std::vector<float> images(8);
  const std::vector<std::int32_t> labels{1, 2};
  Mixup<float> mixup(1, 2, 2);
  CHECK(thrown_message([&] { mixup.mix(images.data(), labels, {}, 3, 0, 0, 0, pool); }) ==
        "Mixup::mix: expected 1 to 2 pictures, got 3");
  CHECK_FALSE(thrown_message([&] { mixup.mix(images.data(), {}, {}, 0, 0, 0, 0, pool); }).empty());
  CHECK(thrown_message([&] { mixup.mix(images.data(), {}, labels, 1, 0, 0, 0, pool); }) ==
        "Mixup::mix: expected 1 labels, got 2");
  for (const double alpha : {0.0, -1.0, std::numeric_limits<double>::quiet_NaN()})
    CHECK(thrown_message([&] { Mixup<float>(alpha, 2, 2); }).find("Mixup: expected a positive alpha") == 0);
}
