// Inference of ResNet-9, of many images at a time and of one.
// Usage: bench_inference [--quick] [--threads N] [--batch N]

#include <benchmark/benchmark.h>

#include <iostream>

#include "benchmarks/support/networks.hpp"
#include "benchmarks/support/options.hpp"
#include "bicameral/core/build_info.hpp"
#include "bicameral/network/folded.hpp"

namespace {

using namespace bicameral;

template <class A>
void inference(benchmark::State& state, int batch, ThreadPool& pool) {
  const Network<A> network(benchmarks::classes, 1);
  Workspace<A> workspace(pool, batch, Mode::inference, benchmarks::classes);
  const std::vector<float> images = benchmarks::pictures(A::input, batch);
  const FoldedNetwork<A> folded(network, workspace);
  infer(folded, workspace, images.data(), batch);
  for ([[maybe_unused]] auto _ : state) infer(folded, workspace, images.data(), batch);
  state.counters["images/s"] =
      benchmark::Counter(static_cast<double>(batch), benchmark::Counter::kIsIterationInvariantRate);
}

}  // namespace

int main(int count, char** words) {
  const benchmarks::Options options = benchmarks::take_options(count, words, 128);
  benchmark::Initialize(&count, words);
  if (benchmark::ReportUnrecognizedArguments(count, words)) return 2;
  ThreadPool pool(options.threads);
  ThreadPool one(1);
  std::cout << to_text(build_info()) << "; " << pool.threads() << " threads\n";
  const auto add = [&](const std::string& name, auto run, int batch, ThreadPool& workers) {
    auto* entry = benchmark::RegisterBenchmark(name.c_str(),
                                               [=, &workers](benchmark::State& state) { run(state, batch, workers); });
    entry->UseRealTime()->Unit(benchmark::kMillisecond);
    if (options.quick) entry->Iterations(1);
  };
  using Quarter = benchmarks::FineResNet9<16>;
  using Whole = benchmarks::FineResNet9<64>;
  const int batch = options.quick ? 2 : options.batch;
  add("inference/resnet9_width16/batch" + std::to_string(batch), &inference<Quarter>, batch, pool);
  if (!options.quick) {
    add("inference/resnet9/batch" + std::to_string(batch), &inference<Whole>, batch, pool);
    add("inference/resnet9/batch1/one_thread", &inference<Whole>, 1, one);
  }
  benchmark::RunSpecifiedBenchmarks();
}
