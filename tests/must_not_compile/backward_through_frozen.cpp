// A frozen hemisphere has no backward pass.
// expect: deleted function
// expect: a frozen hemisphere has none|Frozen<
// most_lines: 12
#include "bicameral/blocks/sequential.hpp"
#include "bicameral/hemispheres/frozen.hpp"
#include "bicameral/layers/relu.hpp"

using namespace bicameral;

using Trained = Sequential<Image<3, 8, 8>, ReLU>;
#ifdef TWIN
using Half = Trained;
#else
using Half = Frozen<Trained>;
#endif

void back(Pass<float>& pass, const float* dy, float* dx) {
  Half::backward<Image<3, 8, 8>::shape, Mode::training>(pass, Cursor{}, dy, dx);
}

int main() {}
