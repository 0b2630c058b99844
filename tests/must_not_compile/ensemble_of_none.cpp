// Nobody has no opinion.
// expect: Ensemble: expected at least 1 member
// most_lines: 40
#include "bicameral/blocks/sequential.hpp"
#include "bicameral/hemispheres/ensemble.hpp"
#include "bicameral/layers/flatten.hpp"
#include "bicameral/network/run.hpp"

using namespace bicameral;

#ifdef TWIN
constexpr int members = 1;
#else
constexpr int members = 0;
#endif
using Choir = Ensemble<Unilateral<Sequential<Image<3, 8, 8>, Flatten>, FineHead>, members>;

int main() {
  Network<Choir> network({2, 2});
  return network.parameters().empty() ? 1 : 0;
}
