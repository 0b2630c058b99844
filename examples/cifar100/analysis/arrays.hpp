#pragma once
// Matrices in files of NumPy's format.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace cifar100 {

/// Writes row-major `values` as an .npy file of this shape, whole or not at all. Requires as many values as the shape
/// holds.
void write_npy(const std::string& path, std::span<const float> values, const std::vector<std::size_t>& shape);
void write_npy(const std::string& path, std::span<const std::uint32_t> values, const std::vector<std::size_t>& shape);
void write_npy(const std::string& path, std::span<const std::uint8_t> values, const std::vector<std::size_t>& shape);

}  // namespace cifar100
