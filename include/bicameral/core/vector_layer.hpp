#pragma once
// Whose vector registers core/simd.hpp uses: xsimd's where it is found and knows the processor, else Eigen's. Macros
// only, so that core/build_info.hpp can tell without compiling either.

#if __has_include(<xsimd/config/xsimd_config.hpp>) && !defined(BICAMERAL_WITHOUT_XSIMD)
#include <xsimd/config/xsimd_config.hpp>
#if defined(XSIMD_VERSION_MAJOR) && XSIMD_VERSION_MAJOR >= 8 && !defined(XSIMD_NO_SUPPORTED_ARCHITECTURE)
#define BICAMERAL_SIMD_IS_XSIMD 1
#endif
#endif
