#pragma once
// The same numbers as fill.py: inputs and weights follow from their names, so golden files need not hold them.

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bicameral/core/shape.hpp"
#include "bicameral/layers/parameter.hpp"
#include "bicameral/network/network.hpp"

namespace bicameral::golden {

inline constexpr std::uint64_t golden_ratio = 0x9E3779B97F4A7C15u;

/// FNV-1a of the name's bytes.
constexpr std::uint64_t fnv1a64(std::string_view name) {
  std::uint64_t hash = 0xCBF29CE484222325u;
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3u;
  return hash;
}

/// Number `index` of the stream that begins at `start` = fnv1a64(name). Source: Steele, Lea, Flood, "Fast splittable
/// pseudorandom number generators", OOPSLA 2014 (SplitMix64).
constexpr std::uint64_t hash_at(std::uint64_t start, std::int64_t index) {
  std::uint64_t z = start + (static_cast<std::uint64_t>(index) + 1) * golden_ratio;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

/// How far values lie around what.
struct FillRule {
  double scale = 1;
  double offset = 0;
};

/// `count` values in [offset - scale, offset + scale), computed in double.
template <class T>
std::vector<T> fill(const std::string& name, std::int64_t count, const FillRule& rule = {}) {
  const std::uint64_t start = fnv1a64(name);
  std::vector<T> values(static_cast<std::size_t>(count));
  for (std::int64_t i = 0; i < count; ++i) {
    const double u = static_cast<double>(hash_at(start, i) >> 11) * 0x1.0p-53;
    values[static_cast<std::size_t>(i)] = static_cast<T>(rule.scale * (2.0 * u - 1.0) + rule.offset);
  }
  return values;
}

/// `count` labels below `classes`.
inline std::vector<std::int32_t> labels(const std::string& name, std::int64_t count, int classes) {
  const std::uint64_t start = fnv1a64(name);
  std::vector<std::int32_t> values(static_cast<std::size_t>(count));
  for (std::int64_t i = 0; i < count; ++i)
    values[static_cast<std::size_t>(i)] =
        static_cast<std::int32_t>(hash_at(start, i) % static_cast<std::uint64_t>(classes));
  return values;
}

/// How a parameter or statistic is filled: weights keep the size of what passes through them.
inline FillRule fill_rule(std::string_view name, const Dims& dims) {
  const std::string_view leaf = name.substr(name.rfind('.') + 1);
  if (leaf == "running_var") return {1.5, 4.0};
  if (leaf == "running_mean") return {0.3, 0.0};
  if (leaf == "weight" && dims.rank == 1) return {0.2, 1.0};
  if (leaf == "weight") {
    const double inputs = static_cast<double>(dims.count() / dims.sizes[0]);
    return {std::sqrt((dims.rank == 4 ? 6.0 : 3.0) / inputs), 0.0};
  }
  return {0.1, 0.0};
}

/// A parameter's or statistic's values from the stream "<name_of_case>.<parameter>"; counters are 0.
template <class T>
std::vector<T> fill_parameter(const std::string& name_of_case, const ParameterInfo& parameter) {
  const std::int64_t count = parameter.dims.count();
  if (parameter.role == Role::counter) return std::vector<T>(static_cast<std::size_t>(count));
  return fill<T>(name_of_case + "." + parameter.name, count, fill_rule(parameter.name, parameter.dims));
}

/// Fills every parameter and statistic of the network.
template <class A, class T>
void fill_network(const std::string& name_of_case, Network<A, T>& network) {
  for (const ParameterInfo& parameter : network.parameters())
    network.write(parameter, fill_parameter<T>(name_of_case, parameter));
}

/// PyTorch's order of pictures (channels, rows, columns) to the library's (rows, columns, channels).
template <class T>
std::vector<T> channels_last(const std::vector<T>& values, const Shape& shape) {
  std::vector<T> result(values.size());
  const auto size = static_cast<std::size_t>(shape.size());
  const auto pixels = static_cast<std::size_t>(shape.pixels());
  const auto channels = static_cast<std::size_t>(shape.channels);
  for (std::size_t image = 0; image < values.size() / size; ++image)
    for (std::size_t c = 0; c < channels; ++c)
      for (std::size_t p = 0; p < pixels; ++p)
        result[image * size + p * channels + c] = values[image * size + c * pixels + p];
  return result;
}

/// The way back, from `batch` pictures of this shape in memory.
template <class T>
std::vector<T> channels_first(const T* values, int batch, const Shape& shape) {
  const auto size = static_cast<std::size_t>(shape.size());
  const auto pixels = static_cast<std::size_t>(shape.pixels());
  const auto channels = static_cast<std::size_t>(shape.channels);
  std::vector<T> result(static_cast<std::size_t>(batch) * size);
  for (std::size_t image = 0; image < static_cast<std::size_t>(batch); ++image)
    for (std::size_t c = 0; c < channels; ++c)
      for (std::size_t p = 0; p < pixels; ++p)
        result[image * size + c * pixels + p] = values[image * size + p * channels + c];
  return result;
}

}  // namespace bicameral::golden
