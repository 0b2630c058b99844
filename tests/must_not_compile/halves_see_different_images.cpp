// Both hemispheres look at the same image.
// expect: Bicameral: left and right must take the same input image
// most_lines: 40
#include "bicameral/blocks/sequential.hpp"
#include "bicameral/hemispheres/bicameral.hpp"
#include "bicameral/layers/flatten.hpp"
#include "bicameral/network/run.hpp"

using namespace bicameral;

#ifdef TWIN
constexpr int size = 8;
#else
constexpr int size = 6;
#endif
using Brain = Bicameral<Sequential<Image<3, 8, 8>, Flatten>, Sequential<Image<3, size, size>, Flatten>, FineHead>;

int main() {
  Network<Brain> network({2, 2});
  return network.parameters().empty() ? 1 : 0;
}
