#include "bicameral/network/workspace.hpp"

#include "bicameral/network/facts.hpp"
#include "bicameral/network/run.hpp"
#include "tests/catch.hpp"
#include "tests/support/messages.hpp"
#include "tests/support/tiny.hpp"

using namespace bicameral;
using namespace bicameral::test;

TEST_CASE("a workspace holds what its mode needs and no more") {
  ThreadPool pool(1);
  const Workspace<TinyBrain> training(pool, 4, Mode::training, tiny_classes);
  const Workspace<TinyBrain> attribution(pool, 4, Mode::attribution, tiny_classes);
  const Workspace<TinyBrain> inference(pool, 4, Mode::inference, tiny_classes);
  CHECK(training.gradients().size() == static_cast<std::size_t>(make_tables<TinyBrain>(tiny_classes).trainable));
  CHECK(attribution.gradients().empty());
  CHECK(inference.gradients().empty());
  CHECK(inference.records().empty());
  CHECK(training.batch() == 4);
  CHECK(training.mode() == Mode::training);
  CHECK(training.classes() == tiny_classes);
  // In the program, its size is known when it is compiled.
  constexpr std::size_t kept = activation_bytes<TinyBrain>(Mode::training, 4, tiny_classes);
  constexpr std::size_t twice = activation_bytes<TinyBrain>(Mode::training, 8, tiny_classes);
  STATIC_REQUIRE(kept > 0);
  STATIC_REQUIRE(twice > kept);
  STATIC_REQUIRE(activation_bytes<TinyBrain, double>(Mode::training, 4, tiny_classes) > kept);
  STATIC_REQUIRE(activation_bytes<TinyBrain>(Mode::inference, 4, tiny_classes) == 0);
}

TEST_CASE("a workspace is for at least one image and for the classes of its network") {
  ThreadPool pool(1);
  CHECK(thrown_message([&] { Workspace<TinyHalf>(pool, 0, Mode::inference); }) ==
        "Workspace: expected a batch of at least 1 image, got 0");
  const Network<TinyBrain> network(tiny_classes);
  Workspace<TinyBrain> other(pool, 2, Mode::inference, {6, 4});
  const std::vector<float> images(2 * 192);
  CHECK(thrown_message([&] { infer(network, other, images.data(), 2); }) ==
        "Workspace: expected as many classes as the network (6 fine, 3 coarse), got 6 fine, 4 coarse");
}

TEST_CASE("more images than the workspace holds, or none, are refused") {
  ThreadPool pool(1);
  const Network<TinyHalf> network;
  Workspace<TinyHalf> workspace(pool, 2, Mode::inference);
  const std::vector<float> images(3 * 192);
  for (const int count : {-1, 0, 3})
    CHECK(thrown_message([&] { infer(network, workspace, images.data(), count); }) ==
          "Workspace: expected 1 to 2 images, got " + std::to_string(count));
  CHECK(thrown_message([&] { infer(network, workspace, images.data(), 1); }) == "");
}

TEST_CASE("a workspace of another mode is refused") {
  ThreadPool pool(1);
  Network<TinyHalf> network;
  Workspace<TinyHalf> training(pool, 2, Mode::training);
  Workspace<TinyHalf> inference(pool, 2, Mode::inference);
  const std::vector<float> images(2 * 192);
  CHECK(thrown_message([&] {
          infer(network, training, images.data(), 2);
        }).find("infer: expected a workspace of Mode::inference") == 0);
  CHECK(thrown_message([&] {
          training_forward(network, inference, images.data(), 2);
        }).find("training_forward: expected a workspace of Mode::training") == 0);
  CHECK(thrown_message([&] {
          training_backward(network, inference, 2);
        }).find("training_backward: expected a workspace of Mode::training") == 0);
  CHECK(thrown_message([&] {
          attribution_forward(network, training, images.data(), 2);
        }).find("attribution_forward: expected a workspace of Mode::attribution") == 0);
  CHECK(thrown_message([&] {
          attribution_backward<TinyHalf, float>(network, training, 2);
        }).find("attribution_backward: expected a workspace of Mode::attribution") == 0);
}

TEST_CASE("as many items as images are asked for") {
  ThreadPool pool(1);
  Network<TinyHalf> network;
  Workspace<TinyHalf> workspace(pool, 2, Mode::training);
  const std::vector<float> images(2 * 192);
  const std::vector<std::uint32_t> items{1, 2, 3};
  CHECK(thrown_message([&] { training_forward(network, workspace, images.data(), 2, {.items = items}); }) ==
        "PassKey: expected an item for each of 2 images, got 3");
}
