#include "bicameral/network/run.hpp"

#include <thread>

#include "bicameral/hemispheres/ensemble.hpp"
#include "tests/catch.hpp"
#include "tests/support/allocation_hooks.hpp"
#include "tests/support/tiny.hpp"

using namespace bicameral;
using namespace bicameral::test;

namespace {

constexpr int batch = 6;
const std::vector<float> images = numbers<float>(batch * 192, "images");

template <class A>
std::pair<TrainingStep<float>, Network<A>> step_with(int threads, const ComputeSettings& settings = {}) {
  Network<A> network(tiny_classes, 2);
  ThreadPool pool(threads);
  Workspace<A> workspace(pool, batch, Mode::training, tiny_classes, settings);
  training_step(network, workspace, images, batch, {.seed = 4});
  TrainingStep<float> step = training_step(network, workspace, images, batch, {.seed = 4, .epoch = 1});
  return {std::move(step), std::move(network)};
}

template <class A>
void check_threads(const ComputeSettings& settings = {}) {
  const auto one = step_with<A>(1, settings);
  for (const int threads : {2, 3, 5}) {
    const auto many = step_with<A>(threads, settings);
    CHECK(same_bits(many.first.features, one.first.features));
    CHECK(same_bits(many.first.fine, one.first.fine));
    CHECK(same_bits(many.first.coarse, one.first.coarse));
    CHECK(same_bits(many.first.gradients, one.first.gradients));
    CHECK(same_bits(many.first.image_gradient, one.first.image_gradient));
    CHECK(many.second == one.second);  // running statistics
  }
}

/// Allocations in a training step after the first.
template <class A>
void check_allocations(int threads) {
  Network<A> network(tiny_classes, 2);
  ThreadPool pool(threads);
  Workspace<A> workspace(pool, batch, Mode::training, tiny_classes);
  std::vector<float> image_gradient(images.size());
  const std::vector<std::uint32_t> items{5, 4, 3, 2, 1, 0};
  const auto step = [&](std::uint32_t epoch) {
    const PassKey key{.seed = 4, .epoch = epoch, .items = items};
    const Outputs<float> y = training_forward(network, workspace, images.data(), batch, key);
    const Outputs<float> d = workspace.output_gradients();
    for (std::int64_t i = 0; d.fine != nullptr && i < batch * tiny_classes.fine; ++i) d.fine[i] = y.fine[i];
    for (std::int64_t i = 0; d.coarse != nullptr && i < batch * tiny_classes.coarse; ++i) d.coarse[i] = y.coarse[i];
    training_backward(network, workspace, batch, key, image_gradient.data());
  };
  for (std::uint32_t epoch = 0; epoch < 5; ++epoch) step(epoch);  // the first; TBB's threads come when they come
  AllocationCounter counter;
  for (std::uint32_t epoch = 5; epoch < 10; ++epoch) step(epoch);
  const std::size_t taken = counter.stop();
  INFO(counter.where());
  CHECK(taken == 0);
}

std::vector<float> fine_of(const Network<TinyBrain>& network, ThreadPool& pool, int count) {
  Workspace<TinyBrain> workspace(pool, count, Mode::inference, tiny_classes);
  const float* fine = infer(network, workspace, images.data(), count).fine;
  return {fine, fine + count * tiny_classes.fine};
}

}  // namespace

TEST_CASE("a whole training step gives the same bits for every number of threads") {
  check_threads<TinyBrain>();
  check_threads<Bicameral<Frozen<TinyHalf>, OtherHalf, FineCoarseHeads>>();
  check_threads<Ensemble<TinySingle, 3>>();
  check_threads<TinySingle>({.convolution = {.algorithm = "reference"}});
  check_threads<TinySingle>({.convolution = {.patch_bytes = 4096, .gemm = {.outer = 12, .depth = 8, .inner = 8}}});
}

TEST_CASE("a training step after the first takes no memory from the heap") {
  if (!allocation_counting) return;
  for (const int threads : {1, 2}) {
    check_allocations<TinyBrain>(threads);
    check_allocations<Bicameral<Frozen<TinyHalf>, OtherHalf, FineCoarseHeads>>(threads);
    check_allocations<TinySingle>(threads);
    check_allocations<Ensemble<TinyBrain, 2>>(threads);
  }
}

TEST_CASE("inference after the first takes no memory from the heap") {
  if (!allocation_counting) return;
  const Network<TinyBrain> network(tiny_classes, 2);
  ThreadPool pool(2);
  Workspace<TinyBrain> workspace(pool, batch, Mode::inference, tiny_classes);
  infer(network, workspace, images.data(), batch);
  AllocationCounter counter;
  infer(network, workspace, images.data(), batch);
  infer(network, workspace, images.data(), 1);
  const std::size_t taken = counter.stop();
  INFO(counter.where());
  CHECK(taken == 0);
}

