// A window larger than the picture that reaches it.
// expect: (layer_at<2, |Position = 2[^0-9])
// expect: (layer_at<[0-9], |Layer = )bicameral::(simd_[a-z0-9_]+::)?MaxPool<5
// expect: Image<4, 4, 4>
// expect: Expected<5>
// expect: Got<4>
// expect: this layer does not fit its input
// most_lines: 40
#include "bicameral/blocks/sequential.hpp"
#include "bicameral/layers/conv2d.hpp"
#include "bicameral/layers/max_pool.hpp"
#include "bicameral/layers/relu.hpp"
#include "bicameral/network/run.hpp"

using namespace bicameral;

#ifdef TWIN
constexpr int window = 3;
#else
constexpr int window = 5;
#endif
using Half = Sequential<Image<3, 8, 7>, Conv2d<4, 3, 2, 1>, ReLU, MaxPool<window>, MaxPool<1>>;

int main() {
  Network<Half> network;
  return network.parameters().empty() ? 1 : 0;
}
