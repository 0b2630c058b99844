#pragma once
// Mean and deviation of every feature over some images.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "bicameral/analysis/feature_rows.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/core/parallel.hpp"
#include "bicameral/kernels/partition.hpp"

namespace bicameral {

/// One value for each column of features.
struct ColumnMoments {
  std::vector<double> mean{};
  std::vector<double> deviation{};  // sqrt(sum (x - mean)^2 / rows); 0 exactly for a feature that never changes
};

inline namespace BICAMERAL_SIMD {

/// Two passes in double over groups of columns. Ensures the same bits for any number of threads. Errors: no rows, a
/// feature that is not finite.
inline ColumnMoments column_moments(const FeatureRows& features, ThreadPool& pool) {
  check_features("column_moments", features);
  const auto columns = static_cast<std::size_t>(features.columns);
  ColumnMoments result{std::vector<double>(columns), std::vector<double>(columns)};
  const auto rows = static_cast<double>(features.rows);
  const Partition groups{features.columns, 64};
  pool.for_each_task(groups.tasks(), [&](std::int64_t task, int) {
    const RowRange range = groups.range(task);
    double* mean = result.mean.data();
    double* squares = result.deviation.data();
    for (std::int64_t i = 0; i < features.rows; ++i)
      for (std::int64_t j = range.begin; j < range.end; ++j) mean[j] += static_cast<double>(features.row(i)[j]);
    for (std::int64_t j = range.begin; j < range.end; ++j) mean[j] /= rows;
    for (std::int64_t i = 0; i < features.rows; ++i)
      for (std::int64_t j = range.begin; j < range.end; ++j) {
        const double away = static_cast<double>(features.row(i)[j]) - mean[j];
        squares[j] += away * away;
      }
    for (std::int64_t j = range.begin; j < range.end; ++j) {
      // The mean of equal values may be rounded beside them.
      const float first = features.row(0)[j];
      bool constant = true;
      for (std::int64_t i = 1; i < features.rows && constant; ++i) constant = features.row(i)[j] == first;
      squares[j] = constant ? 0 : std::sqrt(squares[j] / rows);
      if (constant) mean[j] = static_cast<double>(first);
    }
  });
  return result;
}

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
