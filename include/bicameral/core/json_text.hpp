#pragma once
// The one rule for texts within JSON.

#include <string>
#include <string_view>

#include "bicameral/core/utf8.hpp"

namespace bicameral {

/// Appends `text` as a JSON string, quotes included (RFC 8259, section 7). Bytes that are no UTF-8 become U+FFFD.
inline void append_json_string(std::string& json, std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  json += '"';
  while (!text.empty()) {
    const auto [code, bytes] = first_utf8_character(text);
    if (bytes == 0) {
      append_utf8(json, 0xFFFD);
    } else if (code == '"' || code == '\\') {
      json += '\\';
      json += static_cast<char>(code);
    } else if (code == '\n') {
      json += "\\n";
    } else if (code == '\t') {
      json += "\\t";
    } else if (code == '\r') {
      json += "\\r";
    } else if (code < 0x20) {
      (json += "\\u00") += {digits[code / 16u], digits[code % 16u]};
    } else {
      json += text.substr(0, bytes);
    }
    text.remove_prefix(bytes == 0 ? 1 : bytes);
  }
  json += '"';
}

/// `text` as a JSON string.
inline std::string json_string(std::string_view text) {
  std::string json;
  append_json_string(json, text);
  return json;
}

}  // namespace bicameral
