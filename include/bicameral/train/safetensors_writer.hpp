#pragma once
// Writes safetensors files, whole or not at all.

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bicameral/core/atomic_file.hpp"
#include "bicameral/core/error.hpp"
#include "bicameral/core/json_text.hpp"
#include "bicameral/core/utf8.hpp"
#include "bicameral/train/safetensors_types.hpp"

namespace bicameral {

/// One tensor for a file; `values` are row-major, in this machine's memory, and outlive the writing.
struct TensorToWrite {
  std::string name;
  TensorType type = TensorType::F32;
  std::vector<std::uint64_t> shape;
  std::span<const std::byte> values;
};

namespace safetensors_detail {

inline void check_little_endian(const std::string& where) {
  if constexpr (std::endian::native != std::endian::little) fail(where, "a little-endian processor", "another one");
}

inline void check_tensors(const std::string& path, std::span<const TensorToWrite> tensors,
                          const std::map<std::string, std::string>& metadata) {
  std::set<std::string_view> names{"__metadata__"};
  for (const TensorToWrite& tensor : tensors) {
    const std::string where = path + ": tensor " + in_quotes(tensor.name);
    if (!is_utf8(tensor.name)) fail(where, "a name in UTF-8", "other bytes");
    if (!names.insert(tensor.name).second) fail(where, "a name of its own", "one that is taken");
    const auto bytes = tensor_bytes(tensor.type, tensor.shape);
    if (!bytes || *bytes != tensor.values.size())
      fail(where,
           (bytes ? std::to_string(*bytes) : std::string("2^64 or more")) + " bytes for " +
               std::string(name_of(tensor.type)) + " " + shape_list(tensor.shape),
           std::to_string(tensor.values.size()));
  }
  for (const auto& [key, value] : metadata)
    if (!is_utf8(key) || !is_utf8(value))
      fail(path + ": metadata " + in_quotes(key), "text in UTF-8", in_quotes(value));
}

}  // namespace safetensors_detail

/// Writes tensors and texts about them to `path`.
/// Ensures: the same arguments give the same bytes. Values come with larger elements first, so that all are aligned,
/// otherwise in the order given; metadata come by key. The header is filled with spaces up to a multiple of 8 bytes.
/// Throws Error as AtomicFile does, and if a name is used twice, is "__metadata__" or is not UTF-8, or if the number of
/// bytes is not that of type and shape; then nothing is written.
inline void write_safetensors(const std::filesystem::path& path, std::span<const TensorToWrite> tensors,
                              const std::map<std::string, std::string>& metadata = {}) {
  safetensors_detail::check_little_endian("write_safetensors");
  safetensors_detail::check_tensors(path.string(), tensors, metadata);
  std::vector<const TensorToWrite*> order;
  const auto larger = [](const TensorToWrite* a, const TensorToWrite* b) {
    return element_bytes(a->type) > element_bytes(b->type);
  };
  for (const TensorToWrite& tensor : tensors)
    order.insert(std::upper_bound(order.begin(), order.end(), &tensor, larger), &tensor);

  std::string header = "{";
  if (!metadata.empty()) {
    header += "\"__metadata__\":{";
    for (const auto& [key, value] : metadata) {
      append_json_string(header, key);
      header += ':';
      append_json_string(header, value);
      header += ',';
    }
    header.back() = '}';
  }
  std::uint64_t offset = 0;
  for (const TensorToWrite* tensor : order) {
    if (header.size() > 1) header += ',';
    append_json_string(header, tensor->name);
    ((header += ":{\"dtype\":\"") += name_of(tensor->type)) += "\",\"shape\":[";
    for (std::size_t i = 0; i < tensor->shape.size(); ++i)
      (header += i == 0 ? "" : ",") += std::to_string(tensor->shape[i]);
    (header += "],\"data_offsets\":[") += std::to_string(offset);
    offset += tensor->values.size();
    ((header += ",") += std::to_string(offset)) += "]}";
  }
  header += '}';
  header.append((8 - header.size() % 8) % 8, ' ');

  AtomicFile file(path);
  const std::uint64_t length = header.size();
  file.write(&length, sizeof(length));
  file.write(header);
  for (const TensorToWrite* tensor : order) file.write(tensor->values);
  file.commit();
}

}  // namespace bicameral
