// A kernel larger than the padded picture.
// expect: (layer_at<1, |Position = 1[^0-9])
// expect: (layer_at<[0-9], |Layer = )bicameral::(simd_[a-z0-9_]+::)?Conv2d<8, 7, 1, 1
// expect: Image<4, 4, 4>
// expect: Expected<7>
// expect: Got<6>
// expect: this layer does not fit its input
// most_lines: 40
#include "bicameral/blocks/sequential.hpp"
#include "bicameral/layers/conv2d.hpp"
#include "bicameral/layers/max_pool.hpp"
#include "bicameral/network/run.hpp"

using namespace bicameral;

#ifdef TWIN
constexpr int padding = 2;
#else
constexpr int padding = 1;
#endif
using Half = Sequential<Image<4, 8, 8>, MaxPool<2>, Conv2d<8, 7, 1, padding>>;

int main() {
  Network<Half> network;
  return network.parameters().empty() ? 1 : 0;
}
