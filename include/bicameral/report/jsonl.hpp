#pragma once
// JSON objects for logs that hold one object per line.

#include <cmath>
#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bicameral/core/error.hpp"
#include "bicameral/core/json_text.hpp"
#include "bicameral/core/numbers.hpp"

namespace bicameral {

/// Builds one object on one line; members stay in the order they were added.
/// Numbers are the shortest that read back the same; NaN, infinities and what is absent become null, as JSON has no
/// word for them; texts are UTF-8 (see append_json_string).
class JsonObject {
 public:
  JsonObject& add(std::string_view key, std::string_view value) { return member(key, json_string(value)); }
  JsonObject& add(std::string_view key, const char* value) { return add(key, std::string_view(value)); }
  JsonObject& add(std::string_view key, const std::string& value) { return add(key, std::string_view(value)); }
  JsonObject& add(std::string_view key, const JsonObject& value) { return member(key, value.text()); }
  template <class T>
    requires(std::integral<T> || std::floating_point<T>)
  JsonObject& add(std::string_view key, T value) { return member(key, value_text(value)); }
  template <class T>
  JsonObject& add(std::string_view key, const std::optional<T>& value) {
    return value ? add(key, *value) : member(key, "null");
  }
  /// A list of numbers, truth values or texts.
  template <class T>
  JsonObject& add(std::string_view key, const std::vector<T>& values) {
    std::string list = "[";
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (i != 0) list += ',';
      const T& value = values[i];
      list += value_text(value);
    }
    return member(key, list + "]");
  }

  /// "{...}" without a line feed, ready for append_line.
  std::string text() const { return "{" + members_ + "}"; }

 private:
  static std::string value_text(const std::string& value) { return json_string(value); }
  template <class T>
    requires(std::integral<T> || std::floating_point<T>)
  static std::string value_text(T value) {
    if constexpr (std::same_as<T, bool>) {
      return value ? "true" : "false";
    } else if constexpr (std::floating_point<T>) {
      return std::isfinite(value) ? number_text(value) : "null";
    } else {
      return number_text(value);
    }
  }
  /// Throws Error if the key is there: readers differ in which of the two they take.
  JsonObject& member(std::string_view key, std::string_view value) {
    for (const std::string& known : keys_)
      if (known == key) fail("JsonObject::add", "every key once", "'" + known + "' again");
    keys_.emplace_back(key);
    if (!members_.empty()) members_ += ',';
    append_json_string(members_, key);
    (members_ += ':') += value;
    return *this;
  }

  std::vector<std::string> keys_;
  std::string members_;
};

}  // namespace bicameral
