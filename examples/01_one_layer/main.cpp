// One layer: a type states what it does to shapes; a Network holds its weights; a Workspace holds everything else.

#include <bicameral/bicameral.hpp>
#include <iostream>
#include <vector>

using namespace bicameral;

// A convolution with four 3x3 filters on a grey picture of 5 x 5 pixels.
using OneLayer = Sequential<Image<1, 5, 5>, Conv2d<4>>;

// Shapes, parameters and work are known before the program runs.
static_assert(OneLayer::features == Shape{4, 5, 5});
static_assert(network_facts<OneLayer>().parameters == 4 * 1 * 3 * 3);
static_assert(network_facts<OneLayer>().forward_multiply_adds == 5 * 5 * 4 * 9);

int main() {
  ThreadPool pool(1);
  Network<OneLayer> network;

  // Make the first filter look for vertical edges; files and write() use PyTorch's order, [filters, channels, 3, 3].
  const ParameterInfo& weight = network.find("conv1.weight");
  std::vector<float> filters = network.read(weight);
  const float edge[9] = {-1, 0, 1, -1, 0, 1, -1, 0, 1};
  std::copy(edge, edge + 9, filters.begin());
  network.write(weight, filters);

  // A picture that is dark on the left and bright on the right; values are [height, width, channels].
  std::vector<float> picture(5 * 5);
  for (std::size_t row = 0; row < 5; ++row)
    for (std::size_t column = 3; column < 5; ++column) picture[row * 5 + column] = 1;

  Workspace<OneLayer> workspace(pool, 1, Mode::inference);
  const float* features = infer(network, workspace, picture.data(), 1).features;

  std::cout << "What the edge filter says (the picture becomes bright between columns 2 and 3):\n";
  for (std::size_t row = 0; row < 5; ++row) {
    for (std::size_t column = 0; column < 5; ++column) std::cout << "\t" << features[(row * 5 + column) * 4];
    std::cout << "\n";
  }
  return features[(2 * 5 + 2) * 4] == 3.0F ? 0 : 1;
}
