// A head needs vectors from both hemispheres.
// expect: Bicameral: both hemispheres must end in a vector
// most_lines: 40
#include "bicameral/blocks/sequential.hpp"
#include "bicameral/hemispheres/bicameral.hpp"
#include "bicameral/layers/flatten.hpp"
#include "bicameral/layers/max_pool.hpp"
#include "bicameral/network/run.hpp"

using namespace bicameral;

#ifdef TWIN
using Right = Sequential<Image<3, 8, 8>, MaxPool<2>, Flatten>;
#else
using Right = Sequential<Image<3, 8, 8>, MaxPool<2>>;
#endif
using Brain = Bicameral<Sequential<Image<3, 8, 8>, Flatten>, Right, FineHead>;

int main() {
  Network<Brain> network({2, 2});
  return network.parameters().empty() ? 1 : 0;
}
