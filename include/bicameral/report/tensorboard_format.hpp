#pragma once
// The bytes of TensorBoard's event files: TFRecord frames around protocol-buffer messages.

#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bicameral/core/crc32c.hpp"

namespace bicameral {

/// One point of a curve.
struct TensorBoardScalar {
  std::string tag;  // the curve's name; what is before a slash groups curves
  float value = 0;
};

/// TFRecord: length as 8 bytes, masked CRC-32C of these as 4, the data, masked CRC-32C of the data; low byte first.
/// Messages (tensorflow/core/util/event.proto, framework/summary.proto), each field after its number and wire type:
///   Event   { double wall_time = 1; int64 step = 2; string file_version = 3; Summary summary = 5; }
///   Summary { repeated Value value = 1; }   Value { string tag = 1; float simple_value = 2; }
namespace tensorboard {

enum class Wire : unsigned { varint = 0, fixed64 = 1, bytes = 2, fixed32 = 5 };

/// Low byte first, whatever this machine does.
template <class Unsigned>
void append_fixed(std::string& out, Unsigned value) {
  for (std::size_t i = 0; i < sizeof(Unsigned); ++i) out += static_cast<char>((value >> (8 * i)) & 0xFFU);
}
/// Seven bits a byte, the lowest first; the top bit says that more follow.
inline void append_varint(std::string& out, std::uint64_t value) {
  for (; value >= 0x80U; value >>= 7) out += static_cast<char>((value & 0x7FU) | 0x80U);
  out += static_cast<char>(value);
}
inline void append_key(std::string& out, unsigned field, Wire wire) {
  append_varint(out, field << 3 | static_cast<unsigned>(wire));
}
inline void append_text(std::string& out, unsigned field, std::string_view text) {
  append_key(out, field, Wire::bytes);
  append_varint(out, text.size());
  out += text;
}

/// An event that holds only its time; steps of 0 are not written, as the format has it.
inline std::string event_at(double wall_time, std::int64_t step) {
  std::string event;
  append_key(event, 1, Wire::fixed64);
  append_fixed(event, std::bit_cast<std::uint64_t>(wall_time));
  if (step == 0) return event;
  append_key(event, 2, Wire::varint);
  append_varint(event, static_cast<std::uint64_t>(step));
  return event;
}

/// What every file begins with.
inline std::string first_event(double wall_time) {
  std::string event = event_at(wall_time, 0);
  append_text(event, 3, "brain.Event:2");
  return event;
}

inline std::string scalar_event(double wall_time, std::int64_t step, const std::vector<TensorBoardScalar>& scalars) {
  std::string summary;
  for (const TensorBoardScalar& scalar : scalars) {
    std::string value;
    append_text(value, 1, scalar.tag);
    append_key(value, 2, Wire::fixed32);
    append_fixed(value, std::bit_cast<std::uint32_t>(scalar.value));
    append_text(summary, 1, value);
  }
  std::string event = event_at(wall_time, step);
  append_text(event, 5, summary);
  return event;
}

inline void append_record(std::string& out, std::string_view data) {
  std::string length;
  append_fixed(length, std::uint64_t{data.size()});
  out += length;
  append_fixed(out, masked_crc32c(length));
  out += data;
  append_fixed(out, masked_crc32c(data));
}

/// Takes `count` bytes from the front, lowest first; none if there are fewer.
inline std::optional<std::uint64_t> take_fixed(std::string_view& from, std::size_t count) {
  if (from.size() < count) return std::nullopt;
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < count; ++i) value |= std::uint64_t{static_cast<unsigned char>(from[i])} << (8 * i);
  from.remove_prefix(count);
  return value;
}
inline std::optional<std::uint64_t> take_varint(std::string_view& from) {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64 && !from.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(from.front());
    from.remove_prefix(1);
    value |= std::uint64_t{byte & 0x7FU} << shift;
    if (byte < 0x80U) return value;
  }
  return std::nullopt;
}

/// Takes the next record's data from the front; none at the end or where a record is damaged or cut short.
inline std::optional<std::string_view> take_record(std::string_view& from) {
  std::string_view rest = from;
  const std::string_view head = rest.substr(0, 8);
  const auto length = take_fixed(rest, 8);
  const auto head_sum = take_fixed(rest, 4);
  if (!length || !head_sum || *head_sum != masked_crc32c(head) || *length > rest.size()) return std::nullopt;
  const std::string_view data = rest.substr(0, static_cast<std::size_t>(*length));
  rest.remove_prefix(data.size());
  const auto data_sum = take_fixed(rest, 4);
  if (!data_sum || *data_sum != masked_crc32c(data)) return std::nullopt;
  from = rest;
  return data;
}

/// The step of an event, 0 where it has none; nothing if it is no message.
inline std::optional<std::int64_t> step_of(std::string_view event) {
  std::int64_t step = 0;
  while (!event.empty()) {
    const auto key = take_varint(event);
    if (!key) return std::nullopt;
    std::optional<std::uint64_t> value;
    switch (static_cast<Wire>(*key & 7U)) {
      case Wire::varint:
        value = take_varint(event);
        break;
      case Wire::fixed64:
        value = take_fixed(event, 8);
        break;
      case Wire::fixed32:
        value = take_fixed(event, 4);
        break;
      case Wire::bytes:
        value = take_varint(event);
        if (value && *value > event.size()) return std::nullopt;
        if (value) event.remove_prefix(static_cast<std::size_t>(*value));
        break;
    }
    if (!value) return std::nullopt;
    if (*key == (2U << 3)) step = static_cast<std::int64_t>(*value);
  }
  return step;
}

}  // namespace tensorboard
}  // namespace bicameral
