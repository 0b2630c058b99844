#pragma once
// What a layer states about its parameters before any exists.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "bicameral/core/instruction_set.hpp"

namespace bicameral {

/// Up to four sizes in PyTorch's order: [out, in, rows, columns] for convolutions, [out, in] for linear layers.
struct Dims {
  std::array<std::int64_t, 4> sizes{1, 1, 1, 1};
  int rank = 0;

  constexpr Dims() = default;
  template <class... Size>
  explicit constexpr Dims(Size... size)
      : sizes{static_cast<std::int64_t>(size)...}, rank(static_cast<int>(sizeof...(Size))) {
    for (int i = rank; i < 4; ++i) sizes[static_cast<std::size_t>(i)] = 1;
  }
  constexpr std::int64_t count() const { return sizes[0] * sizes[1] * sizes[2] * sizes[3]; }
  constexpr bool operator==(const Dims&) const = default;
};

/// "[64, 3, 3, 3]" for messages; "[]" for a single number.
inline std::string to_string(const Dims& dims) {
  std::string text = "[";
  for (int i = 0; i < dims.rank; ++i)
    text += (i == 0 ? "" : ", ") + std::to_string(dims.sizes[static_cast<std::size_t>(i)]);
  return text + "]";
}

/// Weights are trained; statistics are running averages; a counter is one whole number.
enum class Role { weight, statistic, counter };

/// How values lie in memory: as in the file, or a convolution's OIHW stored as HWIO.
enum class StorageOrder { as_in_file, hwio };

/// One parameter of a layer: its name within the layer, its sizes in the file, and how it starts.
/// Starts as `offset` plus a uniform number in [-spread, spread).
struct ParameterFact {
  std::string_view name{};
  Dims dims{};
  Role role = Role::weight;
  StorageOrder order = StorageOrder::as_in_file;
  double spread = 0;
  double offset = 0;
};

/// Index in memory of the value that is number `index` in the file.
constexpr std::int64_t memory_index(const Dims& dims, StorageOrder order, std::int64_t index) {
  if (order == StorageOrder::as_in_file) return index;
  const std::int64_t columns = dims.sizes[3];
  const std::int64_t rows = dims.sizes[2];
  const std::int64_t channels = dims.sizes[1];
  const std::int64_t tap = index % (rows * columns);
  const std::int64_t channel = index / (rows * columns) % channels;
  const std::int64_t filter = index / (rows * columns) / channels;
  return (tap * channels + channel) * dims.sizes[0] + filter;
}

inline namespace BICAMERAL_SIMD {

namespace detail {

/// 1 / sqrt(n), by Newton's method, because std::sqrt is not constexpr.
constexpr double inverse_sqrt(std::int64_t n) {
  double root = static_cast<double>(n);
  for (int i = 0; i < 64; ++i) root = 0.5 * (root + static_cast<double>(n) / root);
  return 1.0 / root;
}

}  // namespace detail
}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
