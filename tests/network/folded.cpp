#include "bicameral/network/folded.hpp"

#include "tests/catch.hpp"
#include "tests/support/compare.hpp"
#include "tests/support/messages.hpp"
#include "tests/support/tiny.hpp"

using namespace bicameral;
using namespace bicameral::test;

namespace {

constexpr int batch = 5;
const auto images = numbers<float>(batch * 192, "images");

/// Statistics that are not those of the start.
template <class A>
Network<A> trained() {
  Network<A> network(tiny_classes, 7);
  ThreadPool pool(2);
  Workspace<A> workspace(pool, batch, Mode::training, tiny_classes);
  for (int i = 0; i < 3; ++i) training_forward(network, workspace, images.data(), batch);
  return network;
}

std::vector<float> copy(const float* values, int rows, int columns) { return {values, values + rows * columns}; }

}  // namespace

TEST_CASE("a folded network gives the answers of the network, for any part of the batch") {
  const auto network = trained<TinyBrain>();
  for (const char* algorithm : {"automatic", "im2col", "direct"}) {
    INFO(algorithm);
    const ComputeSettings settings{.convolution = {.algorithm = algorithm}};
    ThreadPool pool(2);
    Workspace<TinyBrain> workspace(pool, batch, Mode::inference, tiny_classes, settings);
    const FoldedNetwork<TinyBrain> folded(network, workspace);
    CHECK(folded.bytes() > 0);
    const auto expected = copy(infer(network, workspace, images.data(), batch).fine, batch, 6);
    CHECK(same_bits(copy(infer(folded, workspace, images.data(), batch).fine, batch, 6), expected));
    for (int n = 0; n < batch; ++n) {
      const auto alone = copy(infer(folded, workspace, images.data() + n * 192, 1).fine, 1, 6);
      CHECK(difference(alone, std::vector<float>(expected.begin() + n * 6, expected.begin() + (n + 1) * 6)) < 1e-6);
    }
  }
}

TEST_CASE("a folded network is a copy: it does not follow the network, and copies of it answer alike") {
  auto network = trained<TinySingle>();
  ThreadPool pool(1);
  Workspace<TinySingle> workspace(pool, batch, Mode::inference, tiny_classes);
  const FoldedNetwork<TinySingle> folded(network, workspace);
  const FoldedNetwork<TinySingle> again = folded;
  const auto before = copy(infer(folded, workspace, images.data(), batch).fine, batch, 6);
  for (float& weight : network.trainable()) weight *= 2;
  CHECK(copy(infer(folded, workspace, images.data(), batch).fine, batch, 6) == before);
  CHECK(copy(infer(again, workspace, images.data(), batch).fine, batch, 6) == before);
  CHECK(copy(infer(network, workspace, images.data(), batch).fine, batch, 6) != before);
}

TEST_CASE("a folded network refuses a workspace that it was not folded for") {
  const Network<TinySingle> network(tiny_classes, 1);
  ThreadPool pool(1);
  Workspace<TinySingle> workspace(pool, batch, Mode::inference, tiny_classes);
  const FoldedNetwork<TinySingle> folded(network, workspace);
  Workspace<TinySingle> smaller(pool, batch - 1, Mode::inference, tiny_classes);
  CHECK(thrown_message([&] { infer(folded, smaller, images.data(), 1); }) ==
        "infer: expected a workspace for 5 images, as the network was folded for, got 4");
  Workspace<TinySingle> other(pool, batch, Mode::inference, tiny_classes, {.convolution = {.algorithm = "im2col"}});
  CHECK(thrown_message([&] { infer(folded, other, images.data(), 1); }) ==
        "infer: expected a workspace with the settings that the network was folded for, got other settings");
  Workspace<TinySingle> training(pool, batch, Mode::training, tiny_classes);
  CHECK(thrown_message([&] {
          FoldedNetwork<TinySingle>(network, training);
        }).find("FoldedNetwork: expected a workspace of Mode::inference") == 0);
}

TEST_CASE("frozen hemispheres that were folded train the heads with the same bits") {
  const auto network = trained<TinyFrozenBrain>();
  ThreadPool pool(2);
  Workspace<TinyFrozenBrain> each_time(pool, batch, Mode::training, tiny_classes);
  Workspace<TinyFrozenBrain> once(pool, batch, Mode::training, tiny_classes);
  fold_frozen(network, once);
  auto a = network;
  auto b = network;
  CHECK(training_step(a, each_time, images, batch) == training_step(b, once, images, batch));
  CHECK(a == b);
  // Nothing is frozen here, and nothing is folded.
  const Network<TinyBrain> free(tiny_classes, 1);
  Workspace<TinyBrain> workspace(pool, batch, Mode::training, tiny_classes);
  fold_frozen(free, workspace);
  CHECK(workspace.frozen().used() == 0);
}
