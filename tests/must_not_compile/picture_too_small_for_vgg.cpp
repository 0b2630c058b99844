// A picture that the fifth pooling of VGG-11 has nothing left of.
// expect: (layer_at<20, |Position = 20[^0-9])
// expect: (layer_at<[0-9]+, |Layer = )bicameral::(simd_[a-z0-9_]+::)?MaxPool<2
// expect: Image<16, 1, 1>
// expect: Expected<2>
// expect: Got<1>
// expect: this layer does not fit its input
// most_lines: 40
#include "bicameral/hemispheres/vgg11.hpp"
#include "bicameral/network/run.hpp"

using namespace bicameral;

#ifdef TWIN
constexpr int size = 32;
#else
constexpr int size = 16;
#endif

int main() {
  Network<VGG11<2, Image<3, size, size>, 4>> network;
  return network.parameters().empty() ? 1 : 0;
}
