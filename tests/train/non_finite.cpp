#include "bicameral/train/non_finite.hpp"

#include <limits>
#include <vector>

#include "bicameral/network/run.hpp"
#include "tests/catch.hpp"
#include "tests/support/tiny_training.hpp"

using namespace bicameral;

namespace {

constexpr float not_a_number = std::numeric_limits<float>::quiet_NaN();

/// What is found after a forward pass of a network that was changed.
template <class Change>
std::string found_after(const Change& change, float pixel = 0.5F) {
  ThreadPool pool(1);
  Network<tiny::Brain> network({4, 2}, 1);
  change(network);
  Workspace<tiny::Brain> workspace(pool, 2, Mode::training, {4, 2});
  std::vector<float> images(2 * 3 * 8 * 8);
  for (std::size_t i = 0; i < images.size(); ++i) images[i] = pixel * static_cast<float>(i % 7);
  training_forward(network, workspace, images.data(), 2);
  return first_non_finite(network, workspace, images.data(), 2);
}

auto set(const char* name, float value) {
  return [=](auto& network) { network.values()[network.find(name).offset] = value; };
}

}  // namespace

TEST_CASE("The first cause is named in the order of the network") {
  CHECK(found_after([](auto&) {}) == "the loss");
  CHECK(found_after([](auto&) {}, not_a_number) == "the images");
  CHECK(found_after(set("left.conv1.weight", not_a_number)) == "parameter 'left.conv1.weight'");
  CHECK(found_after(set("left.residual1.bn1.bias", not_a_number)) == "parameter 'left.residual1.bn1.bias'");
  CHECK(found_after(set("right.bn1.weight", not_a_number)) == "parameter 'right.bn1.weight'");
  CHECK(found_after(set("head.coarse.bias", not_a_number)) == "parameter 'head.coarse.bias'");
}

TEST_CASE("An overflow in the middle is found in the output of its layer") {
  const auto large = [](auto& network) {
    for (const char* name : {"left.bn1.weight", "left.residual1.bn1.weight"})
      for (int c = 0; c < 6; ++c)
        network.values()[network.find(name).offset + c] = std::numeric_limits<float>::max() / 2;
  };
  const std::string found = found_after(large);
  CHECK(found.find("the output of layer 'left.") == 0);
}
