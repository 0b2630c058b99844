// Two hemispheres, then the head.
// expect: constraint
// expect: Hemisphere
// most_lines: 40
#include "bicameral/blocks/sequential.hpp"
#include "bicameral/hemispheres/bicameral.hpp"
#include "bicameral/layers/flatten.hpp"

using namespace bicameral;

using Half = Sequential<Image<3, 8, 8>, Flatten>;
#ifdef TWIN
using Brain = Bicameral<Half, Half, FineHead>;
#else
using Brain = Bicameral<Half, FineHead, Half>;
#endif

int main() {}
