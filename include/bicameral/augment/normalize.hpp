#pragma once
// Bytes to numbers a network likes: per channel, minus the mean, over the deviation.

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "bicameral/core/error.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/core/numbers.hpp"

namespace bicameral {

/// Mean and standard deviation of every channel, for pixels scaled to [0, 1].
/// By default those of the CIFAR-100 training pictures (red, green, blue).
struct Normalization {
  std::vector<double> mean{0.5071, 0.4867, 0.4408};
  std::vector<double> std{0.2675, 0.2565, 0.2761};

  bool operator==(const Normalization&) const = default;
};

/// "0.5 0.5 0.5, 0.25 0.25 0.25": the means, then the deviations, so that they read back bit for bit.
inline std::string to_text(const Normalization& normalization) {
  std::string text;
  for (const double mean : normalization.mean) text += (text.empty() ? "" : " ") + number_text(mean);
  text += ",";
  for (const double deviation : normalization.std) text += " " + number_text(deviation);
  return text;
}

/// CIFAR-100's constants for three channels; mean 0.5 and deviation 0.25 for any other number of channels.
inline Normalization normalization_for(int channels) {
  expect(channels > 0, "normalization_for", "a positive number of channels", channels);
  if (channels == 3) return {};
  const auto count = static_cast<std::size_t>(channels);
  return {std::vector<double>(count, 0.5), std::vector<double>(count, 0.25)};
}

inline namespace BICAMERAL_SIMD {

/// What each of the 256 byte values becomes in each channel: (byte / 255 - mean) / std.
template <class T>
class PixelTable {
 public:
  /// Requires one finite mean and one finite, positive deviation per channel; throws Error otherwise.
  PixelTable(const Normalization& normalization, int channels) {
    check(normalization, channels);
    values_.reserve(static_cast<std::size_t>(channels) * levels);
    for (std::size_t c = 0; c < static_cast<std::size_t>(channels); ++c)
      for (std::size_t level = 0; level < levels; ++level)
        values_.push_back(
            static_cast<T>((static_cast<double>(level) / 255.0 - normalization.mean[c]) / normalization.std[c]));
  }

  /// The 256 values of one channel.
  const T* channel(int c) const { return values_.data() + static_cast<std::size_t>(c) * levels; }

 private:
  static constexpr std::size_t levels = 256;

  static void check(const Normalization& normalization, int channels) {
    const auto count = static_cast<std::size_t>(channels);
    if (normalization.mean.size() != count || normalization.std.size() != count)
      fail("normalization", "one mean and one deviation for each of " + std::to_string(channels) + " channels",
           std::to_string(normalization.mean.size()) + " means and " + std::to_string(normalization.std.size()) +
               " deviations");
    for (std::size_t c = 0; c < count; ++c)
      if (!std::isfinite(normalization.mean[c]) || !std::isfinite(normalization.std[c]) || normalization.std[c] <= 0)
        fail("normalization: channel " + std::to_string(c), "a finite mean and a finite, positive deviation",
             "something else");
  }

  std::vector<T> values_;
};

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