TEST_CASE("inference from several threads at once gives what one gives, with one pool or with several") {
  const Network<TinyBrain> network(tiny_classes, 2);
  ThreadPool shared(3);
  const std::vector<float> expected = fine_of(network, shared, batch);
  std::vector<int> wrong(8);
  const auto run_all = [&](bool own_pools) {
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < wrong.size(); ++t)
      threads.emplace_back([&, t] {
        ThreadPool own(own_pools ? 1 + static_cast<int>(t % 3) : 1);
        for (int repeat = 0; repeat < 10; ++repeat)
          if (fine_of(network, own_pools ? own : shared, batch) != expected) ++wrong[t];
      });
    for (std::thread& thread : threads) thread.join();
  };
  run_all(false);
  CHECK(wrong == std::vector<int>(8, 0));
  run_all(true);
  CHECK(wrong == std::vector<int>(8, 0));
}

TEST_CASE("a smaller batch in a larger workspace gives the same results") {
  Network<TinyBrain> network(tiny_classes, 2);
  Network<TinyBrain> same = network;
  ThreadPool pool(2);
  Workspace<TinyBrain> fitting(pool, 3, Mode::training, tiny_classes);
  Workspace<TinyBrain> larger(pool, batch, Mode::training, tiny_classes);
  const std::vector<float> three(images.begin(), images.begin() + 3 * 192);
  training_step(same, larger, images, batch);  // leaves other numbers behind
  same = network;
  const auto a = training_step(network, fitting, three, 3, {.seed = 1});
  const auto b = training_step(same, larger, three, 3, {.seed = 1});
  CHECK(a.fine == b.fine);
  CHECK(a.coarse == b.coarse);
  CHECK(a.gradients == b.gradients);
  CHECK(a.image_gradient == b.image_gradient);
  CHECK(network == same);
}

TEST_CASE("attribution gives inference's numbers and changes nothing") {
  Network<TinyBrain> network(tiny_classes, 2);
  const Network<TinyBrain> before = network;
  ThreadPool pool(2);
  Workspace<TinyBrain> inference(pool, batch, Mode::inference, tiny_classes);
  Workspace<TinyBrain> attribution(pool, batch, Mode::attribution, tiny_classes);
  const float* a = infer(network, inference, images.data(), batch).fine;
  const float* b = attribution_forward(network, attribution, images.data(), batch).fine;
  // Inference folds batch norm into the weights, which rounds otherwise.
  CHECK(difference(std::vector<float>(a, a + batch * 6), std::vector<float>(b, b + batch * 6)) < 1e-6);
  std::fill_n(attribution.output_gradients().fine, batch * 6, 1.0f);
  std::fill_n(attribution.output_gradients().coarse, batch * 3, 0.0f);
  attribution_backward<TinyBrain, float>(network, attribution, batch);
  CHECK(network == before);
}

TEST_CASE("an observer sees every layer's output in order, and gradients in the opposite order") {
  struct Notes : Observer<float> {
    std::vector<int> seen, seen_back;
    std::vector<std::int64_t> values;
    std::vector<float> relu, d_relu;
    void forward(int layer, const float* y, std::int64_t count) override {
      seen.push_back(layer);
      values.push_back(count);
      if (layer == 2) relu.assign(y, y + count);
    }
    void backward(int layer, const float* dy, std::int64_t count) override {
      seen_back.push_back(layer);
      if (layer == 2) d_relu.assign(dy, dy + count);
    }
  };
  using A = Sequential<TinyPicture, Conv2d<4>, BatchNorm, ReLU, GlobalAvgPool>;
  const Network<A> network({}, 2);
  ThreadPool pool(2);
  Workspace<A> workspace(pool, 2, Mode::attribution);
  Notes notes;
  attribution_forward<A, float>(network, workspace, images.data(), 2, &notes);
  std::fill_n(workspace.output_gradients().features, 8, 64.0f);
  attribution_backward<A, float>(network, workspace, 2, &notes);
  CHECK(notes.seen == std::vector<int>{0, 1, 2, 3});
  CHECK(notes.seen_back == std::vector<int>{3, 2, 1, 0});
  CHECK(notes.values == std::vector<std::int64_t>{512, 512, 512, 8});
  CHECK(*std::ranges::min_element(notes.relu) == 0);
  CHECK(*std::ranges::max_element(notes.relu) > 0);
  CHECK(notes.d_relu == std::vector<float>(512, 1.0f));  // 64 over 64 pixels
}
