#include "bicameral/report/tensorboard_format.hpp"

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "tests/catch.hpp"

using namespace bicameral;
using namespace bicameral::tensorboard;

namespace {

std::string hex(std::string_view bytes) {
  std::string text;
  for (const char c : bytes) {
    text += "0123456789abcdef"[static_cast<unsigned char>(c) >> 4];
    text += "0123456789abcdef"[static_cast<unsigned char>(c) & 15];
  }
  return text;
}

std::string record(std::string_view event) {
  std::string out;
  append_record(out, event);
  return out;
}

}  // namespace

TEST_CASE("A file's first record has the bytes of TensorFlow's: length, its checksum, time, version, checksum") {
  // Written by hand after the format's description, with a checksum of bit after bit.
  CHECK(hex(record(first_event(1.5))) ==
        "1800000000000000a37f4b22"
        "09000000000000f83f1a0d627261696e2e4576656e743a32"
        "2a28646c");
}

TEST_CASE("A record of two scalars at step 300 has the bytes written by hand") {
  CHECK(hex(record(scalar_event(1.5, 300, {{"loss", 0.25F}, {"a", -2}}))) ==
        "2500000000000000eabc36f3"
        "09000000000000f83f10ac022a170a0b0a046c6f7373150000803e0a080a016115000000c0"
        "a6526c85");
}

TEST_CASE("Whole numbers take seven bits a byte and read back") {
  for (const std::uint64_t value : {std::uint64_t{0}, std::uint64_t{127}, std::uint64_t{128}, std::uint64_t{300},
                                    std::uint64_t{1} << 35, std::numeric_limits<std::uint64_t>::max()}) {
    std::string bytes;
    append_varint(bytes, value);
    std::string_view from = bytes;
    CHECK(take_varint(from) == value);
    CHECK(from.empty());
    for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
      std::string_view part = std::string_view(bytes).substr(0, cut);
      CHECK_FALSE(take_varint(part).has_value());
    }
  }
}

TEST_CASE("A record cut short anywhere or with any bit turned is not taken") {
  const std::string whole = record(scalar_event(2, 7, {{"loss", 1}}));
  std::string_view from = whole;
  CHECK(take_record(from).has_value());
  CHECK(from.empty());
  for (std::size_t i = 0; i < whole.size(); ++i) {
    std::string_view part = std::string_view(whole).substr(0, i);
    CHECK_FALSE(take_record(part).has_value());
    CHECK(part.size() == i);
    for (unsigned bit = 0; bit < 8; ++bit) {
      std::string turned = whole;
      turned[i] = static_cast<char>(static_cast<unsigned char>(turned[i]) ^ (1U << bit));
      std::string_view broken = turned;
      CHECK_FALSE(take_record(broken).has_value());
    }
  }
}

TEST_CASE("The step of an event is found among other fields, of any kind") {
  CHECK(step_of(first_event(1)) == 0);
  CHECK(step_of(scalar_event(1, 12345678901, {{"a", 1}})) == 12345678901);
  CHECK(step_of(scalar_event(1, -3, {})) == -3);
  std::string other;
  append_key(other, 9, Wire::fixed32);
  append_fixed(other, std::uint32_t{2});
  append_text(other, 2, "not a step");
  append_key(other, 2, Wire::varint);
  append_varint(other, 5);
  CHECK(step_of(other) == 5);
  CHECK_FALSE(step_of("\x0a\x7f").has_value());  // a text longer than the message
  CHECK_FALSE(step_of("\x0b").has_value());      // a kind of field that is no more in use
  CHECK_FALSE(step_of("\x09half").has_value());  // eight bytes of which there are four
}
