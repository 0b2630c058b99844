#include "bicameral/kernels/conv2d/algorithms.hpp"

#include <functional>

#include "tests/catch.hpp"
#include "tests/support/compare.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using namespace bicameral::test;

namespace {

/// Calls visit("name", largest error in float) for every algorithm that applies to the problem, and for the automatic
/// choice, whose bound is the loosest.
void for_each_algorithm(const ConvolutionProblem& p, const std::function<void(const std::string&, double)>& visit) {
  double loosest = 0;
  const auto consider = [&](auto algorithm) {
    loosest = std::max(loosest, algorithm.largest_float_error);
    if (algorithm.applies(p)) visit(std::string(algorithm.name), algorithm.largest_float_error);
  };
  std::apply([&](auto... algorithm) { (consider(algorithm), ...); }, ConvolutionAlgorithms{});
  visit(std::string(automatic_convolution), loosest);
}

/// Results of the three passes.
template <class T>
struct Passes {
  std::vector<T> y, dx, dw;
};

template <class T>
Passes<T> run(const ConvolutionProblem& p, const ConvolutionSettings& settings, int threads, bool with_bias = true) {
  const auto size = [](std::int64_t n) { return static_cast<std::size_t>(n); };
  // Inputs are rounded to float, so that both element types compute the same sums.
  const auto as_t = [](const std::vector<float>& values) { return std::vector<T>(values.begin(), values.end()); };
  const auto x = as_t(numbers<float>(size(p.in.size() * p.batch), "x"));
  const auto w = as_t(numbers<float>(size(p.weights()), "w"));
  const auto bias = as_t(numbers<float>(size(p.filters), "bias"));
  const auto dy = as_t(numbers<float>(size(p.out().size() * p.batch), "dy"));
  ThreadPool pool(threads);
  AlignedBuffer<std::byte> scratch(convolution_scratch_bytes<T>(p, settings, threads));
  const ConvolutionCall call{p, &settings, &pool, scratch.data()};
  constexpr T unwritten = std::numeric_limits<T>::quiet_NaN();
  Passes<T> result{std::vector<T>(dy.size(), unwritten), std::vector<T>(x.size(), unwritten),
                   std::vector<T>(w.size(), unwritten)};
  convolution_forward(call, x.data(), w.data(), with_bias ? bias.data() : nullptr, result.y.data());
  convolution_backward_input(call, dy.data(), w.data(), result.dx.data());
  convolution_backward_weight(call, x.data(), dy.data(), result.dw.data());
  return result;
}

template <class T>
double largest_error(const Passes<T>& got, const Passes<double>& expected) {
  return std::max({difference(got.y, expected.y), difference(got.dx, expected.dx), difference(got.dw, expected.dw)});
}

/// Against the definition, computed in double: float differs by its rounding of sums, double by far less.
void check(const ConvolutionProblem& p, std::int64_t patch_bytes = 1 << 20, const GemmBlocking& gemm = {}) {
  if (std::min(p.in.height, p.in.width) + 2 * p.padding < p.kernel) return;  // no convolution
  INFO(p.batch << " images " << to_string(p.in) << ", " << p.filters << " filters " << p.kernel << " stride "
               << p.stride << " padding " << p.padding);
  const Passes<double> expected = run<double>(p, {.algorithm = "reference"}, 1);
  for_each_algorithm(p, [&](const std::string& name, double bound) {
    INFO(name);
    const ConvolutionSettings settings{.algorithm = name, .patch_bytes = patch_bytes, .gemm = gemm};
    CHECK(largest_error(run<float>(p, settings, 2), expected) < bound);
    CHECK(largest_error(run<double>(p, settings, 2), expected) < 1e-12);
  });
}

}  // namespace

