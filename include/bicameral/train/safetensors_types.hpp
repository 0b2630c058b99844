#pragma once
// What a tensor in a safetensors file is: element type, sizes, and how many bytes they make.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace bicameral {

/// The element types of a safetensors file.
enum class TensorType { F16, BF16, F32, F64, I8, I16, I32, I64, U8, U16, U32, U64, BOOL };

namespace safetensors_detail {

struct TensorTypeFacts {
  std::string_view name;
  std::uint64_t bytes;
};
/// In the order of TensorType.
inline constexpr std::array<TensorTypeFacts, 13> tensor_types{{{"F16", 2},
                                                               {"BF16", 2},
                                                               {"F32", 4},
                                                               {"F64", 8},
                                                               {"I8", 1},
                                                               {"I16", 2},
                                                               {"I32", 4},
                                                               {"I64", 8},
                                                               {"U8", 1},
                                                               {"U16", 2},
                                                               {"U32", 4},
                                                               {"U64", 8},
                                                               {"BOOL", 1}}};

}  // namespace safetensors_detail

/// "F32" and so on, as in files.
constexpr std::string_view name_of(TensorType type) {
  return safetensors_detail::tensor_types[static_cast<std::size_t>(type)].name;
}
/// Bytes of one element.
constexpr std::uint64_t element_bytes(TensorType type) {
  return safetensors_detail::tensor_types[static_cast<std::size_t>(type)].bytes;
}
/// The type of this name, or nothing.
constexpr std::optional<TensorType> tensor_type_named(std::string_view name) {
  const auto found = std::find_if(safetensors_detail::tensor_types.begin(), safetensors_detail::tensor_types.end(),
                                  [&](const safetensors_detail::TensorTypeFacts& facts) { return facts.name == name; });
  if (found == safetensors_detail::tensor_types.end()) return std::nullopt;
  return static_cast<TensorType>(found - safetensors_detail::tensor_types.begin());
}

/// The type that holds numbers of C++ type T; T is a float, a double, an integer or bool.
template <class T>
  requires std::is_arithmetic_v<T>
constexpr TensorType tensor_type_for() {
  if constexpr (std::is_same_v<T, bool>) {
    return TensorType::BOOL;
  } else if constexpr (std::is_floating_point_v<T>) {
    static_assert(sizeof(T) == 4 || sizeof(T) == 8, "tensor_type_for: expected float or double");
    return sizeof(T) == 4 ? TensorType::F32 : TensorType::F64;
  } else {
    constexpr bool is_signed = std::is_signed_v<T>;
    switch (sizeof(T)) {
      case 1:
        return is_signed ? TensorType::I8 : TensorType::U8;
      case 2:
        return is_signed ? TensorType::I16 : TensorType::U16;
      case 4:
        return is_signed ? TensorType::I32 : TensorType::U32;
      default:
        return is_signed ? TensorType::I64 : TensorType::U64;
    }
  }
}

/// Bytes of a whole tensor, or nothing if they are 2^64 or more, or if a partial product of its sizes is: no reader
/// should have to trust a zero further on. No sizes make one element.
constexpr std::optional<std::uint64_t> tensor_bytes(TensorType type, std::span<const std::uint64_t> shape) {
  std::uint64_t bytes = element_bytes(type);
  for (const std::uint64_t size : shape) {
    if (size != 0 && bytes > UINT64_MAX / size) return std::nullopt;
    bytes *= size;
  }
  return bytes;
}

/// "[64, 3, 3, 3]" for messages and files.
inline std::string shape_list(std::span<const std::uint64_t> shape) {
  std::string text = "[";
  for (std::size_t i = 0; i < shape.size(); ++i) (text += i == 0 ? "" : ", ") += std::to_string(shape[i]);
  return text + "]";
}

}  // namespace bicameral
