// Features are not averaged: members need heads.
// expect: Ensemble: members need heads
// most_lines: 40
#include "bicameral/blocks/sequential.hpp"
#include "bicameral/hemispheres/ensemble.hpp"
#include "bicameral/layers/flatten.hpp"
#include "bicameral/network/run.hpp"

using namespace bicameral;

using Half = Sequential<Image<3, 8, 8>, Flatten>;
#ifdef TWIN
using Choir = Ensemble<Unilateral<Half, FineHead>, 2>;
#else
using Choir = Ensemble<Headless<Half>, 2>;
#endif

int main() {
  Network<Choir> network({2, 2});
  return network.parameters().empty() ? 1 : 0;
}
