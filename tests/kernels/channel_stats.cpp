#include "bicameral/kernels/channel_stats.hpp"

#include "tests/catch.hpp"
#include "tests/support/compare.hpp"

using namespace bicameral;
using namespace bicameral::test;

namespace {

struct Moments {
  std::vector<double> mean, squares;
};

template <class T>
Moments moments(const std::vector<T>& x, int channels, int threads) {
  const auto rows = static_cast<std::int64_t>(x.size()) / channels;
  ThreadPool pool(threads);
  AlignedBuffer<std::byte> scratch(channel_stats_scratch_bytes<T>(rows, channels));
  Moments result{std::vector<double>(static_cast<std::size_t>(channels)), {}};
  result.squares = result.mean;
  channel_moments(pool, rows, channels, x.data(), result.mean.data(), result.squares.data(), scratch.data());
  return result;
}

/// Two passes in long double.
template <class T>
Moments exact_moments(const std::vector<T>& x, int channels) {
  const std::size_t rows = x.size() / static_cast<std::size_t>(channels);
  Moments result;
  for (int c = 0; c < channels; ++c) {
    const auto at = [&](std::size_t row) {
      return static_cast<long double>(x[row * static_cast<std::size_t>(channels) + static_cast<std::size_t>(c)]);
    };
    long double sum = 0;
    for (std::size_t row = 0; row < rows; ++row) sum += at(row);
    const long double mean = sum / static_cast<long double>(rows);
    long double squares = 0;
    for (std::size_t row = 0; row < rows; ++row) squares += (at(row) - mean) * (at(row) - mean);
    result.mean.push_back(static_cast<double>(mean));
    result.squares.push_back(static_cast<double>(squares));
  }
  return result;
}

}  // namespace

TEST_CASE("channel moments agree with two passes in long double") {
  for (const int channels : {1, 3, 8, 130})
    for (const std::size_t rows : {1u, 2u, 31u, 33u, 1000u}) {
      const auto x = numbers<double>(rows * static_cast<std::size_t>(channels), "x", -1, 3);
      const Moments exact = exact_moments(x, channels);
      const Moments computed = moments(x, channels, 2);
      CHECK(difference(computed.mean, exact.mean) < 1e-13);
      if (rows == 1)
        CHECK(computed.squares == std::vector<double>(static_cast<std::size_t>(channels), 0.0));
      else
        CHECK(difference(computed.squares, exact.squares) < 1e-13);
      const std::vector<float> in_float(x.begin(), x.end());
      const Moments exact_float = exact_moments(in_float, channels);
      const Moments computed_float = moments(in_float, channels, 2);
      CHECK(difference(computed_float.mean, exact_float.mean) < 2e-6);
      if (rows > 1) CHECK(difference(computed_float.squares, exact_float.squares) < 2e-6);
    }
}

TEST_CASE("channel moments join many tasks") {
  const int channels = 2;
  const auto x = numbers<float>(2 * 200000, "x", 0, 1);  // seven tasks
  REQUIRE(detail::channel_partition<float>(200000, channels).tasks() > 5);
  const Moments exact = exact_moments(x, channels);
  const Moments one = moments(x, channels, 1);
  CHECK(difference(one.mean, exact.mean) < 1e-7);
  CHECK(difference(one.squares, exact.squares) < 1e-6);
  for (const int threads : {2, 3, 7}) {
    const Moments many = moments(x, channels, threads);
    CHECK(same_bits(many.mean, one.mean));
    CHECK(same_bits(many.squares, one.squares));
  }
}

TEST_CASE("channel moments survive a mean ten thousand times the deviation") {
  // sum of squares minus square of sums would have no digit left in float, 1e8 / 6e7
  auto x = numbers<float>(3 * 50000, "x", -1.7320508, 1.7320508);
  for (float& value : x) value += 1e4f;
  const Moments exact = exact_moments(x, 3);
  const Moments computed = moments(x, 3, 2);
  CHECK(difference(computed.mean, exact.mean) < 1e-6);
  CHECK(difference(computed.squares, exact.squares) < 1e-4);
  const std::vector<double> in_double(x.begin(), x.end());
  CHECK(difference(moments(in_double, 3, 2).squares, exact.squares) < 1e-11);
}

TEST_CASE("channel moments of equal values have no spread") {
  const std::vector<float> x(4 * 5000, 0.1f);
  const Moments computed = moments(x, 4, 2);
  for (const double squares : computed.squares) CHECK(squares < 1e-10);
  for (const double mean : computed.mean) CHECK(mean == Approx(0.1f).epsilon(1e-6));
}

TEST_CASE("channel sums are sums, with and without a normalised factor, the same bits for every number of threads") {
  const int channels = 5;
  const std::int64_t rows = 40000;
  const auto x = numbers<float>(static_cast<std::size_t>(rows * channels), "x");
  const auto g = numbers<float>(x.size(), "g");
  const auto mean = numbers<float>(5, "mean");
  const auto inverse = numbers<float>(5, "inverse", 1, 2);
  const auto run = [&](int threads, bool computed) {
    ThreadPool pool(threads);
    AlignedBuffer<std::byte> scratch(channel_stats_scratch_bytes<float>(rows, channels));
    std::vector<double> sums(15);
    channel_sums(pool, rows, channels, x.data(), sums.data(), scratch.data());
    const auto gradient = [&](std::int64_t row, float* buffer) -> const float* {
      if (!computed) return g.data() + row * channels;
      std::copy_n(g.data() + row * channels, channels, buffer);
      return buffer;
    };
    channel_gradient_sums(pool, rows, channels, gradient, x.data(), mean.data(), inverse.data(), sums.data() + 5,
                          sums.data() + 10, scratch.data());
    return sums;
  };
  const auto one = run(1, false);
  std::vector<double> expected(15);
  for (std::size_t i = 0; i < x.size(); ++i) {
    const std::size_t c = i % 5;
    expected[c] += static_cast<double>(x[i]);
    expected[5 + c] += static_cast<double>(g[i]);
    expected[10 + c] += static_cast<double>(g[i]) * (static_cast<double>(x[i]) - static_cast<double>(mean[c])) *
                        static_cast<double>(inverse[c]);
  }
  CHECK(difference(one, expected) < 1e-5);
  CHECK(same_bits(run(2, false), one));
  CHECK(same_bits(run(7, true), one));
}
