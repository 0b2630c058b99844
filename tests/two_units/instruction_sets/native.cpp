// The unit that is compiled for this machine's processor.
#include "tests/two_units/instruction_sets/computation.hpp"

Results compute_native(const Inputs& inputs, ThreadPool& pool) {
  return compute(TWO_UNITS_TEXT(BICAMERAL_SIMD), inputs, pool);
}
