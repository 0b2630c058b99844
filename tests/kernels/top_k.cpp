#include "bicameral/kernels/top_k.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>

#include "tests/catch.hpp"
#include "tests/support/compare.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using namespace bicameral::test;

namespace {

constexpr float infinity = std::numeric_limits<float>::infinity();
constexpr float not_a_number = std::numeric_limits<float>::quiet_NaN();

std::size_t size_of(const TopKProblem& p) { return static_cast<std::size_t>(p.groups * p.rows * p.channels); }
std::size_t bytes_of(const TopKProblem& p) {
  return static_cast<std::size_t>(p.groups * p.rows * winner_row_bytes(p.channels));
}

/// Who wins, by sorting each channel: larger values first, among equals lower rows. Without NaN.
template <class T>
std::vector<bool> winners(const TopKProblem& p, const std::vector<T>& x) {
  std::vector<bool> win(x.size());
  for (std::int64_t g = 0; g < p.groups; ++g)
    for (std::int64_t c = 0; c < p.channels; ++c) {
      std::vector<std::size_t> places(static_cast<std::size_t>(p.rows));
      for (std::size_t r = 0; r < places.size(); ++r)
        places[r] = (static_cast<std::size_t>(g * p.rows) + r) * static_cast<std::size_t>(p.channels) +
                    static_cast<std::size_t>(c);
      std::stable_sort(places.begin(), places.end(), [&](std::size_t a, std::size_t b) { return x[a] > x[b]; });
      for (std::int64_t i = 0; i < p.k; ++i) win[places[static_cast<std::size_t>(i)]] = true;
    }
  return win;
}

bool bit_of(const TopKProblem& p, const std::vector<std::uint8_t>& bits, std::size_t value) {
  const std::size_t channels = static_cast<std::size_t>(p.channels);
  const std::size_t channel = value % channels;
  return (bits[value / channels * static_cast<std::size_t>(winner_row_bytes(p.channels)) + channel / 8] >> channel % 8 &
          1) != 0;
}

template <class T>
void check(const TopKProblem& p, const std::vector<T>& x) {
  INFO(p.groups << " groups of " << p.rows << " rows, " << p.channels << " channels, k " << p.k);
  const std::vector<bool> win = winners(p, x);
  std::vector<T> expected(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) expected[i] = win[i] ? x[i] : T(0);
  const auto dy = numbers<T>(x.size(), "dy");
  for (const int threads : {1, 3}) {
    ThreadPool pool(threads);
    std::vector<T> y(x.size(), T(9)), dx(x.size(), T(9)), without_bits(x.size(), T(9)), in_place = x;
    std::vector<std::uint8_t> bits(bytes_of(p), 255);
    top_k_forward(pool, p, x.data(), y.data(), bits.data());
    top_k_forward<T>(pool, p, x.data(), without_bits.data(), nullptr);
    top_k_forward<T>(pool, p, in_place.data(), in_place.data(), nullptr);
    top_k_backward(pool, p.groups * p.rows, p.channels, bits.data(), dy.data(), dx.data());
    CHECK(y == expected);
    CHECK(without_bits == expected);
    CHECK(in_place == expected);
    bool agree = true;
    for (std::size_t i = 0; i < x.size(); ++i)
      agree = agree && bit_of(p, bits, i) == win[i] && dx[i] == (win[i] ? dy[i] : T(0));
    CHECK(agree);
  }
}

const std::vector<TopKProblem> problems{{1, 1, 1, 1},   {2, 7, 3, 4},    {3, 25, 17, 25},   {2, 64, 16, 58},
                                        {1, 300, 9, 1}, {4, 16, 40, 15}, {1, 1000, 33, 777}};

}  // namespace

TEST_CASE("the k largest of each channel are those that sorting finds, for any threads, in place, with bits") {
  for (const TopKProblem& p : problems) {
    check(p, numbers<float>(size_of(p), "x"));
    check(p, numbers<double>(size_of(p), "x"));
  }
}

TEST_CASE("among equal values those of lower rows are the largest") {
  for (const TopKProblem& p : problems) {
    auto few = numbers<float>(size_of(p), "few values");
    for (float& value : few) value = std::round(2 * value) / 2;  // -1, -0.5, -0, 0, 0.5, 1
    check(p, few);
    check(p, std::vector<float>(size_of(p), -3.0f));
    check(p, std::vector<double>(few.begin(), few.end()));
  }
}

