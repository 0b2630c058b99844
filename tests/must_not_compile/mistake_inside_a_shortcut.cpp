// A mistake inside a shortcut is reported where it is.
// expect: (layer_at<0, |Position = 0[^0-9])
// expect: (layer_at<[0-9], |Layer = )bicameral::(simd_[a-z0-9_]+::)?Conv2d<4, 11, 1, 0
// expect: Image<3, 8, 8>
// expect: Expected<11>
// expect: Got<8>
// expect: this layer does not fit its input
// most_lines: 40
#include "bicameral/blocks/residual.hpp"
#include "bicameral/blocks/sequential.hpp"
#include "bicameral/network/run.hpp"

using namespace bicameral;

#ifdef TWIN
constexpr int kernel = 1;
#else
constexpr int kernel = 11;
#endif
using Half = Sequential<Image<3, 8, 8>, ResidualBlock<Chain<Conv2d<4>>, Chain<Conv2d<4, kernel, 1, 0>>>>;

int main() {
  Network<Half> network;
  return network.parameters().empty() ? 1 : 0;
}
