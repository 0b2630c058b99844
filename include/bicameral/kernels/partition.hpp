#pragma once
// How work is cut into tasks: by shapes alone, never by the number of threads, so that results do not depend on it.

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "bicameral/core/instruction_set.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// Rows [begin, end) of a task.
struct RowRange {
  std::int64_t begin = 0;
  std::int64_t end = 0;
  constexpr std::int64_t count() const { return end - begin; }
};

/// `rows` rows cut into equal tasks; the last one may be smaller.
struct Partition {
  std::int64_t rows = 0;
  std::int64_t rows_per_task = 1;

  /// Tasks of about `task_bytes` bytes when a row has `row_bytes`.
  static constexpr Partition by_bytes(std::int64_t rows, std::size_t row_bytes, std::size_t task_bytes = 256 * 1024) {
    const auto fitting = static_cast<std::int64_t>(task_bytes / std::max<std::size_t>(row_bytes, 1));
    return {rows, std::clamp<std::int64_t>(fitting, 1, std::max<std::int64_t>(rows, 1))};
  }
  constexpr std::int64_t tasks() const { return (rows + rows_per_task - 1) / rows_per_task; }
  constexpr RowRange range(std::int64_t task) const {
    return {task * rows_per_task, std::min(rows, (task + 1) * rows_per_task)};
  }
};

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
