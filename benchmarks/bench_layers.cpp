// Everything but convolutions: time, and GB/s of the least traffic, also as share of what copying reaches. The least
// traffic is each input read once and each result written once; a layer that must see its input twice (batch norm in
// training: first the statistics) cannot reach 1.
// Usage: bench_layers [--quick] [--threads N] [--batch N]

#include <benchmark/benchmark.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <utility>

#include "benchmarks/support/machine.hpp"
#include "benchmarks/support/networks.hpp"
#include "benchmarks/support/options.hpp"
#include "bicameral/augment/augmentation.hpp"
#include "bicameral/core/build_info.hpp"
#include "bicameral/data/batches.hpp"
#include "bicameral/data/synthetic.hpp"
#include "bicameral/kernels/elementwise.hpp"
#include "bicameral/layers/avg_pool.hpp"
#include "bicameral/layers/dropout.hpp"
#include "bicameral/layers/k_winners.hpp"

namespace {

using namespace bicameral;
using namespace bicameral::benchmarks;

/// Layers behind each other, each with a pass of its own.
template <class Input, class... Parts>
struct Separate : ChainOf<false, Parts...> {
  static constexpr Shape input = Input::shape;
  static constexpr Shape features = ChainOf<false, Parts...>::output(input);
};

/// What is timed: `make` sets it up; `bytes` is the least traffic of one repetition.
struct Figure {
  std::string name;
  double bytes = 0;
  std::function<std::function<void()>()> make;
};

/// Layers alone, forward or backward.
template <class Layers>
struct Alone {
  using Model = Headless<Layers>;
  Alone(int images, Mode mode, ThreadPool& pool)
      : batch(images),
        network({}, 1),
        workspace(pool, images, mode),
        x(pictures(Layers::input, images)),
        dx(mode == Mode::training ? x.size() : 0) {
    if (mode != Mode::training) return;
    const std::vector<float> dy = pictures(Layers::features, images);
    std::copy(dy.begin(), dy.end(), workspace.output_gradients().features);
    forward();
  }
  void infer() { bicameral::infer(network, workspace, x.data(), batch); }
  void forward() { training_forward(network, workspace, x.data(), batch); }
  void backward() { training_backward(network, workspace, batch, {}, dx.data()); }

