#include "examples/cifar100/analysis/arrays.hpp"

#include <algorithm>

#include "bicameral/core/atomic_file.hpp"
#include "bicameral/core/xtensor.hpp"
#include "examples/cifar100/npy.hpp"

namespace cifar100 {

namespace {

template <class T>
void write(const std::string& path, std::span<const T> values, const std::vector<std::size_t>& shape) {
  xt::xarray<T> array = xt::xarray<T>::from_shape(shape);
  std::copy(values.begin(), values.end(), array.begin());
  bicameral::write_file(path, xt::dump_npy(array));
}

}  // namespace

void write_npy(const std::string& path, std::span<const float> values, const std::vector<std::size_t>& shape) {
  write(path, values, shape);
}
void write_npy(const std::string& path, std::span<const std::uint32_t> values, const std::vector<std::size_t>& shape) {
  write(path, values, shape);
}
void write_npy(const std::string& path, std::span<const std::uint8_t> values, const std::vector<std::size_t>& shape) {
  write(path, values, shape);
}

}  // namespace cifar100
