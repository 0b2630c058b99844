// A residual block whose body gives other channels than its shortcut.
// expect: (layer_at<1, |Position = 1[^0-9])
// expect: (layer_at<[0-9], |Layer = )bicameral::(simd_[a-z0-9_]+::)?ResidualBlock
// expect: Image<4, 8, 8>
// expect: Expected<4>
// expect: Got<5>
// expect: this layer does not fit its input
// most_lines: 40
#include "bicameral/blocks/residual.hpp"
#include "bicameral/blocks/sequential.hpp"
#include "bicameral/layers/relu.hpp"
#include "bicameral/network/run.hpp"

using namespace bicameral;

#ifdef TWIN
constexpr int filters = 4;
#else
constexpr int filters = 5;
#endif
using Half = Sequential<Image<3, 8, 8>, Conv2d<4>, Residual<Conv2d<filters>, ReLU>, Conv2d<6>>;

int main() {
  Network<Half> network;
  return network.parameters().empty() ? 1 : 0;
}
