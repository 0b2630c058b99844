// Forward passes with weights that were prepared once, and with bias, ReLU and pooling before results are written.

#include <cmath>
#include <limits>

#include "bicameral/kernels/conv2d/direct.hpp"
#include "bicameral/kernels/conv2d/im2col_blocked.hpp"
#include "bicameral/kernels/conv2d/reference.hpp"
#include "bicameral/kernels/conv2d/winograd.hpp"
#include "bicameral/kernels/pool.hpp"
#include "tests/catch.hpp"
#include "tests/support/compare.hpp"

using namespace bicameral;
using namespace bicameral::test;

namespace {

std::size_t size(std::int64_t count) { return static_cast<std::size_t>(count); }

/// Memory and threads for an algorithm's calls.
template <class T, class Algorithm>
struct Calls {
  Calls(const ConvolutionProblem& p, int threads)
      : pool(threads), scratch(Algorithm::template scratch_bytes<T>(p, settings, threads)) {}
  ConvolutionCall of(const ConvolutionProblem& p) { return {p, &settings, &pool, scratch.data()}; }
  ConvolutionSettings settings;
  ThreadPool pool;
  AlignedBuffer<std::byte> scratch;
};

template <class T, class Algorithm>
std::vector<T> prepare(const ConvolutionProblem& p, const std::vector<T>& w) {
  Calls<T, Algorithm> calls(p, 2);
  std::vector<T> prepared(size(Algorithm::prepared_values(p)));
  Algorithm::prepare(calls.of(p), w.data(), prepared.data());
  return prepared;
}

template <class T, class Algorithm>
std::vector<T> run_prepared(const ConvolutionProblem& p, const std::vector<T>& x, const std::vector<T>& prepared,
                            const ConvolutionFinish<T>& finish, int threads = 2) {
  Calls<T, Algorithm> calls(p, threads);
  const std::int64_t pixels = std::int64_t{p.out_height() / finish.pool} * (p.out_width() / finish.pool);
  std::vector<T> y(size(p.batch * pixels * p.filters), std::numeric_limits<T>::quiet_NaN());
  Algorithm::forward_prepared(calls.of(p), x.data(), prepared.data(), finish, y.data());
  return y;
}

/// The definition in double, step by step.
std::vector<double> expected(const ConvolutionProblem& p, const std::vector<float>& x, const std::vector<float>& w,
                             const std::vector<float>* bias, bool relu, int pool) {
  const auto as_double = [](const std::vector<float>& values) {
    return std::vector<double>(values.begin(), values.end());
  };
  Calls<double, ReferenceConvolution> calls(p, 1);
  const std::vector<double> in = as_double(x), weights = as_double(w);
  const std::vector<double> added = bias == nullptr ? std::vector<double>(size(p.filters)) : as_double(*bias);
  std::vector<double> y(size(p.rows() * p.filters));
  ReferenceConvolution::forward(calls.of(p), in.data(), weights.data(), added.data(), y.data());
  if (relu)
    for (double& value : y) value = std::max(value, 0.0);
  if (pool == 1) return y;
  const PoolProblem windows{p.batch, p.out(), pool, pool};
  std::vector<double> pooled(size(std::int64_t{p.batch} * windows.out_height() * windows.out_width() * p.filters));
  max_pool_forward(calls.pool, windows, y.data(), pooled.data(), nullptr);
  return pooled;
}

std::vector<ConvolutionProblem> problems() {
  return {{2, {3, 9, 7}, 5, 3, 1, 1},   {5, {16, 7, 5}, 33, 3, 1, 1}, {3, {40, 6, 6}, 64, 3, 1, 0},
          {2, {20, 9, 8}, 70, 3, 2, 1}, {3, {33, 5, 4}, 16, 1, 2, 0}, {4, {1, 11, 13}, 130, 5, 2, 2},
          {1, {150, 5, 5}, 97, 3, 1, 1}};
}

template <class Algorithm>
void check_finish(const ConvolutionProblem& p) {
  const auto x = numbers<float>(size(p.in.size() * p.batch), "x");
  const auto w = numbers<float>(size(p.weights()), "w");
  const auto bias = numbers<float>(size(p.filters), "bias");
  const auto prepared = prepare<float, Algorithm>(p, w);
  for (const bool with_bias : {false, true})
    for (const bool relu : {false, true})
      for (const int pool : {1, 2}) {
        if (!Algorithm::pools(pool) || p.out_height() < pool || p.out_width() < pool) continue;
        INFO(Algorithm::name << " on " << to_string(p.in) << ", " << p.filters << " filters " << p.kernel << " stride "
                             << p.stride << ", bias " << with_bias << " relu " << relu << " pool " << pool);
        const ConvolutionFinish<float> finish{with_bias ? bias.data() : nullptr, relu, pool};
        const auto y = run_prepared<float, Algorithm>(p, x, prepared, finish);
        CHECK(difference(y, expected(p, x, w, with_bias ? &bias : nullptr, relu, pool)) <
              Algorithm::largest_float_error);
        CHECK(same_bits(run_prepared<float, Algorithm>(p, x, prepared, finish, 3), y));
      }
}

/// Each image alone and any number of them together give the same, with weights prepared for another batch.
template <class Algorithm>
void check_batches(const ConvolutionProblem& p) {
  const auto x = numbers<float>(size(p.in.size() * p.batch), "x");
  const auto bias = numbers<float>(size(p.filters), "bias");
  const auto w = numbers<float>(size(p.weights()), "w");
  const auto prepared = prepare<float, Algorithm>(p, w);
  const ConvolutionFinish<float> finish{bias.data(), true, 1};
  const auto all = run_prepared<float, Algorithm>(p, x, prepared, finish);
  ConvolutionProblem fewer = p;
  for (fewer.batch = 1; fewer.batch <= p.batch; ++fewer.batch) {
    INFO(Algorithm::name << " on " << to_string(p.in) << ", batch " << fewer.batch);
    REQUIRE(Algorithm::prepared_values(fewer) == Algorithm::prepared_values(p));
    CHECK(same_bits(prepare<float, Algorithm>(fewer, w), prepared));
    const auto y = run_prepared<float, Algorithm>(fewer, x, prepared, finish);
    CHECK(same_bits(y, std::vector<float>(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(y.size()))));
  }
}

template <class Algorithm>
void check_all() {
  for (const ConvolutionProblem& p : problems())
    if (Algorithm::applies(p)) {
      check_finish<Algorithm>(p);
      check_batches<Algorithm>(p);
    }
}

/// NaN is not lost in the ReLU, nor does it spread to other images.
template <class Algorithm>
void check_nan(ConvolutionProblem p) {
  auto x = numbers<float>(size(p.in.size() * p.batch), "x");
  std::fill_n(x.begin(), p.in.size(), std::numeric_limits<float>::quiet_NaN());
  const auto prepared = prepare<float, Algorithm>(p, numbers<float>(size(p.weights()), "w"));
  const auto y = run_prepared<float, Algorithm>(p, x, prepared, {nullptr, true, 1});
  const std::size_t first = y.size() / size(p.batch);
  INFO(Algorithm::name);
  for (std::size_t i = 0; i < first; ++i) REQUIRE(std::isnan(y[i]));
  for (std::size_t i = first; i < y.size(); ++i) REQUIRE(y[i] >= 0);
}

}  // namespace

