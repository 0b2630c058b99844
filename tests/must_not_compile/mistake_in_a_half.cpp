// A layer that does not fit is reported once, also when it lies in one half of a bilateral network.
// expect: (layer_at<0, |Position = 0[^0-9])
// expect: (layer_at<[0-9], |Layer = )bicameral::(simd_[a-z0-9_]+::)?MaxPool<9
// expect: Image<3, 8, 8>
// expect: Expected<9>
// expect: Got<8>
// expect: this layer does not fit its input
// most_lines: 40
#include "bicameral/blocks/sequential.hpp"
#include "bicameral/hemispheres/bicameral.hpp"
#include "bicameral/layers/flatten.hpp"
#include "bicameral/layers/max_pool.hpp"
#include "bicameral/network/run.hpp"

using namespace bicameral;

#ifdef TWIN
constexpr int window = 2;
#else
constexpr int window = 9;
#endif
using Brain =
    Bicameral<Sequential<Image<3, 8, 8>, Flatten>, Sequential<Image<3, 8, 8>, MaxPool<window>, Flatten>, FineHead>;

int main() {
  Network<Brain> network({2, 2});
  ThreadPool pool(1);
  Workspace<Brain> workspace(pool, 1, Mode::training, {2, 2});
  return network.parameters().empty() ? 1 : 0;
}
