// Every convolution algorithm that applies, in every direction: time, direct-equivalent GFLOP/s, share of the machine's
// peak, scratch memory, and the largest and mean error against the reference in double. Where oneDNN 2 was found
// (Debian: libdnnl-dev), its direct and its Winograd convolution stand beside ours, as onednn_direct and
// onednn_winograd. The counter "automatic" marks what the library takes when nobody says.
// Usage: bench_conv2d [--quick] [--threads N] [--batch N] [--automatic] [--without-errors]
//                     [CHANNELSxHEIGHTxWIDTH:FILTERS[:KERNEL[:STRIDE]] ...]
//   --automatic        of ours only what `automatic` takes
//   --without-errors   times alone: the reference in double is slow
// Without shapes: those of ResNet-9, ResNet-18 and VGG-11 on pictures of 32x32.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <limits>
#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "benchmarks/support/convolutions.hpp"
#include "benchmarks/support/machine.hpp"
#include "benchmarks/support/options.hpp"
#include "bicameral/core/build_info.hpp"
#include "bicameral/kernels/conv2d/algorithms.hpp"
#ifdef BICAMERAL_BENCHMARKS_ONEDNN
#include "benchmarks/support/onednn.hpp"
#endif

namespace {

using namespace bicameral;
using benchmarks::ConvolutionData;

/// One of our algorithms with all that it needs to run.
template <class Algorithm>
class Ours {
 public:
  Ours(const ConvolutionProblem& p, ConvolutionPass pass, ThreadPool& pool)
      : data_(p),
        pass_(pass),
        scratch_(Algorithm::template scratch_bytes<float>(p, settings_, pool.threads())),
        call_{p, &settings_, &pool, scratch_.data()} {}
  Ours(const Ours&) = delete;
  Ours& operator=(const Ours&) = delete;
  void run() { data_.run(Algorithm{}, call_, pass_); }
  const AlignedBuffer<float>& result() const { return data_.result(pass_); }
  std::size_t scratch_bytes() const { return scratch_.size(); }

 private:
  ConvolutionSettings settings_{};
  ConvolutionData<float> data_;
  ConvolutionPass pass_;
  AlignedBuffer<std::byte> scratch_;
  ConvolutionCall call_;
};

/// `make(problem)` gives something with run(), result() and scratch_bytes().
void measure(benchmark::State& state, const auto& make, const ConvolutionProblem& p, ConvolutionPass pass,
             ThreadPool& pool, double peak, bool with_error) {
  auto work = make(p);
  work->run();  // the first touch of all memory is not measured
  double fastest = std::numeric_limits<double>::infinity();
  for ([[maybe_unused]] auto _ : state) {
    const double seconds = benchmarks::seconds_of([&] { work->run(); });
    state.SetIterationTime(seconds);
    fastest = std::min(fastest, seconds);
  }
  const double gflops = 2e-9 * static_cast<double>(p.multiply_adds()) / fastest;
  state.counters["GFLOP/s"] = gflops;
  state.counters["of_peak"] = gflops / peak;
  state.counters["scratch_bytes"] = static_cast<double>(work->scratch_bytes());
  if (!with_error) return;
  const benchmarks::ConvolutionError error =
      benchmarks::error_of(p, pass, pool, [&](const ConvolutionProblem& few) -> AlignedBuffer<float> {
        auto small = make(few);
        small->run();
        return small->result();
      });
  state.counters["error"] = error.largest;
  state.counters["mean_error"] = error.mean;
}

#ifdef BICAMERAL_BENCHMARKS_ONEDNN
constexpr std::array onednn_algorithms{std::pair{"onednn_direct", dnnl::algorithm::convolution_direct},
                                       std::pair{"onednn_winograd", dnnl::algorithm::convolution_winograd}};

auto make_onednn(dnnl::algorithm algorithm, const ConvolutionProblem& p, ConvolutionPass pass, int threads) {
  auto made = benchmarks::OneDnnConvolution::make(algorithm, p, pass, threads);
  if (made) {
    const ConvolutionData<float> data(p);
    made->load(data.x.data(), data.w.data(), data.dy.data());
  }
  return made;
}
#endif

}  // namespace

int main(int count, char** words) {
  std::vector<ConvolutionProblem> problems;
  bool only_automatic = false;
  bool with_error = true;
  const benchmarks::Options options = benchmarks::take_options(count, words, 128, [&](std::string_view word) {
    if (word == "--automatic") return only_automatic = true;
    if (word == "--without-errors") return with_error = false, true;
    ConvolutionProblem p;
    if (!benchmarks::parse_problem(word, p)) return false;
    problems.push_back(p);
    return true;
  });
  benchmark::Initialize(&count, words);
  if (benchmark::ReportUnrecognizedArguments(count, words)) return 2;
  if (problems.empty()) problems = benchmarks::study_problems();
  if (options.quick) problems = {{1, {16, 6, 5}, 16, 3, 1, 1}, {1, {8, 6, 5}, 8, 1, 1, 0}};

  ThreadPool pool(options.threads);
  const double peak = options.quick ? 1 : benchmarks::peak_gflops(pool);
  benchmark::AddCustomContext("build", to_text(build_info()));
  benchmark::AddCustomContext("threads", std::to_string(pool.threads()));
  if (!options.quick) {
    benchmark::AddCustomContext("peak_gflops", std::to_string(peak));
    benchmark::AddCustomContext("copy_gb_per_s", std::to_string(benchmarks::copy_bandwidth(pool)));
  }
  for (ConvolutionProblem p : problems) {
    p.batch = options.quick ? 2 : options.batch;
    for (const ConvolutionPass pass : benchmarks::passes) {
      const auto add = [&](std::string_view algorithm, bool automatic, auto make) {
        const std::string name =
            benchmarks::to_text(p) + "/" + std::string(benchmarks::name_of(pass)) + "/" + std::string(algorithm);
        auto* entry = benchmark::RegisterBenchmark(name.c_str(), [=, &pool](benchmark::State& state) {
          measure(state, make, p, pass, pool, peak, with_error);
          state.counters["automatic"] = automatic ? 1 : 0;
        });
        entry->UseManualTime()->Unit(benchmark::kMillisecond);
        if (options.quick) entry->Iterations(1);
      };
      const auto consider = [&]<class Algorithm>(Algorithm) {
        const bool automatic = convolution_algorithm({}, p, pass) == Algorithm::name;
        const bool truth = Algorithm::name == ReferenceConvolution::name;
        if (!Algorithm::applies(p) || (truth && !options.quick) || (only_automatic && !automatic)) return;
        add(Algorithm::name, automatic, [pass, &pool](const ConvolutionProblem& some) {
          return std::make_unique<Ours<Algorithm>>(some, pass, pool);
        });
      };
      std::apply([&](auto... algorithm) { (consider(algorithm), ...); }, ConvolutionAlgorithms{});
#ifdef BICAMERAL_BENCHMARKS_ONEDNN
      for (const auto& [name, algorithm] : onednn_algorithms)
        if (benchmarks::OneDnnConvolution::make(algorithm, p, pass, pool.threads()))
          add(name, false, [algorithm = algorithm, pass, &pool](const ConvolutionProblem& some) {
            return make_onednn(algorithm, some, pass, pool.threads());
          });
#endif
    }
  }
  benchmark::RunSpecifiedBenchmarks();
}
