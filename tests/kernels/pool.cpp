#include "bicameral/kernels/pool.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "tests/catch.hpp"
#include "tests/support/compare.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using namespace bicameral::test;

namespace {

constexpr float not_a_number = std::numeric_limits<float>::quiet_NaN();

std::size_t in_size(const PoolProblem& p) { return static_cast<std::size_t>(p.in.size() * p.batch); }
std::size_t out_size(const PoolProblem& p) {
  return static_cast<std::size_t>(std::int64_t{p.batch} * p.in.channels * p.out_height() * p.out_width());
}

/// Calls visit(output index, input index) for each value of each window, window by window.
template <class Visit>
void for_each_pair(const PoolProblem& p, const Visit& visit) {
  std::size_t output = 0;
  for (int n = 0; n < p.batch; ++n)
    for (int r = 0; r < p.out_height(); ++r)
      for (int c = 0; c < p.out_width(); ++c)
        for (int k = 0; k < p.in.channels; ++k, ++output)
          for (int i = 0; i < p.kernel; ++i)
            for (int j = 0; j < p.kernel; ++j)
              visit(output,
                    static_cast<std::size_t>(
                        ((n * p.in.height + r * p.stride + i) * p.in.width + c * p.stride + j) * p.in.channels + k));
}

const std::vector<PoolProblem> problems{{1, {1, 2, 2}, 2, 2}, {3, {5, 7, 9}, 2, 2}, {2, {3, 8, 6}, 3, 2},
                                        {2, {4, 6, 5}, 3, 1}, {2, {2, 9, 9}, 2, 3}, {5, {33, 1, 1}, 1, 1}};

}  // namespace

TEST_CASE("max pooling takes the largest of each window and sends its gradient there") {
  ThreadPool pool(2);
  for (const PoolProblem& p : problems) {
    const auto x = numbers<float>(in_size(p), "x");
    const auto dy = numbers<float>(out_size(p), "dy");
    std::vector<float> expected(out_size(p), -2.0f), expected_dx(in_size(p));
    std::vector<std::size_t> from(out_size(p));
    for_each_pair(p, [&](std::size_t output, std::size_t input) {
      if (x[input] > expected[output]) {
        expected[output] = x[input];
        from[output] = input;
      }
    });
    for (std::size_t i = 0; i < dy.size(); ++i) expected_dx[from[i]] += dy[i];
    std::vector<float> y(out_size(p)), without_winners(out_size(p)), dx(in_size(p), not_a_number);
    std::vector<std::uint8_t> winner(out_size(p));
    max_pool_forward(pool, p, x.data(), y.data(), winner.data());
    max_pool_forward(pool, p, x.data(), without_winners.data(), nullptr);
    max_pool_backward(pool, p, winner.data(), dy.data(), dx.data());
    CHECK(y == expected);
    CHECK(without_winners == expected);
    CHECK(difference(dx, expected_dx) < 1e-6);
  }
}

TEST_CASE("among equals max pooling takes the first, so that a gradient goes to one place only") {
  ThreadPool pool(1);
  const PoolProblem p{1, {1, 2, 4}, 2, 2};
  const std::vector<float> x{0, 0, 1, 2, 0, 0, 2, 2};
  std::vector<float> y(2), dx(8);
  std::vector<std::uint8_t> winner(2);
  max_pool_forward(pool, p, x.data(), y.data(), winner.data());
  CHECK(y == std::vector<float>{0, 2});
  CHECK(winner == std::vector<std::uint8_t>{0, 1});
  const std::vector<float> dy{3, 5};
  max_pool_backward(pool, p, winner.data(), dy.data(), dx.data());
  CHECK(dx == std::vector<float>{3, 0, 0, 5, 0, 0, 0, 0});
}

TEST_CASE("max pooling passes NaN on, wherever in the window it is") {
  ThreadPool pool(1);
  const PoolProblem p{1, {1, 2, 2}, 2, 2};
  for (std::size_t place = 0; place < 4; ++place) {
    std::vector<float> x{1, 2, 3, 4};
    x[place] = not_a_number;
    float y = 0, unobserved = 0;
    std::uint8_t winner = 9;
    max_pool_forward(pool, p, x.data(), &y, &winner);
    max_pool_forward<float>(pool, p, x.data(), &unobserved, nullptr);
    CHECK(std::isnan(y));
    CHECK(std::isnan(unobserved));
    CHECK(winner == place);
  }
}

TEST_CASE("max pooling takes minus infinity for a number") {
  ThreadPool pool(1);
  constexpr float lowest = -std::numeric_limits<float>::infinity();
  const std::vector<float> x(4, lowest);
  float y = 0;
  std::uint8_t winner = 9;
  max_pool_forward(pool, {1, {1, 2, 2}, 2, 2}, x.data(), &y, &winner);
  CHECK(y == lowest);
  CHECK(winner == 0);
}

TEST_CASE("average pooling takes the mean of each window and spreads its gradient") {
  ThreadPool pool(2);
  for (const PoolProblem& p : problems) {
    const auto x = numbers<double>(in_size(p), "x");
    const auto dy = numbers<double>(out_size(p), "dy");
    std::vector<double> expected(out_size(p)), expected_dx(in_size(p));
    for_each_pair(p, [&](std::size_t output, std::size_t input) {
      expected[output] += x[input] / (p.kernel * p.kernel);
      expected_dx[input] += dy[output] / (p.kernel * p.kernel);
    });
    std::vector<double> y(out_size(p), 9), dx(in_size(p), 9);
    avg_pool_forward(pool, p, x.data(), y.data());
    avg_pool_backward(pool, p, dy.data(), dx.data());
    CHECK(difference(y, expected) < 1e-14);
    CHECK(difference(dx, expected_dx) < 1e-14);
  }
}

