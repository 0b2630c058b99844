#include "bicameral/kernels/dense.hpp"

#include "tests/catch.hpp"
#include "tests/support/compare.hpp"

using namespace bicameral;
using namespace bicameral::test;

namespace {

template <class T>
struct Results {
  std::vector<T> y, plain, dx, dw;
};

template <class T>
Results<T> run(const DenseProblem& p, int threads) {
  const auto n = static_cast<std::size_t>(p.batch);
  const auto inputs = static_cast<std::size_t>(p.inputs);
  const auto outputs = static_cast<std::size_t>(p.outputs);
  const auto as_t = [](const std::vector<float>& values) { return std::vector<T>(values.begin(), values.end()); };
  const auto x = as_t(numbers<float>(n * inputs, "x"));
  const auto w = as_t(numbers<float>(outputs * inputs, "w"));
  const auto bias = as_t(numbers<float>(outputs, "bias"));
  const auto dy = as_t(numbers<float>(n * outputs, "dy"));
  ThreadPool pool(threads);
  const GemmBlocking blocking;
  AlignedBuffer<std::byte> scratch(dense_scratch_bytes<T>(blocking, threads));
  Results<T> r{std::vector<T>(n * outputs), std::vector<T>(n * outputs), std::vector<T>(n * inputs),
               std::vector<T>(outputs * inputs)};
  dense_forward(pool, p, blocking, x.data(), w.data(), bias.data(), r.y.data(), scratch.data());
  dense_forward<T>(pool, p, blocking, x.data(), w.data(), nullptr, r.plain.data(), scratch.data());
  dense_backward_input(pool, p, blocking, dy.data(), w.data(), r.dx.data(), scratch.data());
  dense_backward_weight(pool, p, blocking, x.data(), dy.data(), r.dw.data(), scratch.data());
  return r;
}

Results<double> loops(const DenseProblem& p) {
  const auto n = static_cast<std::size_t>(p.batch);
  const auto inputs = static_cast<std::size_t>(p.inputs);
  const auto outputs = static_cast<std::size_t>(p.outputs);
  const auto x = numbers<float>(n * inputs, "x");
  const auto w = numbers<float>(outputs * inputs, "w");
  const auto bias = numbers<float>(outputs, "bias");
  const auto dy = numbers<float>(n * outputs, "dy");
  Results<double> r{
      {}, std::vector<double>(n * outputs), std::vector<double>(n * inputs), std::vector<double>(outputs * inputs)};
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t o = 0; o < outputs; ++o)
      for (std::size_t k = 0; k < inputs; ++k) {
        const auto term = [](float a, float b) { return static_cast<double>(a) * static_cast<double>(b); };
        r.plain[i * outputs + o] += term(x[i * inputs + k], w[o * inputs + k]);
        r.dx[i * inputs + k] += term(dy[i * outputs + o], w[o * inputs + k]);
        r.dw[o * inputs + k] += term(dy[i * outputs + o], x[i * inputs + k]);
      }
  r.y = r.plain;
  for (std::size_t i = 0; i < r.y.size(); ++i) r.y[i] += static_cast<double>(bias[i % outputs]);
  return r;
}

}  // namespace

TEST_CASE("dense products agree with loops, with and without bias, over odd sizes") {
  for (const DenseProblem p : {DenseProblem{1, 1, 1}, {3, 7, 5}, {65, 33, 20}, {130, 16, 101}, {2, 600, 3}}) {
    const Results<double> expected = loops(p);
    const auto check = [&](const auto& got, double bound) {
      CHECK(difference(got.y, expected.y) < bound);
      CHECK(difference(got.plain, expected.plain) < bound);
      CHECK(difference(got.dx, expected.dx) < bound);
      CHECK(difference(got.dw, expected.dw) < bound);
    };
    check(run<float>(p, 2), 1e-5);
    check(run<double>(p, 2), 1e-12);
  }
}

TEST_CASE("dense products give the same bits for every number of threads") {
  const DenseProblem p{150, 40, 130};
  const auto one = run<float>(p, 1);
  for (const int threads : {2, 3, 7}) {
    const auto many = run<float>(p, threads);
    CHECK(same_bits(many.y, one.y));
    CHECK(same_bits(many.dx, one.dx));
    CHECK(same_bits(many.dw, one.dw));
  }
}
