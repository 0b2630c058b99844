// A workspace belongs to one architecture.
// expect: no matching function for call to .?infer
// most_lines: 30
#include "bicameral/blocks/sequential.hpp"
#include "bicameral/layers/flatten.hpp"
#include "bicameral/layers/relu.hpp"
#include "bicameral/network/run.hpp"

using namespace bicameral;

using A = Sequential<Image<3, 8, 8>, Flatten>;
#ifdef TWIN
using B = A;
#else
using B = Sequential<Image<3, 8, 8>, Flatten, ReLU>;
#endif

const float* run(const Network<A>& network, Workspace<B>& workspace, const float* images) {
  return infer(network, workspace, images, 1).features;
}

int main() {}