TEST_CASE("global average pooling takes the mean of each channel and spreads its gradient") {
  ThreadPool pool(2);
  for (const Shape in : {Shape{1, 1, 1}, {3, 5, 7}, {130, 2, 3}}) {
    const int batch = 3;
    const auto pixels = static_cast<std::size_t>(in.pixels());
    const auto channels = static_cast<std::size_t>(in.channels);
    const auto x = numbers<double>(batch * pixels * channels, "x");
    const auto dy = numbers<double>(batch * channels, "dy");
    std::vector<double> y(dy.size()), dx(x.size()), expected(dy.size()), expected_dx(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) {
      const std::size_t mean = i / (pixels * channels) * channels + i % channels;
      expected[mean] += x[i] / static_cast<double>(pixels);
      expected_dx[i] = dy[mean] / static_cast<double>(pixels);
    }
    global_avg_pool_forward(pool, batch, in, x.data(), y.data());
    global_avg_pool_backward(pool, batch, in, dy.data(), dx.data());
    CHECK(difference(y, expected) < 1e-14);
    CHECK(difference(dx, expected_dx) < 1e-14);
  }
}

namespace {

/// What each function of pooling says to arguments with a mistake; one that complains must have written nothing.
struct PoolArguments {
  PoolProblem problem{2, {3, 4, 6}, 2, 2};
  std::vector<float> from = std::vector<float>(200, 1.0F), result = std::vector<float>(200, -7.0F);
  std::vector<std::uint8_t> winners = std::vector<std::uint8_t>(200);
  const float* x = from.data();
  float* y = result.data();
  std::uint8_t* winner = winners.data();

  std::string complaint(int function) {
    ThreadPool pool(1);
    const std::string message = thrown_message([&] {
      if (function == 0) max_pool_forward(pool, problem, x, y, winner);
      if (function == 1) max_pool_backward(pool, problem, winner, x, y);
      if (function == 2) avg_pool_forward(pool, problem, x, y);
      if (function == 3) avg_pool_backward(pool, problem, x, y);
      if (function == 4) global_avg_pool_forward(pool, problem.batch, problem.in, x, y);
      if (function == 5) global_avg_pool_backward(pool, problem.batch, problem.in, x, y);
    });
    const bool untouched = std::all_of(result.begin(), result.end(), [](float value) { return value == -7.0F; });
    CHECK(untouched == !message.empty());
    return message;
  }
};

constexpr std::array pool_functions{"max_pool_forward",  "max_pool_backward",       "avg_pool_forward",
                                    "avg_pool_backward", "global_avg_pool_forward", "global_avg_pool_backward"};

template <class Mistake>
void check_pool_refuses(int functions, const std::string& text, const Mistake& mistake) {
  for (int function = 0; function < functions; ++function) {
    PoolArguments twin;
    CHECK(twin.complaint(function).empty());
    PoolArguments wrong;
    mistake(wrong);
    CHECK(wrong.complaint(function) == pool_functions[static_cast<std::size_t>(function)] + (": " + text));
  }
}

}  // namespace

TEST_CASE("pooling refuses what cannot be meant, by name, and writes nothing") {
  using A = PoolArguments;
  constexpr int huge = std::numeric_limits<int>::max();
  check_pool_refuses(6, "batch: expected at least 1, got 0", [](A& a) { a.problem.batch = 0; });
  check_pool_refuses(6, "channels: expected at least 1, got -2", [](A& a) { a.problem.in.channels = -2; });
  check_pool_refuses(6, "width: expected at least 1, got 0", [](A& a) { a.problem.in.width = 0; });
  check_pool_refuses(6, "values of x: expected at most 1099511627776, got 2147483647 x 4 x 6 x 2147483647",
                     [](A& a) { a.problem.batch = a.problem.in.channels = huge; });
  check_pool_refuses(4, "kernel: expected at least 1, got 0", [](A& a) { a.problem.kernel = 0; });
  check_pool_refuses(4, "stride: expected at least 1, got 0", [](A& a) { a.problem.stride = 0; });
  check_pool_refuses(4, "height: expected at least 5, got 4", [](A& a) { a.problem.kernel = 5; });
  check_pool_refuses(2, "kernel: expected at most 15, got 16", [](A& a) { a.problem = {1, {1, 16, 16}, 16, 16}; });
  PoolArguments wrong;
  wrong.x = nullptr;
  CHECK(wrong.complaint(0) == "max_pool_forward: x: expected memory, got a null pointer");
  CHECK(wrong.complaint(5) == "global_avg_pool_backward: dy: expected memory, got a null pointer");
  PoolArguments no_winner;
  no_winner.winner = nullptr;
  CHECK(no_winner.complaint(1) == "max_pool_backward: winner: expected memory, got a null pointer");
  PoolArguments without_winner;
  without_winner.winner = nullptr;
  CHECK(without_winner.complaint(0).empty());
  PoolArguments odd;
  odd.y = reinterpret_cast<float*>(reinterpret_cast<std::uintptr_t>(odd.y) + 1);
  CHECK(odd.complaint(2) == "avg_pool_forward: y: expected memory aligned to 4 bytes, got another address");
}
