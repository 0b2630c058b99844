// The stranger's program: one convolution looks at a picture of ones.
#include <algorithm>
#include <bicameral/bicameral.hpp>
#include <vector>

using OneLayer = bicameral::Sequential<bicameral::Image<1, 5, 5>, bicameral::Conv2d<4>>;

int main() {
  bicameral::ThreadPool pool(2);
  bicameral::Network<OneLayer> network;
  const bicameral::ParameterInfo& weight = network.find("conv1.weight");
  std::vector<float> filters = network.read(weight);
  std::fill(filters.begin(), filters.end(), 1.0F);
  network.write(weight, filters);

  const std::vector<float> picture(25, 1.0F);
  bicameral::Workspace<OneLayer> workspace(pool, 1, bicameral::Mode::inference);
  const float* features = bicameral::infer(network, workspace, picture.data(), 1).features;
  const bool right =
      features[0] == 4.0F && features[(2 * 5 + 2) * 4] == 9.0F;  // a corner sees four ones, the middle nine
  return right ? 0 : 1;
}