TEST_CASE("the largest are found among all numbers that there are") {
  for (const TopKProblem& p : problems) {
    auto x = numbers<float>(size_of(p), "exponents", -1, 1);
    const auto exponents = numbers<float>(size_of(p), "more exponents", -150, 130);
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = std::ldexp(x[i], static_cast<int>(exponents[i]));
    for (std::size_t i = 0; i < x.size(); i += 5) x[i] = i % 2 == 0 ? infinity : -infinity;
    check(p, x);
  }
}

TEST_CASE("NaN always wins, even where there are more than k") {
  ThreadPool pool(1);
  const std::vector<float> x{1, not_a_number, 5, infinity, 2};
  std::vector<float> y(5);
  top_k_forward<float>(pool, {1, 5, 1, 2}, x.data(), y.data(), nullptr);
  CHECK((y[0] == 0 && std::isnan(y[1]) && y[2] == 0 && y[3] == infinity && y[4] == 0));
  const std::vector<float> many{not_a_number, infinity, not_a_number, -not_a_number, 7};
  top_k_forward<float>(pool, {1, 5, 1, 2}, many.data(), y.data(), nullptr);
  CHECK((std::isnan(y[0]) && y[1] == 0 && std::isnan(y[2]) && std::isnan(y[3]) && y[4] == 0));
}

TEST_CASE("a second choice takes bits away and gives none") {
  ThreadPool pool(1);
  const std::vector<float> x{-1, -2, -3, -4};
  std::vector<float> y(4);
  std::vector<std::uint8_t> bits(4);
  top_k_forward<float>(pool, {2, 2, 1, 1}, x.data(), y.data(), bits.data());
  CHECK(y == std::vector<float>{-1, 0, -3, 0});
  CHECK(bits == std::vector<std::uint8_t>{1, 0, 1, 0});
  // The zeros in the places of the losers are larger than what survived.
  top_k_forward<float>(pool, {1, 4, 1, 3}, y.data(), y.data(), bits.data(), WinnerBits::clear_losers);
  CHECK(y == std::vector<float>{-1, 0, 0, 0});
  CHECK(bits == std::vector<std::uint8_t>{1, 0, 0, 0});
}

TEST_CASE("what cannot be meant is refused by name, and nothing is written") {
  ThreadPool pool(1);
  std::vector<float> x(12, 1.0f), y(12, -7.0f);
  std::uint8_t bits[12]{};
  const auto forward = [&](TopKProblem p, const float* from, float* to) {
    return thrown_message([&] { top_k_forward(pool, p, from, to, bits); });
  };
  CHECK(forward({2, 3, 2, 3}, x.data(), y.data()).empty());
  std::ranges::fill(y, -7.0f);
  CHECK(forward({0, 3, 2, 3}, x.data(), y.data()) == "top_k_forward: groups: expected at least 1, got 0");
  CHECK(forward({2, 0, 2, 3}, x.data(), y.data()) == "top_k_forward: rows: expected at least 1, got 0");
  CHECK(forward({2, 3, -2, 3}, x.data(), y.data()) == "top_k_forward: channels: expected at least 1, got -2");
  CHECK(forward({2, 3, 2, 4}, x.data(), y.data()) == "top_k_forward: k: expected at most 3, got 4");
  CHECK(forward({2, 3, 2, 0}, x.data(), y.data()) == "top_k_forward: k: expected at least 1, got 0");
  CHECK(forward({2, 3, 2, 3}, nullptr, y.data()) == "top_k_forward: x: expected memory, got a null pointer");
  CHECK(forward({2, 3, 2, 3}, x.data(), nullptr) == "top_k_forward: y: expected memory, got a null pointer");
  CHECK(forward({std::int64_t{1} << 40, 1 << 20, 2, 3}, x.data(), y.data()).find("values of x: expected at most") !=
        std::string::npos);
  const auto backward = [&](std::int64_t rows, const std::uint8_t* kept, float* to) {
    return thrown_message([&] { top_k_backward<float>(pool, rows, 2, kept, x.data(), to); });
  };
  CHECK(backward(0, bits, y.data()) == "top_k_backward: rows: expected at least 1, got 0");
  CHECK(backward(6, nullptr, y.data()) == "top_k_backward: bits: expected memory, got a null pointer");
  CHECK(backward(6, bits, nullptr) == "top_k_backward: dx: expected memory, got a null pointer");
  CHECK(y == std::vector<float>(12, -7.0f));
}
