#include "bicameral/kernels/dense.hpp"

#include <algorithm>
#include <array>

#include "tests/catch.hpp"
#include "tests/support/compare.hpp"
#include "tests/support/messages.hpp"

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

namespace {

/// Everything that the three functions need, to be made wrong in one place.
struct DenseArguments {
  DenseProblem problem{3, 5, 4};
  GemmBlocking blocking{};
  ThreadPool pool{1};
  AlignedBuffer<std::byte> scratch{dense_scratch_bytes<float>(blocking, 1) + 64};
  std::byte* memory = scratch.data();
  std::vector<float> a = numbers<float>(100, "a"), b = numbers<float>(100, "b"),
                     result = std::vector<float>(100, -7.0F);
  const float* first = a.data();
  const float* second = b.data();
  float* to = result.data();

  /// What each function says; one that complains must have written nothing.
  std::string complaint(int function) {
    const std::string message = thrown_message([&] {
      if (function == 0) dense_forward<float>(pool, problem, blocking, first, second, nullptr, to, memory);
      if (function == 1) dense_backward_input(pool, problem, blocking, first, second, to, memory);
      if (function == 2) dense_backward_weight(pool, problem, blocking, first, second, to, memory);
    });
    const bool untouched = std::all_of(result.begin(), result.end(), [](float value) { return value == -7.0F; });
    CHECK(untouched == !message.empty());
    return message;
  }
};

template <class Mistake>
void check_dense_refuses(const std::array<std::string, 3>& expected, const Mistake& mistake) {
  constexpr std::array functions{"dense_forward", "dense_backward_input", "dense_backward_weight"};
  for (int function = 0; function < 3; ++function) {
    const auto index = static_cast<std::size_t>(function);
    DenseArguments twin;
    CHECK(twin.complaint(function).empty());
    DenseArguments wrong;
    mistake(wrong);
    CHECK(wrong.complaint(function) == std::string(functions[index]) + ": " + expected[index]);
  }
}

}  // namespace

TEST_CASE("a dense product refuses what cannot be meant, by name, and writes nothing") {
  const auto all = [](const std::string& text) { return std::array{text, text, text}; };
  using A = DenseArguments;
  check_dense_refuses(all("batch: expected at least 1, got 0"), [](A& a) { a.problem.batch = 0; });
  check_dense_refuses(all("inputs: expected at least 1, got -1"), [](A& a) { a.problem.inputs = -1; });
  check_dense_refuses(all("outputs: expected at least 1, got 0"), [](A& a) { a.problem.outputs = 0; });
  check_dense_refuses(all("values of w: expected at most 1099511627776, got 4294967296 x 4294967296"), [](A& a) {
    a.problem = {1, std::int64_t{1} << 32, std::int64_t{1} << 32};
  });
  check_dense_refuses(all("gemm.depth: expected at least 1, got 0"), [](A& a) { a.blocking.depth = 0; });
  check_dense_refuses(all("scratch: expected memory, got a null pointer"), [](A& a) { a.memory = nullptr; });
  check_dense_refuses(all("scratch: expected memory aligned to 64 bytes, got another address"),
                      [](A& a) { a.memory += 16; });
  const std::string null = ": expected memory, got a null pointer";
  check_dense_refuses({"x" + null, "dy" + null, "x" + null}, [](A& a) { a.first = nullptr; });
  check_dense_refuses({"w" + null, "w" + null, "dy" + null}, [](A& a) { a.second = nullptr; });
  check_dense_refuses({"y" + null, "dx" + null, "dw" + null}, [](A& a) { a.to = nullptr; });
  const std::string four = ": expected memory aligned to 4 bytes, got another address";
  check_dense_refuses({"y" + four, "dx" + four, "dw" + four},
                      [](A& a) { a.to = reinterpret_cast<float*>(reinterpret_cast<std::uintptr_t>(a.to) + 2); });
}
