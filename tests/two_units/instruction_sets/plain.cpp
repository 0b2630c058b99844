// The unit that is compiled for the compiler's least processor.
#include "tests/two_units/instruction_sets/computation.hpp"

Results compute_plain(const Inputs& inputs, ThreadPool& pool) {
  return compute(TWO_UNITS_TEXT(BICAMERAL_SIMD), inputs, pool);
}
