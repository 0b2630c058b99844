#include "bicameral/kernels/normalize_pool.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/compare.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using namespace bicameral::test;

namespace {

template <class T>
void check(const PoolProblem& p) {
  INFO(to_string(p.in) << " by " << p.kernel);
  const auto channels = static_cast<std::size_t>(p.in.channels);
  const auto x = numbers<T>(static_cast<std::size_t>(p.in.size() * p.batch), "x");
  const auto mean = numbers<T>(channels, "mean");
  const auto scale = numbers<T>(channels, "scale", -2, 2);
  const auto bias = numbers<T>(channels, "bias");
  const auto count =
      static_cast<std::size_t>(p.batch) * static_cast<std::size_t>(p.out_height() * p.out_width()) * channels;
  std::vector<T> y(count, T(-1));
  std::vector<T> without(count, T(-1));
  std::vector<std::uint8_t> winners(count, 99);
  ThreadPool pool(2);
  normalize_relu_pool(pool, p, mean.data(), scale.data(), bias.data(), x.data(), y.data(), winners.data());
  normalize_relu_pool<T>(pool, p, mean.data(), scale.data(), bias.data(), x.data(), without.data(), nullptr);
  CHECK(same_bits(y, without));

  std::vector<double> expected(count);
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t c = i % channels;
    const auto pixel = static_cast<int>(i / channels);
    const int column = pixel % p.out_width();
    const int row = pixel / p.out_width() % p.out_height();
    const int image = pixel / p.out_width() / p.out_height();
    std::uint8_t winner = no_winner;
    for (int place = 0; place < p.kernel * p.kernel; ++place) {
      const int h = row * p.kernel + place / p.kernel;
      const int w = column * p.kernel + place % p.kernel;
      const T from = x[static_cast<std::size_t>((image * p.in.height + h) * p.in.width + w) * channels + c];
      const double value = (static_cast<double>(from) - static_cast<double>(mean[c])) * static_cast<double>(scale[c]) +
                           static_cast<double>(bias[c]);
      if (value <= expected[i]) continue;
      expected[i] = value;
      winner = static_cast<std::uint8_t>(place);
    }
    wrong += winners[i] == winner ? 0 : 1;
  }
  CHECK(difference(y, expected) < (sizeof(T) == 4 ? 1e-6 : 1e-14));
  CHECK(wrong == 0);
}

}  // namespace

TEST_CASE("Normalisation, ReLU and pooling in one pass: values and winners, over odd sizes") {
  for (const int channels : {1, 3, 8, 16, 17, 40}) {
    check<float>({3, {channels, 6, 8}, 2, 2});
    check<double>({3, {channels, 6, 8}, 2, 2});
    check<float>({2, {channels, 7, 5}, 2, 2});
    check<float>({2, {channels, 7, 8}, 3, 3});
    check<float>({1, {channels, 2, 2}, 1, 1});
  }
}

TEST_CASE("Pooling of normalised values lets NaN through and gives ties to the first place") {
  constexpr int channels = 20;
  const std::vector<float> zeros(channels, 0.0f);
  const std::vector<float> ones(channels, 1.0f);
  std::vector<float> x(4 * channels, 2.0f);
  x[2 * channels + 1] = x[2 * channels + 18] = std::numeric_limits<float>::quiet_NaN();
  for (int place = 0; place < 4; ++place) x[static_cast<std::size_t>(place * channels + 2)] = -1.0f;
  std::vector<float> y(channels);
  std::vector<std::uint8_t> winners(channels);
  ThreadPool pool(1);
  normalize_relu_pool(pool, {1, {channels, 2, 2}, 2, 2}, zeros.data(), ones.data(), zeros.data(), x.data(), y.data(),
                      winners.data());
  CHECK(y[0] == 2.0f);
  CHECK(winners[0] == 0);
  CHECK(winners[1] >= 2);
  CHECK(winners[18] >= 2);
  CHECK(y[2] == 0.0f);
  CHECK(winners[2] == no_winner);
}

TEST_CASE("Normalisation, ReLU and pooling in one pass refuse what cannot be meant and write nothing") {
  ThreadPool pool(1);
  const std::vector<float> x(72, 1.0F), channel(3, 1.0F);
  std::vector<float> y(18, -7.0F);
  const auto complaint = [&](const PoolProblem& p, const float* mean, float* to) {
    return thrown_message(
        [&] { normalize_relu_pool<float>(pool, p, mean, channel.data(), channel.data(), x.data(), to, nullptr); });
  };
  const float* mean = channel.data();
  CHECK(complaint({1, {3, 4, 6}, 0, 2}, mean, y.data()) == "normalize_relu_pool: kernel: expected at least 1, got 0");
  CHECK(complaint({1, {3, 4, 6}, 5, 5}, mean, y.data()) == "normalize_relu_pool: height: expected at least 5, got 4");
  CHECK(complaint({1, {3, 99, 99}, 16, 16}, mean, y.data()) ==
        "normalize_relu_pool: kernel: expected at most 15, got 16");
  CHECK(complaint({1, {3, 4, 6}, 2, 2}, nullptr, y.data()) ==
        "normalize_relu_pool: mean: expected memory, got a null pointer");
  CHECK(complaint({1, {3, 4, 6}, 2, 2}, mean, nullptr) ==
        "normalize_relu_pool: y: expected memory, got a null pointer");
  CHECK(y == std::vector<float>(18, -7.0F));
  CHECK(complaint({1, {3, 4, 6}, 2, 2}, mean, y.data()).empty());
  CHECK(y == std::vector<float>(18, 1.0F));
}
