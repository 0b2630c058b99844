#include "bicameral/kernels/conv2d/moments.hpp"

#include <vector>

#include "tests/catch.hpp"
#include "tests/support/compare.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using namespace bicameral::test;

namespace {

std::size_t size(std::int64_t count) { return static_cast<std::size_t>(count); }

template <class T>
struct Measured {
  std::vector<T> y;
  std::vector<double> mean, squares;
  bool operator==(const Measured&) const = default;
};

template <class T>
Measured<T> measure(const ConvolutionProblem& p, const std::string& algorithm, int threads, T shift = 0) {
  const ConvolutionSettings settings{.algorithm = algorithm};
  auto x = numbers<T>(size(p.in.size() * p.batch), "x");
  for (T& value : x) value += shift;
  const auto w = numbers<T>(size(p.weights()), "w");
  const auto bias = numbers<T>(size(p.filters), "bias");
  ThreadPool pool(threads);
  AlignedBuffer<std::byte> scratch(convolution_scratch_bytes<T>(p, settings, threads));
  AlignedBuffer<std::byte> moment_scratch(convolution_moment_bytes<T>(p, settings));
  Measured<T> result{std::vector<T>(size(p.rows() * p.filters)), std::vector<double>(size(p.filters)),
                     std::vector<double>(size(p.filters))};
  convolution_forward_with_moments({p, &settings, &pool, scratch.data()}, x.data(), w.data(), bias.data(),
                                   result.y.data(), {result.mean.data(), result.squares.data()}, moment_scratch.data());
  return result;
}

/// The moments of what was written, in double.
template <class T>
void check(const ConvolutionProblem& p, const std::string& algorithm, double tolerance, T shift = 0) {
  INFO(algorithm << ", " << p.batch << " images " << to_string(p.in) << ", " << p.filters << " filters, padding "
                 << p.padding);
  const auto measured = measure<T>(p, algorithm, 2, shift);
  std::vector<double> mean(size(p.filters)), squares(size(p.filters));
  const auto each = [&](const auto& visit) {
    for (std::size_t i = 0; i < measured.y.size(); ++i) visit(i % size(p.filters), static_cast<double>(measured.y[i]));
  };
  each([&](std::size_t f, double value) { mean[f] += value / static_cast<double>(p.rows()); });
  each([&](std::size_t f, double value) { squares[f] += (value - mean[f]) * (value - mean[f]); });
  CHECK(difference(measured.mean, mean) < tolerance);
  CHECK(difference(measured.squares, squares) < tolerance);
}

}  // namespace

TEST_CASE("a convolution measures what it writes, in every algorithm and however tiles hang over the edge") {
  for (const std::string algorithm : {"direct", "im2col", "winograd2", "winograd4", "automatic"})
    for (const ConvolutionProblem& p : {ConvolutionProblem{3, {5, 7, 9}, 4, 3, 1, 1},
                                        {2, {3, 4, 4}, 16, 3, 1, 1},
                                        {4, {17, 6, 5}, 33, 3, 1, 0},
                                        {1, {2, 1, 1}, 3, 3, 1, 1},
                                        {9, {4, 33, 31}, 18, 3, 1, 1}}) {
      check<float>(p, algorithm, 2e-6);
      check<double>(p, algorithm, 1e-12);
    }
}

TEST_CASE("moments keep their digits where values lie far from zero") {
  check<float>({20, {8, 16, 16}, 8, 3, 1, 1}, "winograd4", 1e-4, 100.0F);
}

TEST_CASE("moments of filters whose tiles are shared between tasks, in more than one piece") {
  const ConvolutionProblem p{150, {256, 4, 4}, 256, 3, 1, 1};
  check<float>(p, "winograd4", 2e-6);
  CHECK(measure<float>(p, "winograd4", 1) == measure<float>(p, "winograd4", 3));
}

TEST_CASE("a convolution that measures refuses what is missing, and writes nothing") {
  const ConvolutionProblem p{1, {2, 4, 4}, 3, 3, 1, 1};
  const ConvolutionSettings settings;
  ThreadPool pool(1);
  AlignedBuffer<std::byte> scratch(convolution_scratch_bytes<float>(p, settings, 1));
  AlignedBuffer<std::byte> moment_scratch(convolution_moment_bytes<float>(p, settings));
  const std::vector<float> x(32, 1.0F), w(54, 1.0F);
  std::vector<float> y(48, 7.0F);
  std::vector<double> mean(3), squares(3);
  const ConvolutionCall call{p, &settings, &pool, scratch.data()};
  const auto run = [&](const float* input, double* spread, std::byte* memory) {
    return thrown_message([&] {
      convolution_forward_with_moments<float>(call, input, w.data(), nullptr, y.data(), {mean.data(), spread}, memory);
    });
  };
  CHECK(run(nullptr, squares.data(), moment_scratch.data()).find("convolution_forward_with_moments: x: expected") == 0);
  CHECK(run(x.data(), nullptr, moment_scratch.data()).find("convolution_forward_with_moments: moments: expected") == 0);
  CHECK(run(x.data(), squares.data(), nullptr).find("convolution_forward_with_moments: scratch: expected") == 0);
  CHECK(run(x.data(), squares.data(), moment_scratch.data() + 1).find("convolution_forward_with_moments: scratch") ==
        0);
  CHECK(y == std::vector<float>(48, 7.0F));
  CHECK(run(x.data(), squares.data(), moment_scratch.data()) == "");
}

TEST_CASE("moments have the same bits for every number of threads") {
  const ConvolutionProblem p{9, {5, 13, 11}, 40, 3, 1, 1};
  for (const std::string algorithm : {"direct", "winograd2", "winograd4"}) {
    const auto one = measure<float>(p, algorithm, 1);
    for (const int threads : {2, 3, 5}) CHECK(measure<float>(p, algorithm, threads) == one);
  }
}
