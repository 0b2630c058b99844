// Every convolution algorithm that applies, in every direction: time, direct-equivalent GFLOP/s, share of the machine's
// peak, scratch memory, and the largest error against the reference in double.
// Usage: bench_conv2d [--quick] [--threads N] [--batch N] [CHANNELSxHEIGHTxWIDTH:FILTERS[:KERNEL[:STRIDE]] ...]

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iostream>
#include <limits>
#include <string>
#include <vector>

#include "benchmarks/support/machine.hpp"
#include "benchmarks/support/options.hpp"
#include "bicameral/core/build_info.hpp"
#include "bicameral/core/random.hpp"
#include "bicameral/kernels/conv2d/algorithms.hpp"

namespace {

using namespace bicameral;

constexpr std::array passes{ConvolutionPass::forward, ConvolutionPass::backward_input,
                            ConvolutionPass::backward_weight};
constexpr std::array<const char*, 3> pass_names{"forward", "input_gradient", "weight_gradient"};

/// The convolutions of ResNet-9, then those that ResNet-18 and VGG-11 have besides.
std::vector<ConvolutionProblem> study_problems() {
  return {{1, {3, 32, 32}, 64, 3, 1, 1},    {1, {64, 32, 32}, 128, 3, 1, 1}, {1, {128, 16, 16}, 128, 3, 1, 1},
          {1, {128, 16, 16}, 256, 3, 1, 1}, {1, {256, 8, 8}, 512, 3, 1, 1},  {1, {512, 4, 4}, 512, 3, 1, 1},
          {1, {64, 32, 32}, 64, 3, 1, 1},   {1, {64, 32, 32}, 128, 3, 2, 1}, {1, {64, 32, 32}, 128, 1, 2, 0},
          {1, {256, 8, 8}, 256, 3, 1, 1},   {1, {512, 2, 2}, 512, 3, 1, 1}};
}

template <class T>
struct Data {
  explicit Data(const ConvolutionProblem& p)
      : x(size(p.in.size() * p.batch)),
        w(size(p.weights())),
        y(size(p.rows() * p.filters)),
        dy(y.size()),
        dx(x.size()),
        dw(w.size()) {
    const auto fill = [](AlignedBuffer<T>& values, const char* name) {
      RandomStream stream(1, Purpose::synthesize, name);
      for (T& value : values) value = static_cast<T>(static_cast<float>(stream.uniform(-1, 1)));
    };
    fill(x, "x");
    fill(w, "w");
    fill(dy, "dy");
  }
  static std::size_t size(std::int64_t count) { return static_cast<std::size_t>(count); }

  template <class Algorithm>
  void run(Algorithm algorithm, const ConvolutionCall& call, ConvolutionPass pass) {
    if (pass == ConvolutionPass::forward)
      algorithm.forward(call, x.data(), w.data(), static_cast<const T*>(nullptr), y.data());
    if (pass == ConvolutionPass::backward_input) algorithm.backward_input(call, dy.data(), w.data(), dx.data());
    if (pass == ConvolutionPass::backward_weight) algorithm.backward_weight(call, x.data(), dy.data(), dw.data());
  }
  const AlignedBuffer<T>& result(ConvolutionPass pass) const {
    return pass == ConvolutionPass::forward ? y : pass == ConvolutionPass::backward_input ? dx : dw;
  }

