#pragma once
// Labelled pictures in memory, as bytes.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "bicameral/core/error.hpp"
#include "bicameral/core/shape.hpp"
#include "bicameral/core/xtensor.hpp"

namespace bicameral {

/// Pictures with a fine and a coarse label each. The names give the numbers of classes.
struct Dataset {
  Shape shape;                            // of every picture
  xt::xtensor<std::uint8_t, 4> pixels;    // [N, C, H, W]
  std::vector<std::int32_t> fine;         // [N]
  std::vector<std::int32_t> coarse;       // [N]
  std::vector<std::string> fine_names;    // [fine classes]
  std::vector<std::string> coarse_names;  // [coarse classes]

  /// The number of pictures.
  int count() const { return static_cast<int>(fine.size()); }
  Classes classes() const { return {static_cast<int>(fine_names.size()), static_cast<int>(coarse_names.size())}; }
  /// The shape.size() bytes of picture i, [C, H, W]. Requires 0 <= i < count().
  const std::uint8_t* image(std::int64_t i) const { return pixels.data() + i * shape.size(); }
  std::uint8_t* image(std::int64_t i) { return pixels.data() + i * shape.size(); }
};

/// A dataset of `count` black pictures with label 0, to be filled. Requires 0 <= count < 2^31 and a positive shape.
inline Dataset make_dataset(const Shape& shape, std::int64_t count, std::vector<std::string> fine_names,
                            std::vector<std::string> coarse_names) {
  if (shape.channels < 1 || shape.height < 1 || shape.width < 1)
    fail("make_dataset", "positive channels, height and width", to_string(shape));
  if (count < 0 || count > std::numeric_limits<std::int32_t>::max())
    fail("make_dataset", "0 to 2147483647 pictures", std::to_string(count));
  const auto size = [](auto value) { return static_cast<std::size_t>(value); };
  Dataset dataset{.shape = shape,
                  .pixels = {},
                  .fine = std::vector<std::int32_t>(size(count)),
                  .coarse = std::vector<std::int32_t>(size(count)),
                  .fine_names = std::move(fine_names),
                  .coarse_names = std::move(coarse_names)};
  dataset.pixels.resize({size(count), size(shape.channels), size(shape.height), size(shape.width)});
  std::fill_n(dataset.pixels.data(), size(count * shape.size()), std::uint8_t{0});
  return dataset;
}

/// Throws Error unless pixels and labels agree in number and shape and every label has a name.
inline void check(const Dataset& dataset) {
  const auto images = static_cast<std::size_t>(dataset.count());
  const auto& found = dataset.pixels.shape();
  if (found[0] != images || dataset.coarse.size() != images)
    fail("dataset", "as many pictures and coarse labels as fine labels, " + std::to_string(images),
         std::to_string(found[0]) + " pictures and " + std::to_string(dataset.coarse.size()) + " coarse labels");
  const Shape shape{static_cast<int>(found[1]), static_cast<int>(found[2]), static_cast<int>(found[3])};
  if (shape != dataset.shape) fail("dataset", "pictures of shape " + to_string(dataset.shape), to_string(shape));
  const auto in_range = [](const std::vector<std::int32_t>& labels, int classes, const char* which) {
    for (std::size_t i = 0; i < labels.size(); ++i)
      if (labels[i] < 0 || labels[i] >= classes)
        fail("dataset: picture " + std::to_string(i),
             std::string("a ") + which + " label below " + std::to_string(classes), std::to_string(labels[i]));
  };
  in_range(dataset.fine, dataset.classes().fine, "fine");
  in_range(dataset.coarse, dataset.classes().coarse, "coarse");
}

/// The first `limit` pictures in the same order, or all if there are no more. Requires limit >= 1.
inline Dataset first(const Dataset& dataset, int limit) {
  expect(limit >= 1, "first", "a limit of at least 1 picture", limit);
  const int count = std::min(limit, dataset.count());
  Dataset part = make_dataset(dataset.shape, count, dataset.fine_names, dataset.coarse_names);
  std::copy_n(dataset.pixels.data(), count * dataset.shape.size(), part.pixels.data());
  std::copy_n(dataset.fine.data(), count, part.fine.data());
  std::copy_n(dataset.coarse.data(), count, part.coarse.data());
  return part;
}

/// How fine classes lie in coarse ones.
struct LabelHierarchy {
  std::vector<std::int32_t> coarse_of;  ///< of each fine class; -1 for a fine class without pictures
  std::optional<std::size_t>
      conflict{};  ///< the first picture in another coarse class than those of its fine class before
};

/// Requires check(dataset) passed.
inline LabelHierarchy hierarchy_of(const Dataset& dataset) {
  LabelHierarchy hierarchy{std::vector<std::int32_t>(dataset.fine_names.size(), -1)};
  for (std::size_t i = 0; i < dataset.fine.size() && !hierarchy.conflict; ++i) {
    std::int32_t& parent = hierarchy.coarse_of[static_cast<std::size_t>(dataset.fine[i])];
    if (parent < 0) parent = dataset.coarse[i];
    if (parent != dataset.coarse[i]) hierarchy.conflict = i;
  }
  return hierarchy;
}

/// The coarse class of each fine class; -1 for a fine class without pictures.
/// Throws Error when pictures of one fine class lie in two coarse ones. Requires check(dataset) passed.
inline std::vector<std::int32_t> fine_to_coarse(const Dataset& dataset) {
  LabelHierarchy hierarchy = hierarchy_of(dataset);
  if (hierarchy.conflict) {
    const std::size_t i = *hierarchy.conflict;
    const auto fine = static_cast<std::size_t>(dataset.fine[i]);
    fail("fine_to_coarse: picture " + std::to_string(i) + " of fine class \"" + dataset.fine_names[fine] + "\"",
         "coarse class \"" + dataset.coarse_names[static_cast<std::size_t>(hierarchy.coarse_of[fine])] + "\" as before",
         "\"" + dataset.coarse_names[static_cast<std::size_t>(dataset.coarse[i])] + "\"");
  }
  return std::move(hierarchy.coarse_of);
}

/// 64-bit FNV-1a of bytes, and of numbers from their lowest byte on: the same on every machine.
class Fnv1a {
 public:
  void add_byte(std::uint32_t byte) { hash_ = (hash_ ^ (byte & 0xFFu)) * 0x100000001B3u; }
  void add_number(std::uint32_t number) {
    for (int shift = 0; shift < 32; shift += 8) add_byte(number >> shift);
  }
  /// The hash of what was added, as 16 hexadecimal digits.
  std::string text() const {
    std::string digits(16, '0');
    std::uint64_t rest = hash_;
    for (std::size_t i = 16; i-- > 0; rest >>= 4) digits[i] = "0123456789abcdef"[rest & 0xFu];
    return digits;
  }

 private:
  std::uint64_t hash_ = 0xCBF29CE484222325u;
};

/// Fnv1a over shape, labels and pixels.
inline std::string content_hash(const Dataset& dataset) {
  Fnv1a hash;
  for (const int size : {dataset.count(), dataset.shape.channels, dataset.shape.height, dataset.shape.width})
    hash.add_number(static_cast<std::uint32_t>(size));
  for (const std::int32_t label : dataset.fine) hash.add_number(static_cast<std::uint32_t>(label));
  for (const std::int32_t label : dataset.coarse) hash.add_number(static_cast<std::uint32_t>(label));
  const std::uint8_t* const pixels = dataset.pixels.data();
  for (std::size_t i = 0; i < dataset.pixels.size(); ++i) hash.add_byte(pixels[i]);
  return hash.text();
}

/// Fnv1a over a list of pictures, each in its place.
inline std::string content_hash(std::span<const std::uint32_t> indices) {
  Fnv1a hash;
  for (const std::uint32_t index : indices) hash.add_number(index);
  return hash.text();
}

}  // namespace bicameral
