// The sparse ResNet-9 ends in a 4x4 pooling, before which a 16x16 picture has 2x2 pixels.
// expect: (layer_at<[0-9]+, |Layer = )bicameral::(simd_[a-z0-9_]+::)?MaxPool<4
// expect: Image<16, 2, 2>
// expect: Expected<4>
// expect: Got<2>
// expect: this layer does not fit its input
// most_lines: 40
#include "bicameral/hemispheres/sparse_resnet9.hpp"
#include "bicameral/network/run.hpp"

using namespace bicameral;

#ifdef TWIN
constexpr int size = 32;
#else
constexpr int size = 16;
#endif

int main() {
  Network<SparseResNet9<2, Ranking::image, Image<3, size, size>>> network;
  return network.parameters().empty() ? 1 : 0;
}
