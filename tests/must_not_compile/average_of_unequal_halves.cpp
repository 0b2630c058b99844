// Only equally many features have an average.
// expect: Bicameral: the fusion does not fit the features of left and right
// most_lines: 40
#include "bicameral/blocks/sequential.hpp"
#include "bicameral/hemispheres/bicameral.hpp"
#include "bicameral/layers/conv2d.hpp"
#include "bicameral/layers/global_avg_pool.hpp"
#include "bicameral/network/run.hpp"

using namespace bicameral;

#ifdef TWIN
constexpr int filters = 4;
#else
constexpr int filters = 5;
#endif
using Brain = Bicameral<Sequential<Image<3, 8, 8>, Conv2d<4>, GlobalAvgPool>,
                        Sequential<Image<3, 8, 8>, Conv2d<filters>, GlobalAvgPool>, FineHead, Average>;

int main() {
  Network<Brain> network({2, 2});
  return network.parameters().empty() ? 1 : 0;
}
