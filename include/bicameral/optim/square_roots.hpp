#pragma once
// Square roots of a row of numbers, several at a time.

#include <cmath>
#include <cstdint>

#include "bicameral/core/instruction_set.hpp"

#if defined(__SSE2__) || defined(__AVX__)
#include <immintrin.h>
#endif

namespace bicameral {
inline namespace BICAMERAL_SIMD {
namespace detail {

/// Replaces each of `count` values by its correctly rounded square root.
/// Compilers do not vectorise std::sqrt while it must set errno, hence the instructions by hand; every path rounds as
/// IEEE 754 prescribes, so they all give the same bits.
inline void square_roots(float* values, std::int64_t count) {
  std::int64_t i = 0;
#if defined(__AVX__)
  for (; i + 8 <= count; i += 8) _mm256_storeu_ps(values + i, _mm256_sqrt_ps(_mm256_loadu_ps(values + i)));
#elif defined(__SSE2__)
  for (; i + 4 <= count; i += 4) _mm_storeu_ps(values + i, _mm_sqrt_ps(_mm_loadu_ps(values + i)));
#endif
  for (; i < count; ++i) values[i] = std::sqrt(values[i]);
}

/// The same in double.
inline void square_roots(double* values, std::int64_t count) {
  std::int64_t i = 0;
#if defined(__AVX__)
  for (; i + 4 <= count; i += 4) _mm256_storeu_pd(values + i, _mm256_sqrt_pd(_mm256_loadu_pd(values + i)));
#elif defined(__SSE2__)
  for (; i + 2 <= count; i += 2) _mm_storeu_pd(values + i, _mm_sqrt_pd(_mm_loadu_pd(values + i)));
#endif
  for (; i < count; ++i) values[i] = std::sqrt(values[i]);
}

}  // namespace detail
}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
