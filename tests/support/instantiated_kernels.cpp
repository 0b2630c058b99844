#define BICAMERAL_TEST_INSTANTIATES_KERNELS
#include "tests/support/instantiated_kernels.hpp"
