#pragma once
// What a kernel says about sizes and pointers that cannot be meant, before it computes anything.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "bicameral/core/error.hpp"
#include "bicameral/core/instruction_set.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// More values in one array are surely a mistake; below this no size that a kernel computes overflows 64 bits.
inline constexpr std::int64_t most_values = std::int64_t{1} << 40;

namespace detail {

/// Throws unless low <= value <= high, naming the function and the argument.
inline void expect_size(std::string_view function, const char* argument, std::int64_t value, std::int64_t low,
                        std::int64_t high) {
  if (value >= low && value <= high) return;
  fail(std::string(function) + ": " + argument,
       value < low ? "at least " + std::to_string(low) : "at most " + std::to_string(high), std::to_string(value));
}

/// Throws unless the product of positive factors is at most most_values.
template <class... Factors>
void expect_product(std::string_view function, const char* argument, Factors... factors) {
  std::int64_t product = 1;
  bool good = true;
  ((good = good && std::int64_t{factors} <= most_values / product, product *= good ? std::int64_t{factors} : 1), ...);
  if (good) return;
  std::string sizes;
  ((sizes += (sizes.empty() ? "" : " x ") + std::to_string(factors)), ...);
  fail(std::string(function) + ": values of " + argument, "at most " + std::to_string(most_values), sizes);
}

/// Throws unless the pointer is there and aligned.
inline void expect_pointer(std::string_view function, const char* argument, const void* pointer,
                           std::size_t alignment_wanted) {
  const std::string_view got = pointer == nullptr ? "a null pointer" : "another address";
  if (pointer != nullptr && reinterpret_cast<std::uintptr_t>(pointer) % alignment_wanted == 0) return;
  fail(std::string(function) + ": " + argument,
       pointer == nullptr ? "memory" : "memory aligned to " + std::to_string(alignment_wanted) + " bytes",
       std::string(got));
}

}  // namespace detail

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
