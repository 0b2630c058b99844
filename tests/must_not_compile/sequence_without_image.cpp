// A sequence begins with the image it takes.
// expect: constraint
// expect: ImageType
// most_lines: 20
#include "bicameral/blocks/sequential.hpp"
#include "bicameral/layers/flatten.hpp"
#include "bicameral/layers/relu.hpp"

using namespace bicameral;

#ifdef TWIN
using Half = Sequential<Image<3, 8, 8>, ReLU, Flatten>;
#else
using Half = Sequential<ReLU, Flatten>;
#endif

int main() {}
