#pragma once
// The checksum of records that others must be able to read.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace bicameral {

namespace core_detail {

/// What each byte does to the remainder: Castagnoli's polynomial 0x1EDC6F41, bits reversed.
inline constexpr std::array<std::uint32_t, 256> crc32c_table = [] {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t remainder = byte;
    for (int bit = 0; bit < 8; ++bit) remainder = (remainder >> 1) ^ ((remainder & 1U) != 0 ? 0x82F63B78U : 0U);
    table[byte] = remainder;
  }
  return table;
}();

}  // namespace core_detail

/// CRC-32C (Castagnoli), as iSCSI's: begins with all ones, ends inverted, bits reversed.
/// Source: RFC 3720, appendix B.4.
constexpr std::uint32_t crc32c(std::string_view bytes) {
  std::uint32_t remainder = 0xFFFFFFFFU;
  for (const char c : bytes)
    remainder = (remainder >> 8) ^ core_detail::crc32c_table[(remainder ^ static_cast<unsigned char>(c)) & 0xFFU];
  return ~remainder;
}

/// The checksum as TFRecord and LevelDB store it, so that a checksum of data that holds checksums is no trouble:
/// rotated right by 15 bits, plus a constant.
constexpr std::uint32_t masked_crc32c(std::string_view bytes) {
  const std::uint32_t crc = crc32c(bytes);
  return ((crc >> 15) | (crc << 17)) + 0xA282EAD8U;
}

}  // namespace bicameral
