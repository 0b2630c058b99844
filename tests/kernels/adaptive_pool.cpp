#include "bicameral/kernels/adaptive_pool.hpp"

#include <cmath>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/compare.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using namespace bicameral::test;

namespace {

struct Case {
  int batch;
  Shape in;
  int size;
};
const std::vector<Case> cases{{1, {1, 1, 1}, 1},  {2, {5, 1, 1}, 7},  {3, {4, 7, 9}, 3}, {2, {3, 2, 5}, 4},
                              {2, {17, 6, 6}, 2}, {1, {2, 10, 3}, 5}, {2, {3, 4, 8}, 1}};

/// Calls visit(output, input, share of the input in the output): line r belongs to part i of `size` parts of `length`
/// lines if floor(i length / size) <= r < ceil((i + 1) length / size).
template <class Visit>
void for_each_pair(const Case& k, const Visit& visit) {
  const auto within = [&](int part, int line, int length) {
    return std::floor(1.0 * part * length / k.size) <= line && line < std::ceil((part + 1.0) * length / k.size);
  };
  const auto lines = [&](int part, int length) {
    int count = 0;
    for (int line = 0; line < length; ++line) count += within(part, line, length) ? 1 : 0;
    return count;
  };
  std::size_t output = 0;
  for (int n = 0; n < k.batch; ++n)
    for (int i = 0; i < k.size; ++i)
      for (int j = 0; j < k.size; ++j)
        for (int c = 0; c < k.in.channels; ++c, ++output)
          for (int row = 0; row < k.in.height; ++row)
            for (int column = 0; column < k.in.width; ++column)
              if (within(i, row, k.in.height) && within(j, column, k.in.width))
                visit(output,
                      static_cast<std::size_t>(((n * k.in.height + row) * k.in.width + column) * k.in.channels + c),
                      1.0 / (lines(i, k.in.height) * lines(j, k.in.width)));
}

}  // namespace

TEST_CASE("adaptive average pooling takes the mean of each part and spreads its gradient") {
  ThreadPool pool(2);
  for (const Case& k : cases) {
    INFO(to_string(k.in) << " to " << k.size);
    const auto x = numbers<double>(static_cast<std::size_t>(k.batch * k.in.size()), "x");
    const auto dy = numbers<double>(static_cast<std::size_t>(k.batch * k.size * k.size * k.in.channels), "dy");
    std::vector<double> expected(dy.size()), expected_dx(x.size()), y(dy.size(), 9), dx(x.size(), 9);
    for_each_pair(k, [&](std::size_t output, std::size_t input, double share) {
      expected[output] += x[input] * share;
      expected_dx[input] += dy[output] * share;
    });
    adaptive_avg_pool_forward(pool, k.batch, k.in, k.size, x.data(), y.data());
    adaptive_avg_pool_backward(pool, k.batch, k.in, k.size, dy.data(), dx.data());
    CHECK(difference(y, expected) < 1e-14);
    CHECK(difference(dx, expected_dx) < 1e-14);
  }
}

TEST_CASE("adaptive average pooling refuses what cannot be meant, by name, and writes nothing") {
  ThreadPool pool(1);
  const std::vector<float> x(200, 1.0f);
  std::vector<float> y(200, -7.0f);
  const auto forward = [&](int batch, Shape in, int size, const float* from, float* to) {
    return thrown_message([&] { adaptive_avg_pool_forward(pool, batch, in, size, from, to); });
  };
  const auto backward = [&](int batch, Shape in, int size, const float* from, float* to) {
    return thrown_message([&] { adaptive_avg_pool_backward(pool, batch, in, size, from, to); });
  };
  const Shape in{2, 3, 4};
  CHECK(forward(0, in, 2, x.data(), y.data()) == "adaptive_avg_pool_forward: batch: expected at least 1, got 0");
  CHECK(backward(2, {2, 3, 0}, 2, x.data(), y.data()) ==
        "adaptive_avg_pool_backward: width: expected at least 1, got 0");
  CHECK(forward(2, in, 0, x.data(), y.data()) == "adaptive_avg_pool_forward: size: expected at least 1, got 0");
  CHECK(forward(2, in, 2, nullptr, y.data()) == "adaptive_avg_pool_forward: x: expected memory, got a null pointer");
  CHECK(backward(2, in, 2, x.data(), nullptr) == "adaptive_avg_pool_backward: dx: expected memory, got a null pointer");
  CHECK(y == std::vector<float>(200, -7.0f));
  CHECK(forward(2, in, 2, x.data(), y.data()).empty());
}
