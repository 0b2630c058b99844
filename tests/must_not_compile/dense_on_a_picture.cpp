// A dense layer needs a vector.
// expect: (layer_at<1, |Position = 1[^0-9])
// expect: (layer_at<[0-9], |Layer = )bicameral::(simd_[a-z0-9_]+::)?Dense<10
// expect: Image<4, 8, 8>
// expect: Expected<1>
// expect: Got<64>
// expect: this layer does not fit its input
// most_lines: 40
#include "bicameral/blocks/sequential.hpp"
#include "bicameral/layers/conv2d.hpp"
#include "bicameral/layers/dense.hpp"
#include "bicameral/layers/flatten.hpp"
#include "bicameral/network/run.hpp"

using namespace bicameral;

#ifdef TWIN
using Half = Sequential<Image<3, 8, 8>, Conv2d<4>, Flatten, Dense<10>>;
#else
using Half = Sequential<Image<3, 8, 8>, Conv2d<4>, Dense<10>>;
#endif

int main() {
  Network<Half> network;
  return network.parameters().empty() ? 1 : 0;
}