TEST_CASE("the reference convolution is the definition: a case done by hand") {
  // x = 1 2 / 3 4, w = 1 10 / 100 1000, padding 1: y(0, 0) = 1000 * 1, y(1, 1) = 1 + 20 + 300 + 4000, ...
  const ConvolutionProblem p{1, {1, 2, 2}, 1, 2, 1, 1};
  const ConvolutionSettings settings{.algorithm = "reference"};
  ThreadPool pool(1);
  const ConvolutionCall call{p, &settings, &pool, nullptr};
  const std::vector<double> x{1, 2, 3, 4}, w{1, 10, 100, 1000};
  std::vector<double> y(9), dx(4), dw(4);
  convolution_forward<double>(call, x.data(), w.data(), nullptr, y.data());
  CHECK(y == std::vector<double>{1000, 2100, 200, 3010, 4321, 402, 30, 43, 4});
  const std::vector<double> dy{1, 0, 0, 0, 0, 0, 0, 0, 1};
  convolution_backward_input<double>(call, dy.data(), w.data(), dx.data());
  CHECK(dx == std::vector<double>{1000, 0, 0, 1});
  convolution_backward_weight<double>(call, x.data(), dy.data(), dw.data());
  CHECK(dw == std::vector<double>{4, 0, 0, 1});
}

TEST_CASE("the reference convolution adds the bias and walks in strides: a case done by hand") {
  const ConvolutionProblem p{1, {1, 1, 5}, 2, 1, 2, 0};
  const ConvolutionSettings settings{.algorithm = "reference"};
  ThreadPool pool(1);
  const ConvolutionCall call{p, &settings, &pool, nullptr};
  const std::vector<double> x{1, 2, 3, 4, 5}, w{1, -1}, bias{10, 20};
  std::vector<double> y(6);
  convolution_forward<double>(call, x.data(), w.data(), bias.data(), y.data());
  CHECK(y == std::vector<double>{11, 19, 13, 17, 15, 15});
}

TEST_CASE("every convolution algorithm agrees with the reference over kernels, strides and paddings") {
  for (const int kernel : {1, 2, 3, 5})
    for (const int stride : {1, 2, 3})
      for (const int padding : {0, 1, 2})
        for (const Shape in : {Shape{3, 1, 1}, {2, 5, 7}, {5, 6, 3}}) check({2, in, 4, kernel, stride, padding});
}

TEST_CASE("every convolution algorithm agrees with the reference over channels, filters and batches") {
  for (const int batch : {1, 3, 17, 65}) check({batch, {3, 4, 5}, 6, 3, 1, 1});
  for (const int channels : {1, 2, 16, 33, 130}) check({2, {channels, 4, 4}, 5, 3, 1, 1});
  for (const int filters : {1, 7, 32, 129}) check({2, {4, 5, 4}, filters, 3, 1, 1});
  check({1, {130, 3, 3}, 64, 3, 1, 1});
  check({2, {3, 33, 31}, 8, 3, 1, 1});
  check({1, {2, 33, 31}, 3, 5, 2, 2});
  check({3, {16, 1, 1}, 16, 1, 1, 0});
}

TEST_CASE("every convolution algorithm agrees with the reference for few channels") {
  for (const int channels : {1, 2, 3, 4, 5})
    for (const int kernel : {2, 3, 5})
      for (const int stride : {1, 2, 3}) check({2, {channels, 6, 7}, 5, kernel, stride, kernel / 2});
  for (const int filters : {1, 3, 15, 16, 17, 31, 32, 33, 48, 63, 64, 65, 96, 127, 128, 130})
    check({2, {3, 5, 7}, filters, 3, 1, 1});
  for (const int width : {1, 2, 5, 6, 7, 12, 13, 31, 32, 33}) check({2, {3, 4, width}, 20, 3, 1, 1});
  // Pictures of several bands, more images than one task takes, and windows that hang far over the edge.
  for (const int stride : {1, 2}) check({2, {3, 61, 47}, 10, 3, stride, 1});
  check({1, {1, 150, 210}, 3, 5, 2, 2});
  check({70, {2, 4, 3}, 5, 2, 1, 1});
  for (const int padding : {3, 4}) check({2, {3, 3, 4}, 6, 3, 2, padding});
  for (const int kernel : {20, 41}) check({1, {1, 44, 43}, 17, kernel, 1, 3});
}

