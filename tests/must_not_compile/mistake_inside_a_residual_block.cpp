// A mistake inside a residual block is reported where it is: the third layer of the body.
// expect: (layer_at<2, |Position = 2[^0-9])
// expect: (layer_at<[0-9], |Layer = )bicameral::(simd_[a-z0-9_]+::)?MaxPool<9
// expect: Image<4, 8, 8>
// expect: Expected<9>
// expect: Got<8>
// expect: this layer does not fit its input
// most_lines: 40
#include "bicameral/blocks/residual.hpp"
#include "bicameral/blocks/sequential.hpp"
#include "bicameral/layers/max_pool.hpp"
#include "bicameral/layers/relu.hpp"
#include "bicameral/network/run.hpp"

using namespace bicameral;

#ifdef TWIN
constexpr int window = 1;
#else
constexpr int window = 9;
#endif
using Half = Sequential<Image<3, 8, 8>, Conv2d<4>, Residual<Conv2d<4>, ReLU, MaxPool<window>>, Conv2d<6>>;

int main() {
  Network<Half> network;
  return network.parameters().empty() ? 1 : 0;
}
