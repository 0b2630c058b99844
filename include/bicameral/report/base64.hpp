#pragma once
// Bytes as letters, for files within files.

#include <cstddef>
#include <string>
#include <string_view>

namespace bicameral {

/// `bytes` in base64 with padding and without line breaks. Source: RFC 4648, section 4.
inline std::string base64(std::string_view bytes) {
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    unsigned three = 0;
    for (std::size_t k = 0; k < 3; ++k)
      three = three << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    text += {letters[three >> 18], letters[three >> 12 & 63U]};
    text += i + 1 < bytes.size() ? letters[three >> 6 & 63U] : '=';
    text += i + 2 < bytes.size() ? letters[three & 63U] : '=';
  }
  return text;
}

/// A file as an address that holds it, for the `src` of a picture. Source: RFC 2397.
inline std::string data_uri(std::string_view media_type, std::string_view bytes) {
  return "data:" + std::string(media_type) + ";base64," + base64(bytes);
}

}  // namespace bicameral
