#pragma once
// Numbers to test with, and how far apart two lists of them are.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstring>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

#include "bicameral/core/random.hpp"

namespace bicameral::test {

/// `count` numbers in [low, high), the same for the same name.
template <class T>
std::vector<T> numbers(std::size_t count, std::string_view name = "numbers", double low = -1, double high = 1) {
  RandomStream stream(17, Purpose::synthesize, name);
  std::vector<T> values(count);
  for (T& value : values) value = static_cast<T>(stream.uniform(low, high));
  return values;
}

/// Largest difference over the largest expected value; infinite for other sizes or where one is not finite.
template <class T, class U>
double difference(std::span<const T> got, std::span<const U> expected) {
  constexpr double never = std::numeric_limits<double>::infinity();
  if (got.size() != expected.size()) return never;
  double largest = 0;
  double worst = 0;
  for (std::size_t i = 0; i < got.size(); ++i) {
    const double a = static_cast<double>(got[i]);
    const double b = static_cast<double>(expected[i]);
    if (!std::isfinite(a) || !std::isfinite(b)) return never;
    largest = std::max(largest, std::abs(b));
    worst = std::max(worst, std::abs(a - b));
  }
  return worst == 0 ? 0 : worst / largest;
}
template <class T, class U>
double difference(const std::vector<T>& got, const std::vector<U>& expected) {
  return difference(std::span<const T>(got), std::span<const U>(expected));
}

/// The same numbers to the last bit.
template <class T>
bool same_bits(std::span<const T> a, std::span<const T> b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size_bytes()) == 0;
}
template <class T>
bool same_bits(const std::vector<T>& a, const std::vector<T>& b) {
  return same_bits(std::span<const T>(a), std::span<const T>(b));
}

}  // namespace bicameral::test
