#pragma once
// Networks and training state in safetensors files, under PyTorch-style names, shapes and order.

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bicameral/core/instruction_set.hpp"
#include "bicameral/network/network.hpp"
#include "bicameral/train/safetensors.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// An array laid out like a network's trainable values that is saved beside it, for instance Adam's averages; its
/// tensors are called "<name>.<parameter>". With statistics it is laid out like all values, and those are saved too.
template <class T>
struct CheckpointArray {
  std::string name;
  std::span<T> values;
  bool with_statistics = false;

  bool holds(const ParameterInfo& parameter) const {
    return parameter.trainable || (with_statistics && parameter.role == Role::statistic);
  }
};

namespace detail {

inline std::vector<std::uint64_t> shape_of(const Dims& dims) {
  std::vector<std::uint64_t> shape;
  for (int i = 0; i < dims.rank; ++i)
    shape.push_back(static_cast<std::uint64_t>(dims.sizes[static_cast<std::size_t>(i)]));
  return shape;
}

}  // namespace detail

/// Writes the network, the arrays and the metadata to `path`, whole or not at all.
template <Architecture A, class T>
void save_checkpoint(const std::string& path, const Network<A, T>& network,
                     const std::map<std::string, std::string>& metadata = {},
                     const std::vector<CheckpointArray<T>>& arrays = {}) {
  std::vector<std::vector<T>> values;  // in the order of files; alive until written
  std::vector<std::int64_t> counters;
  counters.reserve(network.parameters().size());
  std::vector<TensorToWrite> tensors;
  const auto add = [&](const std::string& name, const ParameterInfo& parameter, const T* from) {
    values.push_back(network.in_file_order(parameter, from));
    tensors.push_back({name, tensor_type_for<T>(), detail::shape_of(parameter.dims),
                       std::as_bytes(std::span<const T>(values.back()))});
  };
  for (const ParameterInfo& parameter : network.parameters()) {
    if (parameter.role == Role::counter) {
      counters.push_back(network.counters()[parameter.offset]);
      tensors.push_back({parameter.name, TensorType::I64, {}, std::as_bytes(std::span(&counters.back(), 1))});
    } else {
      add(parameter.name, parameter, network.values());
    }
  }
  for (const CheckpointArray<T>& array : arrays)
    for (const ParameterInfo& parameter : network.parameters())
      if (array.holds(parameter)) add(array.name + "." + parameter.name, parameter, array.values.data());
  write_safetensors(path, tensors, metadata);
}

namespace detail {

/// Whether a tensor is none of the network's own but what training goes on from.
inline bool is_for_training(std::string_view name) {
  return name.starts_with("optimizer.") || name.starts_with("live.");
}

/// Finds a tensor that must have this type and these sizes; throws, naming what differs.
inline const TensorEntry& expect_tensor(const SafetensorsFile& file, const std::string& name, TensorType type,
                                        const Dims& dims) {
  const TensorEntry* entry = file.find(name);
  const std::vector<std::uint64_t> shape = shape_of(dims);
  if (entry == nullptr)
    fail(file.path(), "a tensor '" + name + "' of shape " + shape_list(shape), "a checkpoint without it");
  const std::string where = file.path() + ": tensor '" + name + "'";
  if (entry->shape != shape) fail(where, "shape " + shape_list(shape), shape_list(entry->shape));
  if (entry->type != type) fail(where, "type " + std::string(name_of(type)), std::string(name_of(entry->type)));
  return *entry;
}

/// Values read from a file that wait to be put into a network until everything was read.
template <class T>
struct PendingValues {
  const ParameterInfo* parameter = nullptr;
  std::vector<T> values;
  T* target = nullptr;  // null for a counter
  std::int64_t counter = 0;
};

template <class T>
PendingValues<T> read_parameter(const SafetensorsFile& file, const std::string& name, const ParameterInfo& parameter,
                                T* target) {
  PendingValues<T> pending{&parameter, {}, target, 0};
  if (parameter.role == Role::counter) {
    file.read(expect_tensor(file, name, TensorType::I64, parameter.dims),
              std::as_writable_bytes(std::span(&pending.counter, 1)));
    constexpr std::int64_t most = std::int64_t{1} << 53;  // no training counts further, and none may overflow
    if (pending.counter < 0 || pending.counter > most)
      fail(file.path() + ": '" + name + "'", "a count from 0 to " + std::to_string(most),
           std::to_string(pending.counter));
    return pending;
  }
  pending.values.resize(static_cast<std::size_t>(parameter.dims.count()));
  file.read(expect_tensor(file, name, tensor_type_for<T>(), parameter.dims),
            std::as_writable_bytes(std::span(pending.values)));
  return pending;
}

/// Throws, naming it, when the file holds a tensor of a network that is not wanted.
inline void expect_no_others(const SafetensorsFile& file, const std::set<std::string, std::less<>>& wanted) {
  for (const TensorEntry& entry : file.tensors())
    if (!wanted.contains(entry.name) && !is_for_training(entry.name))
      fail(file.path(), "no tensor " + in_quotes(entry.name) + " in a checkpoint of this network",
           "one of shape " + shape_list(entry.shape));
}

template <Architecture A, class T>
void put(Network<A, T>& network, const std::vector<PendingValues<T>>& all) {
  for (const PendingValues<T>& pending : all)
    if (pending.parameter->role == Role::counter)
      network.counters()[pending.parameter->offset] = pending.counter;
    else
      network.to_memory_order(*pending.parameter, pending.values, pending.target);
}

}  // namespace detail

/// Reads the network and the arrays back. Everything is read and compared first: a file of another network is refused,
/// naming the tensor that differs, and nothing changes. What the file holds for training to go on, "optimizer...." and
/// "live....", is left alone unless it is among the arrays.
template <Architecture A, class T>
void load_checkpoint(const SafetensorsFile& file, Network<A, T>& network,
                     const std::vector<CheckpointArray<T>>& arrays = {}) {
  std::vector<detail::PendingValues<T>> pending;
  std::set<std::string, std::less<>> wanted;
  for (const ParameterInfo& parameter : network.parameters()) {
    wanted.insert(parameter.name);
    pending.push_back(detail::read_parameter(file, parameter.name, parameter, network.values()));
  }
  detail::expect_no_others(file, wanted);
  for (const CheckpointArray<T>& array : arrays)
    for (const ParameterInfo& parameter : network.parameters())
      if (array.holds(parameter))
        pending.push_back(
            detail::read_parameter(file, array.name + "." + parameter.name, parameter, array.values.data()));
  detail::put(network, pending);
}

/// Reads one half: the tensors that begin with `file_prefix` ("hemisphere.") into the parameters that begin with
/// `prefix`
/// ("left."). Everything of that prefix must be there, with the same sizes; nothing else of the network changes.
template <Architecture A, class T>
void load_part(const SafetensorsFile& file, std::string_view file_prefix, Network<A, T>& network,
               std::string_view prefix) {
  std::vector<detail::PendingValues<T>> pending;
  for (const ParameterInfo& parameter : network.parameters())
    if (parameter.name.starts_with(prefix))
      pending.push_back(detail::read_parameter(file, std::string(file_prefix) + parameter.name.substr(prefix.size()),
                                               parameter, network.values()));
  if (pending.empty()) fail("load_part", "parameters that begin with '" + std::string(prefix) + "'", "none");
  detail::put(network, pending);
}

/// The same from the file at `path`.
template <Architecture A, class T>
void load_checkpoint(const std::string& path, Network<A, T>& network) {
  load_checkpoint(SafetensorsFile::open(path), network);
}

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
