#pragma once
// Reads safetensors files that nobody has to trust: everything is checked before anything is used.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <utility>
#include <vector>

#include "bicameral/core/error.hpp"
#include "bicameral/core/utf8.hpp"
#include "bicameral/train/safetensors_json.hpp"
#include "bicameral/train/safetensors_types.hpp"
#include "bicameral/train/safetensors_writer.hpp"

namespace bicameral {

/// What the header says about one tensor. `begin` and `end` are bytes counted from the end of the header.
struct TensorEntry {
  std::string name;
  TensorType type = TensorType::F32;
  std::vector<std::uint64_t> shape;
  std::uint64_t begin = 0;
  std::uint64_t end = 0;

  std::uint64_t bytes() const { return end - begin; }
};

/// An open file whose header was read and found sound; values are read when asked for. The file stays open, so that a
/// newer version put into its place does not mix with it. Not for several threads at a time.
class SafetensorsFile {
 public:
  /// The longest header accepted, that of the format's own library.
  static constexpr std::uint64_t most_header_bytes = 100'000'000;
  /// The most dimensions a tensor may have.
  static constexpr std::size_t most_dimensions = 32;

  /// Opens `path`. Ensures: known types; shapes that agree with offsets; values that fill the rest of the file without
  /// holes or overlaps; no name twice. Throws Error, naming the file and the tensor or byte, if anything is not so.
  static SafetensorsFile open(const std::filesystem::path& path) {
    SafetensorsFile file(path);
    file.parse(file.read_header());
    file.check_layout();
    return file;
  }

  const std::string& path() const { return path_; }
  const std::map<std::string, std::string>& metadata() const { return metadata_; }
  /// In the order of their values in the file.
  const std::vector<TensorEntry>& tensors() const { return tensors_; }
  /// The tensor of this name, or null.
  const TensorEntry* find(std::string_view name) const {
    const auto found = by_name_.find(name);
    return found == by_name_.end() ? nullptr : &tensors_[found->second];
  }

  /// Copies the values of one of tensors() to memory. Requires exactly as many bytes. Throws Error if not, or if the
  /// file cannot be read.
  void read(const TensorEntry& entry, std::span<std::byte> into) const {
    const std::string where = path_ + ": tensor " + in_quotes(entry.name);
    if (into.size() != entry.bytes())
      fail(where, "memory for its " + std::to_string(entry.bytes()) + " bytes", std::to_string(into.size()));
    stream_.clear();
    stream_.seekg(static_cast<std::streamoff>(values_begin_ + entry.begin));
    if (!into.empty()) stream_.read(reinterpret_cast<char*>(into.data()), static_cast<std::streamsize>(into.size()));
    if (!stream_) fail(where, "readable values", "a file that changed or cannot be read");
  }
  /// The same by name and type. Throws Error too if there is no such tensor or it has another type.
  void read(std::string_view name, TensorType type, std::span<std::byte> into) const { read(get(name, type), into); }

  /// All values of a tensor of numbers of type T. Throws Error if there is no such tensor or it has another type.
  template <class T>
    requires(!std::is_same_v<T, bool>)
  std::vector<T> values(std::string_view name)
  const {
    const TensorEntry& entry = get(name, tensor_type_for<T>());
    std::vector<T> result(static_cast<std::size_t>(entry.bytes() / sizeof(T)));
    read(entry, std::as_writable_bytes(std::span(result)));
    return result;
  }

 private:
  explicit SafetensorsFile(const std::filesystem::path& path) : path_(path.string()) {
    safetensors_detail::check_little_endian("SafetensorsFile::open");
    std::error_code error;
    const auto status = std::filesystem::status(path, error);
    if (!std::filesystem::exists(status)) fail(path_, "a safetensors file", "no such file");
    if (!std::filesystem::is_regular_file(status)) fail(path_, "a safetensors file", "something that is no file");
    stream_.open(path, std::ios::binary | std::ios::ate);
    if (!stream_) fail(path_, "a readable file", "one that cannot be opened");
    file_bytes_ = static_cast<std::uint64_t>(std::max(std::streamoff{0}, std::streamoff(stream_.tellg())));
    stream_.seekg(0);
  }

  std::string read_header() {
    std::uint64_t length = 0;
    if (file_bytes_ < sizeof(length))
      fail(path_, "a safetensors file of at least 8 bytes", std::to_string(file_bytes_));
    stream_.read(reinterpret_cast<char*>(&length), sizeof(length));
    const std::uint64_t most = std::min(most_header_bytes, file_bytes_ - sizeof(length));
    // The first bytes of a text, read as a length, are more than any file has.
    if (length > most && stream_.peek() != '{')
      fail(path_, "a safetensors file: 8 bytes of length, then a header that begins with '{'", "another kind of file");
    if (!stream_ || length > most)
      fail(path_ + ": length of the header", "at most " + std::to_string(most) + " bytes", std::to_string(length));
    std::string header(static_cast<std::size_t>(length), '\0');
    stream_.read(header.data(), static_cast<std::streamsize>(length));
    if (!stream_) fail(path_, "a readable header", "a file that changed or cannot be read");
    if (!header.starts_with('{')) fail(path_, "a header that begins with '{'", in_quotes(header.substr(0, 1)));
    values_begin_ = sizeof(length) + length;
    return header;
  }