TEST_CASE("prepared weights: direct sums with bias and ReLU are the definition, for any batch") {
  check_all<DirectConvolution>();
}

TEST_CASE("prepared weights: blocked patches with bias and ReLU are the definition, for any batch") {
  check_all<BlockedIm2colConvolution>();
}

TEST_CASE("prepared weights: Winograd's filtering with bias, ReLU and pooling is the definition, for any batch") {
  check_all<WinogradConvolution<2>>();
  check_all<WinogradConvolution<4>>();
}

TEST_CASE("prepared weights: NaN survives the ReLU") {
  for (const int filters : {5, 64}) {
    check_nan<DirectConvolution>({2, {3, 5, 5}, filters, 3, 1, 1});
    check_nan<DirectConvolution>({2, {20, 5, 5}, filters, 3, 1, 1});
    check_nan<BlockedIm2colConvolution>({2, {20, 5, 5}, filters, 3, 1, 1});
    check_nan<WinogradConvolution<2>>({2, {20, 5, 5}, filters, 3, 1, 1});
    check_nan<WinogradConvolution<4>>({2, {20, 5, 5}, filters, 3, 1, 1});
  }
}

TEST_CASE("prepared weights: only Winograd's filtering pools") {
  STATIC_REQUIRE(DirectConvolution::pools(1));
  STATIC_REQUIRE_FALSE(DirectConvolution::pools(2));
  STATIC_REQUIRE_FALSE(BlockedIm2colConvolution::pools(2));
  STATIC_REQUIRE(WinogradConvolution<4>::pools(2));
}