  int batch;
  Network<Model> network;
  Workspace<Model> workspace;
  std::vector<float> x, dx;
};

/// Three measurements of some layers. Their backward pass reads dy and writes dx, and reads x as well where `reads_x`;
/// weights are read by all, their gradients written.
template <class Layers>
void add_layers(std::vector<Figure>& all, const std::string& name, int batch, ThreadPool& pool, bool reads_x) {
  using State = Alone<Layers>;
  const auto x = static_cast<double>(Layers::input.size() * batch) * sizeof(float);
  const auto y = static_cast<double>(Layers::features.size() * batch) * sizeof(float);
  const auto weights = static_cast<double>(make_tables<typename State::Model>({}).trainable) * sizeof(float);
  const auto add = [&](const char* pass, double bytes, Mode mode, void (State::*run)()) {
    all.push_back({name + "/" + pass, bytes, [=, &pool]() -> std::function<void()> {
                     return [state = std::make_shared<State>(batch, mode, pool), run] { (state.get()->*run)(); };
                   }});
  };
  add("inference", x + y + weights, Mode::inference, &State::infer);
  add("forward", x + y + weights, Mode::training, &State::forward);
  add("backward", y + (reads_x ? 2 * x : x) + 2 * weights, Mode::training, &State::backward);
}

template <int C, int Side>
void add_norm_relu(std::vector<Figure>& all, int batch, ThreadPool& pool) {
  using In = Image<C, Side, Side>;
  const std::string shape = "/" + to_string(In::shape);
  add_layers<Sequential<In, BatchNorm, ReLU>>(all, "batch_norm_relu/fused" + shape, batch, pool, true);
  add_layers<Separate<In, BatchNorm, ReLU>>(all, "batch_norm_relu/separate" + shape, batch, pool, true);
  add_layers<Sequential<In, BatchNorm, ReLU, MaxPool<2>>>(all, "batch_norm_relu_pool/fused" + shape, batch, pool, true);
  add_layers<Separate<In, BatchNorm, ReLU, MaxPool<2>>>(all, "batch_norm_relu_pool/separate" + shape, batch, pool,
                                                        true);
}

template <int C, int Side>
void add_pooling(std::vector<Figure>& all, int batch, ThreadPool& pool) {
  using In = Image<C, Side, Side>;
  const std::string shape = "/" + to_string(In::shape);
  add_layers<Sequential<In, MaxPool<2>>>(all, "max_pool" + shape, batch, pool, false);
  add_layers<Sequential<In, AvgPool<2>>>(all, "avg_pool" + shape, batch, pool, false);
  add_layers<Sequential<In, GlobalAvgPool>>(all, "global_avg_pool" + shape, batch, pool, false);
}

/// The largest 90 % of every map, and of those 90 % of its image or of the whole batch.
template <int C, int Side>
void add_k_winners(std::vector<Figure>& all, int batch, ThreadPool& pool) {
  using In = Image<C, Side, Side>;
  const std::string shape = "/" + to_string(In::shape);
  add_layers<Sequential<In, KWinners<90, 90, Ranking::image>>>(all, "k_winners/of_image" + shape, batch, pool, false);
  add_layers<Sequential<In, KWinners<90, 90, Ranking::batch>>>(all, "k_winners/of_batch" + shape, batch, pool, false);
}

Figure residual_add(Shape shape, int batch, ThreadPool& pool) {
  const std::int64_t count = shape.size() * batch;
  return {"residual_add/" + to_string(shape), 3.0 * static_cast<double>(count) * sizeof(float),
          [=, &pool]() -> std::function<void()> {
            const auto a = std::make_shared<std::vector<float>>(pictures(shape, batch));
            const auto b = std::make_shared<std::vector<float>>(*a);
            const auto sum = std::make_shared<std::vector<float>>(a->size());
            return [=, &pool] { add(pool, count, a->data(), b->data(), sum->data()); };
          }};
}

/// Reads weights, gradients and two averages; writes all but the gradients.
Figure adam_step(std::int64_t count, ThreadPool& pool) {
  return {"adam_step/" + std::to_string(count), 7.0 * static_cast<double>(count) * sizeof(float),
          [=, &pool]() -> std::function<void()> {
            struct State {
              std::vector<float> weights, gradients;
              Adam<float> optimizer;
            };
            const std::vector<float> values = pictures({static_cast<int>(count), 1, 1}, 1);
            const auto s =
                std::make_shared<State>(State{values, values, Adam<float>(values.size(), {.weight_decay = 1e-5})});
            return [=, &pool] { s->optimizer.step(s->weights, s->gradients, 1e-4, pool); };
          }};
}

Figure cross_entropy_of(int batch) {
  const Shape row{classes.fine, 1, 1};
  return {"cross_entropy/" + std::to_string(classes.fine),
          2.0 * static_cast<double>(row.size() * batch) * sizeof(float), [=]() -> std::function<void()> {
            const auto x = std::make_shared<const std::vector<float>>(pictures(row, batch));
            const auto dx = std::make_shared<std::vector<float>>(x->size());
            const auto wanted = std::make_shared<const std::vector<std::int32_t>>(labels(batch, classes.fine));
            return [=] { cross_entropy<float>(*x, row.channels, *wanted, {}, *dx); };
          }};
}

/// Crop, flip and normalise a batch: bytes are read, floats written.
Figure next_batch(int batch, ThreadPool& pool) {
  const Shape shape{3, 32, 32};
  return {"augmented_batch/" + to_string(shape), static_cast<double>(shape.size() * batch) * (1 + sizeof(float)),
          [=, &pool]() -> std::function<void()> {
            using Loader = BatchLoader<float, Augmentation<RandomCrop<4>, RandomFlip>>;
            struct State {
              State(Shape picture, int images, ThreadPool& workers)
                  : dataset(make_dataset(picture, 8 * std::int64_t{images}, {"a"}, {"b"})),
                    loader(dataset, all(8 * images), {.batch = images}, workers) {}
              static std::vector<std::uint32_t> all(int count) {
                std::vector<std::uint32_t> indices(static_cast<std::size_t>(count));
                for (std::size_t i = 0; i < indices.size(); ++i) indices[i] = static_cast<std::uint32_t>(i);
                return indices;
              }
              void next() {
                Batch<float> served;
                if (loader.next(served)) return;
                loader.begin_epoch(++epoch);
                loader.next(served);
              }
              Dataset dataset;
              Loader loader;
              std::uint32_t epoch = 0;
            };
            return [state = std::make_shared<State>(shape, batch, pool)] { state->next(); };
          }};
}

void measure(benchmark::State& state, const Figure& work, double copy) {
  const std::function<void()> run = work.make();
  run();
  double fastest = std::numeric_limits<double>::infinity();
  for ([[maybe_unused]] auto _ : state) {
    const double seconds = seconds_of(run);
    state.SetIterationTime(seconds);
    fastest = std::min(fastest, seconds);
  }
  state.counters["GB/s"] = work.bytes / fastest * 1e-9;
  state.counters["of_copy"] = work.bytes / fastest * 1e-9 / copy;
}

}  // namespace

int main(int count, char** words) {
  const Options options = take_options(count, words, 128);
  benchmark::Initialize(&count, words);
  if (benchmark::ReportUnrecognizedArguments(count, words)) return 2;
  ThreadPool pool(options.threads);
  const double copy = options.quick ? 1 : copy_bandwidth(pool);
  benchmark::AddCustomContext("build", to_text(build_info()));
  benchmark::AddCustomContext("threads", std::to_string(pool.threads()));
  if (!options.quick) benchmark::AddCustomContext("copy_gb_per_s", std::to_string(copy));

  const int batch = options.quick ? 2 : options.batch;
  std::vector<Figure> all;
  add_norm_relu<128, 32>(all, batch, pool);
  add_norm_relu<512, 8>(all, batch, pool);
  add_pooling<128, 32>(all, batch, pool);
  add_pooling<512, 4>(all, batch, pool);
  add_k_winners<32, 32>(all, batch, pool);
  add_k_winners<128, 4>(all, batch, pool);
  add_layers<Sequential<Image<512, 1, 1>, Dense<100>>>(all, "dense/512_to_100", batch, pool, true);
  add_layers<Sequential<Image<512, 1, 1>, Dropout<60>>>(all, "dropout/512", batch, pool, false);
  all.push_back(residual_add({128, 16, 16}, batch, pool));
  all.push_back(residual_add({512, 4, 4}, batch, pool));
  all.push_back(adam_step(options.quick ? 1000 : 6'568'000, pool));
  all.push_back(cross_entropy_of(batch));
  all.push_back(next_batch(batch, pool));
  for (const Figure& work : all) {
    auto* entry = benchmark::RegisterBenchmark(work.name.c_str(),
                                               [work, copy](benchmark::State& state) { measure(state, work, copy); });
    entry->UseManualTime()->Unit(benchmark::kMicrosecond);
    if (options.quick) entry->Iterations(1);
  }
  benchmark::RunSpecifiedBenchmarks();
}