  void parse(const std::string& header) {
    safetensors_detail::HeaderReader reader(header, path_);
    std::set<std::string> names;
    reader.object([&](std::string name, std::size_t byte) {
      if (!names.insert(name).second) reader.wrong_at(byte, "every name once", in_quotes(name) + " again");
      if (name == "__metadata__")
        parse_metadata(reader);
      else
        tensors_.push_back(parse_tensor(reader, std::move(name)));
    });
    reader.end();
  }

  void parse_metadata(safetensors_detail::HeaderReader& reader) {
    reader.object([&](std::string key, std::size_t byte) {
      std::string value = reader.string();
      const auto [where, is_new] = metadata_.emplace(std::move(key), std::move(value));
      if (!is_new) reader.wrong_at(byte, "every name once in the metadata", in_quotes(where->first) + " again");
    });
  }

  TensorEntry parse_tensor(safetensors_detail::HeaderReader& reader, std::string name) const {
    const std::string where = path_ + ": tensor " + in_quotes(name);
    std::optional<TensorType> type;
    std::optional<std::vector<std::uint64_t>> shape;
    std::optional<std::vector<std::uint64_t>> offsets;
    reader.object([&](const std::string& key, std::size_t byte) {
      const bool again = (key == "dtype" && type) || (key == "shape" && shape) || (key == "data_offsets" && offsets);
      if (again) reader.wrong_at(byte, "every name once in a tensor", in_quotes(key) + " again");
      if (key == "dtype") {
        const std::string text = reader.string();
        type = tensor_type_named(text);
        if (!type) fail(where, "a known type such as F32", in_quotes(text));
      } else if (key == "shape") {
        shape = reader.numbers(most_dimensions);
      } else if (key == "data_offsets") {
        offsets = reader.numbers(2);
      } else {
        reader.wrong_at(byte, "dtype, shape or data_offsets", in_quotes(key));
      }
    });
    if (!type || !shape || !offsets) fail(where, "dtype, shape and data_offsets", "not all of them");
    if (offsets->size() != 2) fail(where, "2 data_offsets", std::to_string(offsets->size()));
    TensorEntry entry{std::move(name), *type, std::move(*shape), (*offsets)[0], (*offsets)[1]};
    const std::uint64_t most = file_bytes_ - values_begin_;
    if (entry.begin > entry.end || entry.end > most)
      fail(where, "data_offsets in order and within " + std::to_string(most) + " bytes", shape_list(*offsets));
    const auto bytes = tensor_bytes(entry.type, entry.shape);
    if (!bytes || *bytes != entry.bytes())
      fail(where,
           (bytes ? std::to_string(*bytes) : std::string("fewer than 2^64")) + " bytes for " +
               std::string(name_of(entry.type)) + " " + shape_list(entry.shape),
           std::to_string(entry.bytes()));
    return entry;
  }

  void check_layout() {
    std::stable_sort(tensors_.begin(), tensors_.end(), [](const TensorEntry& a, const TensorEntry& b) {
      return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
    });
    std::uint64_t end = 0;
    for (std::size_t i = 0; i < tensors_.size(); ++i) {
      const TensorEntry& entry = tensors_[i];
      if (entry.begin != end)
        fail(path_ + ": tensor " + in_quotes(entry.name),
             "values from byte " + std::to_string(end) + " on, without hole or overlap", std::to_string(entry.begin));
      end = entry.end;
      by_name_.emplace(entry.name, i);
    }
    if (end != file_bytes_ - values_begin_)
      fail(path_, std::to_string(end) + " bytes of values", std::to_string(file_bytes_ - values_begin_));
  }

  const TensorEntry& get(std::string_view name, TensorType type) const {
    const TensorEntry* entry = find(name);
    if (entry == nullptr) fail(path_, "a tensor " + in_quotes(name), "none");
    if (entry->type != type)
      fail(path_ + ": tensor " + in_quotes(name), "type " + std::string(name_of(type)),
           std::string(name_of(entry->type)));
    return *entry;
  }

  std::string path_;
  mutable std::ifstream stream_;  // reading moves its position, nothing that can be seen
  std::uint64_t file_bytes_ = 0;
  std::uint64_t values_begin_ = 0;
  std::map<std::string, std::string> metadata_;
  std::vector<TensorEntry> tensors_;
  std::map<std::string, std::size_t, std::less<>> by_name_;
};

}  // namespace bicameral