  AlignedBuffer<T> x, w, y, dy, dx, dw;
};

/// Largest difference to the reference in double over its largest value, for two images.
template <class Algorithm>
double error_of(Algorithm algorithm, ConvolutionProblem p, ConvolutionPass pass, ThreadPool& pool) {
  p.batch = std::min(p.batch, 2);
  const ConvolutionSettings settings;
  Data<float> data(p);
  Data<double> truth(p);
  AlignedBuffer<std::byte> scratch(algorithm.template scratch_bytes<float>(p, settings, pool.threads()));
  const ConvolutionCall call{p, &settings, &pool, scratch.data()};
  data.run(algorithm, call, pass);
  truth.run(ReferenceConvolution{}, call, pass);
  double difference = 0;
  double largest = 0;
  for (std::size_t i = 0; i < truth.result(pass).size(); ++i) {
    difference = std::max(difference, std::abs(truth.result(pass)[i] - static_cast<double>(data.result(pass)[i])));
    largest = std::max(largest, std::abs(truth.result(pass)[i]));
  }
  return difference / largest;
}

template <class Algorithm>
void measure(benchmark::State& state, Algorithm algorithm, const ConvolutionProblem& p, ConvolutionPass pass,
             ThreadPool& pool, double peak) {
  const ConvolutionSettings settings;
  Data<float> data(p);
  const std::size_t bytes = algorithm.template scratch_bytes<float>(p, settings, pool.threads());
  AlignedBuffer<std::byte> scratch(bytes);
  const ConvolutionCall call{p, &settings, &pool, scratch.data()};
  data.run(algorithm, call, pass);  // the first touch of all memory is not measured
  double fastest = std::numeric_limits<double>::infinity();
  for ([[maybe_unused]] auto _ : state) {
    const double seconds = benchmarks::seconds_of([&] { data.run(algorithm, call, pass); });
    state.SetIterationTime(seconds);
    fastest = std::min(fastest, seconds);
  }
  const double gflops = 2e-9 * static_cast<double>(p.multiply_adds()) / fastest;
  state.counters["GFLOP/s"] = gflops;
  state.counters["of_peak"] = gflops / peak;
  state.counters["scratch_bytes"] = static_cast<double>(bytes);
  state.counters["error"] = error_of(algorithm, p, pass, pool);
}

/// "64x32x32:128:3:2"; kernel 3 and stride 1 unless given, padding half the kernel.
bool parse_problem(std::string_view word, ConvolutionProblem& p) {
  p = {1, {}, 0, 3, 1, 0};
  char rest = 0;
  const int found = std::sscanf(std::string(word).c_str(), "%dx%dx%d:%d:%d:%d%c", &p.in.channels, &p.in.height,
                                &p.in.width, &p.filters, &p.kernel, &p.stride, &rest);
  p.padding = p.kernel / 2;
  return found >= 4 && found <= 6 && p.in.channels > 0 && p.in.height > 0 && p.in.width > 0 && p.filters > 0 &&
         p.kernel > 0 && p.stride > 0;
}

}  // namespace

int main(int count, char** words) {
  std::vector<ConvolutionProblem> problems;
  const benchmarks::Options options = benchmarks::take_options(count, words, 128, [&](std::string_view word) {
    ConvolutionProblem p;
    if (!parse_problem(word, p)) return false;
    problems.push_back(p);
    return true;
  });
  benchmark::Initialize(&count, words);
  if (benchmark::ReportUnrecognizedArguments(count, words)) return 2;
  if (problems.empty()) problems = study_problems();
  if (options.quick) problems = {{1, {8, 6, 5}, 8, 3, 1, 1}, {1, {8, 6, 5}, 8, 1, 1, 0}};

  ThreadPool pool(options.threads);
  const double peak = options.quick ? 1 : benchmarks::peak_gflops(pool);
  std::cout << to_text(build_info()) << "; " << pool.threads() << " threads\n";
  if (!options.quick)
    std::cout << "Peak " << peak << " GFLOP/s, copying " << benchmarks::copy_bandwidth(pool) << " GB/s\n";
  for (ConvolutionProblem p : problems) {
    p.batch = options.quick ? 2 : options.batch;
    for (std::size_t pass = 0; pass < passes.size(); ++pass)
      std::apply(
          [&](auto... algorithm) {
            const auto add = [&](auto candidate) {
              if (!candidate.applies(p) || (candidate.name == ReferenceConvolution::name && !options.quick)) return;
              const std::string name = to_string(p.in) + ":" + std::to_string(p.filters) + ":" +
                                       std::to_string(p.kernel) + ":" + std::to_string(p.stride) + "/" +
                                       pass_names[pass] + "/" + std::string(candidate.name);
              auto* entry = benchmark::RegisterBenchmark(name.c_str(), [=, &pool](benchmark::State& state) {
                measure(state, candidate, p, passes[pass], pool, peak);
              });
              entry->UseManualTime()->Unit(benchmark::kMillisecond);
              if (options.quick) entry->Iterations(1);
            };
            (add(algorithm), ...);
          },
          ConvolutionAlgorithms{});
  }
  benchmark::RunSpecifiedBenchmarks();
}
