#pragma once
// The size of one picture or feature map, known before the program runs.

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>

namespace bicameral {

/// Channels, height and width of one image; a vector of n features is {n, 1, 1}.
struct Shape {
  int channels = 0;
  int height = 1;
  int width = 1;

  constexpr bool operator==(const Shape&) const = default;
  /// Pixels of one feature map.
  constexpr std::int64_t pixels() const { return std::int64_t{height} * width; }
  /// Values of one image.
  constexpr std::int64_t size() const { return pixels() * channels; }
};

/// The input of a network as a type: Image<3, 32, 32>.
template <int Channels, int Height, int Width>
struct Image {
  static_assert(Channels > 0 && Height > 0 && Width > 0, "Image: expected positive channels, height and width");
  static constexpr Shape shape{Channels, Height, Width};
};

template <class I>
concept ImageType = requires {
  { I::shape } -> std::convertible_to<Shape>;
};

/// How many fine and coarse classes the labels distinguish: known when the data is, not when the types are.
struct Classes {
  int fine = 0;
  int coarse = 0;
  constexpr bool operator==(const Classes&) const = default;
};

/// "64x16x16" for messages and tables.
inline std::string to_string(const Shape& shape) {
  return std::to_string(shape.channels) + "x" + std::to_string(shape.height) + "x" + std::to_string(shape.width);
}

}  // namespace bicameral