TEST_CASE("every convolution algorithm agrees with the reference where windows leave pixels unseen") {
  for (const int kernel : {1, 2})
    for (const int padding : {0, 1}) check({3, {17, 8, 7}, 33, kernel, 3, padding});
  check({3, {65, 8, 8}, 66, 1, 2, 0});
}

TEST_CASE("every convolution algorithm agrees with the reference where weights are many") {
  check({1, {600, 4, 4}, 70, 3, 1, 1});
  check({7, {300, 5, 5}, 200, 3, 2, 1});
}

TEST_CASE("every convolution algorithm agrees with the reference however its work is cut") {
  for (const std::int64_t patch_bytes : {1, 4096, 1 << 24}) {
    check({7, {5, 9, 8}, 6, 3, 1, 1}, patch_bytes);
    check({7, {5, 9, 8}, 6, 3, 2, 0}, patch_bytes, {.outer = 12, .depth = 7, .inner = 8});
  }
}

TEST_CASE("a convolution gives the same bits for every number of threads") {
  for (const ConvolutionProblem& p : {ConvolutionProblem{9, {5, 13, 11}, 7, 3, 1, 1},
                                      {3, {40, 6, 6}, 33, 3, 2, 1},
                                      {20, {8, 3, 3}, 4, 1, 1, 0},
                                      {2, {150, 5, 5}, 400, 3, 1, 1},
                                      {70, {3, 9, 8}, 20, 3, 1, 1},
                                      {5, {3, 60, 40}, 16, 3, 2, 1}}) {
    for_each_algorithm(p, [&](const std::string& name, double) {
      INFO(name);
      const ConvolutionSettings settings{.algorithm = name, .patch_bytes = 16384};
      const auto one = run<float>(p, settings, 1);
      for (const int threads : {2, 3, 5}) {
        const auto many = run<float>(p, settings, threads);
        CHECK(same_bits(many.y, one.y));
        CHECK(same_bits(many.dx, one.dx));
        CHECK(same_bits(many.dw, one.dw));
      }
    });
  }
}

TEST_CASE("an unknown convolution algorithm is refused with the list of names") {
  const std::string message = thrown_message([] {
    run<float>({1, {1, 3, 3}, 1, 3, 1, 1}, {.algorithm = "im2coll"}, 1);
  });
  CHECK(message == "convolution algorithm: expected one of " + convolution_algorithm_names() + ", got 'im2coll'");
  CHECK(convolution_algorithm_names().find("automatic, reference, im2col") == 0);
  CHECK(thrown_message([] { check_convolution_algorithm("fft"); }) ==
        "convolution algorithm: expected one of " + convolution_algorithm_names() + ", got 'fft'");
}

TEST_CASE("an algorithm is refused for a shape it does not apply to") {
  CHECK(thrown_message([] {
          run<float>({1, {1, 6, 6}, 1, 3, 2, 1}, {.algorithm = "winograd4"}, 1);
        }) == "convolution algorithm 'winograd4': expected a shape it applies to, got 3x3 stride 2 padding 1 on 1x6x6");
  CHECK(thrown_message([] { run<float>({1, {1, 6, 6}, 1, 3, 1, 1}, {.algorithm = "pointwise"}, 1); }) != "");
}

TEST_CASE("a convolution problem counts its multiplications") {
  constexpr ConvolutionProblem p{2, {3, 8, 6}, 5, 3, 2, 1};
  STATIC_REQUIRE(p.out() == Shape{5, 4, 3});
  STATIC_REQUIRE(p.multiply_adds() == 2 * 4 * 3 * 5 * 27);
}
