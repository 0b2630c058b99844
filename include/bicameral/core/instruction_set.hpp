#pragma once
// The name of the instruction set that the including file is compiled for. What computes lives in an inline namespace
// of this name, so that units of one program that are compiled with different flags do not share a function by
// accident. What units hand to one another (shapes, settings, datasets, results) lies outside, the same for all.

#if defined(__AVX512F__) && defined(__AVX512DQ__) && defined(__AVX512BW__)
#define BICAMERAL_SIMD simd_avx512
#elif defined(__AVX512F__)
#define BICAMERAL_SIMD simd_avx512f
#elif defined(__AVX2__) && (defined(__FMA__) || defined(_MSC_VER))
#define BICAMERAL_SIMD simd_avx2_fma
#elif defined(__AVX__)
#define BICAMERAL_SIMD simd_avx
#elif defined(__SSE4_1__)
#define BICAMERAL_SIMD simd_sse4
#elif defined(__SSE2__) || defined(_M_X64)
#define BICAMERAL_SIMD simd_sse2
#elif defined(__ARM_NEON) || defined(_M_ARM64)
#define BICAMERAL_SIMD simd_neon
#else
#define BICAMERAL_SIMD simd_none
#endif

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// Default argument of member templates that compute in a class that all units share: one function for each set.
struct InstructionSet {};

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
