#pragma once
// The pairs of classes that are taken for each other most often.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "bicameral/core/error.hpp"
#include "bicameral/metrics/confusion.hpp"

namespace bicameral {

/// Two classes, first < second, and how often each was taken for the other.
struct ConfusedClasses {
  int first = 0;
  int second = 0;
  std::int64_t first_as_second = 0;
  std::int64_t second_as_first = 0;

  std::int64_t both() const { return first_as_second + second_as_first; }
  bool operator==(const ConfusedClasses&) const = default;
};

/// At most `limit` pairs, the most confused first, equal ones by class numbers; pairs that were never confused are left
/// out, so there may be none. Requires limit >= 0.
inline std::vector<ConfusedClasses> most_confused(const ConfusionMatrix& confusion, int limit) {
  expect(limit >= 0, "most_confused", "a limit of 0 or more pairs", limit);
  std::vector<ConfusedClasses> found;
  for (int a = 0; a < confusion.classes(); ++a)
    for (int b = a + 1; b < confusion.classes(); ++b) {
      const ConfusedClasses pair{a, b, confusion.count(a, b), confusion.count(b, a)};
      if (pair.both() > 0) found.push_back(pair);
    }
  std::ranges::stable_sort(found, std::greater{}, &ConfusedClasses::both);
  found.resize(std::min(found.size(), static_cast<std::size_t>(limit)));
  return found;
}

}  // namespace bicameral
