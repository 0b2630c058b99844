#include "bicameral/analysis/cam_collector.hpp"

#include <cmath>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using namespace bicameral::test;

namespace {

/// Three layers of which the first and the last are chosen: one as large as the picture, one of half its width.
const std::vector<LayerInfo> layers{{.name = "hemisphere.conv1", .kind = "conv", .out = {1, 1, 4}},
                                    {.name = "hemisphere.relu1", .kind = "relu", .out = {1, 1, 4}},
                                    {.name = "hemisphere.conv2", .kind = "conv", .out = {2, 1, 2}}};
const std::vector<int> chosen{0, 2};

std::vector<double> map_of(CamCollector<double>& collector, int i) { return {collector.map(i), collector.map(i) + 4}; }

void show(CamCollector<double>& collector, const std::vector<double>& first, const std::vector<double>& last) {
  std::vector<double> memory = first;
  collector.forward(0, memory.data(), static_cast<std::int64_t>(first.size()));
  memory.assign(first.size(), 1e9);  // the next layer wrote over it
  collector.forward(1, memory.data(), static_cast<std::int64_t>(first.size()));
  collector.forward(2, last.data(), static_cast<std::int64_t>(last.size()));
}

}  // namespace

TEST_CASE("the maps of the chosen layers are scaled, resized and added, picture by picture") {
  ThreadPool pool(2);
  CamCollector<double> collector(layers, chosen, {3, 1, 4}, 3, "layercam", pool);
  show(collector, {0, 1, 2, 4, /**/ 5, 5, 5, 5}, {1, 0, 0, 8, /**/ -1, 0, -2, 3});
  collector.begin();
  const std::vector<double> of_last{1, 1, 1, 2, /**/ 1, 0, 1, 1};
  collector.backward(2, of_last.data(), 8);
  const std::vector<double> of_first(8, 0.5);
  collector.backward(1, of_first.data(), 8);
  collector.backward(0, of_first.data(), 8);
  // Picture 0: of the first layer 0.5 (0, 1, 2, 4), scaled 0, 0.25, 0.5, 1; of the last one
  // (1, 16), scaled 0, 1, resized 0, 0.25, 0.75, 1.
  CHECK(map_of(collector, 0) == std::vector<double>{0, 0.5, 1.25, 2});
  CHECK(collector.zero_maps(0) == 0);
  // Picture 1: the first layer says the same everywhere; of the last one (-1, 1): cut off, 0, 1.
  CHECK(map_of(collector, 1) == std::vector<double>{0, 0.25, 0.75, 1});
  CHECK(collector.zero_maps(1) == 1);

  // Another way back over the same activations.
  collector.begin();
  CHECK(map_of(collector, 0) == std::vector<double>(4, 0.0));
  const std::vector<double> downwards(8, -1.0);
  collector.backward(0, downwards.data(), 8);
  CHECK(map_of(collector, 0) == std::vector<double>(4, 0.0));
  CHECK(collector.zero_maps(0) == 1);
}

TEST_CASE("gradients that are no numbers are refused with the layer's name") {
  ThreadPool pool(2);
  CamCollector<double> collector(layers, chosen, {3, 1, 4}, 3, "gradcam", pool);
  show(collector, std::vector<double>(8, 1.0), std::vector<double>(8, 1.0));
  collector.begin();
  std::vector<double> gradient(8, 1.0);
  gradient[6] = std::nan("");
  CHECK(thrown_message([&] { collector.backward(2, gradient.data(), 8); }) ==
        "class activation map of layer 'hemisphere.conv2': expected finite activations and gradients, got others for "
        "picture 1 of the batch");
}
