#pragma once
// Features as the analyses read them: rows of one matrix or of some columns of it, not copied.

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "bicameral/core/error.hpp"
#include "bicameral/core/instruction_set.hpp"

namespace bicameral {

/// A look at `rows` rows of `columns` features that lie `stride` values apart in memory of somebody else.
struct FeatureRows {
  const float* values = nullptr;
  std::int64_t rows = 0;
  std::int64_t columns = 0;
  std::int64_t stride = 0;

  const float* row(std::int64_t i) const { return values + i * stride; }
};

/// All of a row-major matrix. Errors: values that are not whole rows.
inline FeatureRows feature_rows(std::span<const float> values, std::int64_t columns) {
  expect(columns >= 1, "feature_rows", "at least one feature", columns);
  const auto count = static_cast<std::int64_t>(values.size());
  if (count % columns != 0)
    fail("feature_rows", "whole rows of " + std::to_string(columns) + " features", std::to_string(count) + " values");
  return {values.data(), count / columns, columns, columns};
}

/// Throws unless `count` labels, predictions or rows belong to as many rows of features.
inline void check_row_count(const char* where, const char* what, std::size_t count, std::int64_t rows) {
  if (count != static_cast<std::size_t>(rows))
    fail(where, std::to_string(rows) + " " + what + ", one for each row of features", std::to_string(count));
}

inline namespace BICAMERAL_SIMD {

/// Throws unless there is at least one row and every feature is a finite number.
/// Errors: name `where`, the row and the feature.
inline void check_features(const char* where, const FeatureRows& features) {
  if (features.values == nullptr || features.rows < 1 || features.columns < 1)
    fail(where, "at least one row of at least one feature",
         std::to_string(features.rows) + " rows of " + std::to_string(features.columns));
  for (std::int64_t i = 0; i < features.rows; ++i)
    for (std::int64_t j = 0; j < features.columns; ++j)
      if (!std::isfinite(features.row(i)[j]))
        fail(where, "finite features",
             std::to_string(features.row(i)[j]) + " as feature " + std::to_string(j) + " of row " + std::to_string(i));
}

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
