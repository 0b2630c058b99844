// A head needs a vector.
// expect: Unilateral: the hemisphere must end in a vector
// most_lines: 40
#include "bicameral/blocks/sequential.hpp"
#include "bicameral/hemispheres/unilateral.hpp"
#include "bicameral/layers/flatten.hpp"
#include "bicameral/layers/max_pool.hpp"
#include "bicameral/network/run.hpp"

using namespace bicameral;

#ifdef TWIN
using Half = Sequential<Image<3, 8, 8>, MaxPool<2>, Flatten>;
#else
using Half = Sequential<Image<3, 8, 8>, MaxPool<2>>;
#endif
using Single = Unilateral<Half, FineHead>;

int main() {
  Network<Single> network({2, 2});
  return network.parameters().empty() ? 1 : 0;
}
