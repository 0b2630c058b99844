#include "bicameral/core/crc32c.hpp"

#include <string>

#include "tests/catch.hpp"

using namespace bicameral;

static_assert(crc32c("123456789") == 0xE3069283U);

TEST_CASE("Known answers of CRC-32C") {
  CHECK(crc32c("") == 0);
  CHECK(crc32c("a") == 0xC1D04330U);
  // RFC 3720, appendix B.4.
  CHECK(crc32c(std::string(32, '\0')) == 0x8A9136AAU);
  CHECK(crc32c(std::string(32, '\xff')) == 0x62A8AB43U);
  std::string ascending;
  for (char c = 0; c < 32; ++c) ascending += c;
  CHECK(crc32c(ascending) == 0x46DD794EU);
}

TEST_CASE("The mask rotates right by 15 bits and adds a constant") {
  // 0xE3069283: rotated 0x2507C60D.
  CHECK(masked_crc32c("123456789") == 0x2507C60DU + 0xA282EAD8U);
}
