// A training step of ResNet-9: forward, loss, backward, Adam.
// Usage: bench_train_step [--quick] [--threads N] [--batch N]

#include <benchmark/benchmark.h>

#include <iostream>

#include "benchmarks/support/networks.hpp"
#include "benchmarks/support/options.hpp"
#include "bicameral/core/build_info.hpp"
#include "bicameral/loss/coarse_fine.hpp"
#include "bicameral/optim/adam.hpp"

namespace {

using namespace bicameral;

template <class A>
void train_step(benchmark::State& state, int batch, ThreadPool& pool) {
  Network<A> network(benchmarks::classes, 1);
  Workspace<A> workspace(pool, batch, Mode::training, benchmarks::classes);
  Adam<float> optimizer(network.trainable().size(), {.weight_decay = 1e-5});
  const std::vector<float> images = benchmarks::pictures(A::input, batch);
  std::vector<std::int32_t> labels(static_cast<std::size_t>(batch));
  for (std::size_t i = 0; i < labels.size(); ++i) labels[i] = static_cast<std::int32_t>(i % 100);
  const auto step = [&] {
    const Outputs<float> outputs = training_forward(network, workspace, images.data(), batch);
    const std::size_t logits = labels.size() * 100;
    coarse_fine<float>({outputs.fine, logits}, {}, benchmarks::classes, labels, {}, {},
                       {workspace.output_gradients().fine, logits}, {});
    training_backward(network, workspace, batch);
    optimizer.step(network.trainable(), std::as_const(workspace).gradients(), 1e-4, pool);
  };
  step();
  for ([[maybe_unused]] auto _ : state) step();
  state.counters["images/s"] =
      benchmark::Counter(static_cast<double>(batch), benchmark::Counter::kIsIterationInvariantRate);
  state.counters["workspace_MB"] =
      static_cast<double>(workspace.kept().capacity() + workspace.scratch().capacity()) * 1e-6;
}

}  // namespace

int main(int count, char** words) {
  const benchmarks::Options options = benchmarks::take_options(count, words, 128);
  benchmark::Initialize(&count, words);
  if (benchmark::ReportUnrecognizedArguments(count, words)) return 2;
  ThreadPool pool(options.threads);
  std::cout << to_text(build_info()) << "; " << pool.threads() << " threads\n";
  const int batch = options.quick ? 2 : options.batch;
  const auto add = [&](const char* name, auto run) {
    auto* entry = benchmark::RegisterBenchmark(name, [=, &pool](benchmark::State& state) { run(state, batch, pool); });
    entry->UseRealTime()->Unit(benchmark::kMillisecond);
    if (options.quick) entry->Iterations(1);
  };
  add("train_step/resnet9_width16", &train_step<benchmarks::FineResNet9<16>>);
  if (!options.quick) add("train_step/resnet9", &train_step<benchmarks::FineResNet9<64>>);
  benchmark::RunSpecifiedBenchmarks();
}
