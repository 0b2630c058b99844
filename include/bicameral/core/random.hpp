#pragma once
// Counter-based random numbers: every value is a function of what it is for, never of who asks first.

#include <array>
#include <cstdint>
#include <limits>
#include <string_view>

#include "bicameral/core/error.hpp"

namespace bicameral {

/// Philox4x32-10: four 32-bit words from a 128-bit counter and a 64-bit key.
/// Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
constexpr std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> counter,
                                                  std::array<std::uint32_t, 2> key) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t a = std::uint64_t{0xD2511F53u} * counter[0];
    const std::uint64_t b = std::uint64_t{0xCD9E8D57u} * counter[2];
    counter = {static_cast<std::uint32_t>(b >> 32) ^ counter[1] ^ key[0], static_cast<std::uint32_t>(b),
               static_cast<std::uint32_t>(a >> 32) ^ counter[3] ^ key[1], static_cast<std::uint32_t>(a)};
    key = {key[0] + 0x9E3779B9u, key[1] + 0xBB67AE85u};
  }
  return counter;
}

/// What a random number is for; part of its key, so that two uses never share numbers.
enum class Purpose : std::uint32_t { initialize, shuffle, split, crop, flip, dropout, synthesize, cutout, mixup };

/// The key of the stream for (seed, purpose, name); name is a layer ("left.conv1") or another fixed word.
struct StreamKey {
  std::array<std::uint32_t, 2> words{};

  constexpr StreamKey() = default;
  constexpr StreamKey(std::uint64_t seed, Purpose purpose, std::string_view name = {}) {
    // FNV-1a of the name, then one Philox block mixes seed, purpose and name into the key.
    std::uint64_t hash = 0xCBF29CE484222325u;
    for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3u;
    const auto mixed = philox4x32({static_cast<std::uint32_t>(hash), static_cast<std::uint32_t>(hash >> 32),
                                   static_cast<std::uint32_t>(purpose), 0x62696361u},
                                  {static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)});
    words = {mixed[0], mixed[1]};
  }
};

/// Word `index` onwards (four at a time) of the numbers for one item, for instance one image in one epoch.
constexpr std::array<std::uint32_t, 4> random_block(const StreamKey& key, std::uint32_t epoch, std::uint32_t item,
                                                    std::uint64_t block) {
  return philox4x32({static_cast<std::uint32_t>(block), static_cast<std::uint32_t>(block >> 32), item, epoch},
                    key.words);
}

/// The same numbers drawn one after the other.
class RandomStream {
 public:
  constexpr RandomStream(const StreamKey& key, std::uint32_t epoch = 0, std::uint32_t item = 0)
      : key_(key), epoch_(epoch), item_(item) {}
  constexpr RandomStream(std::uint64_t seed, Purpose purpose, std::string_view name = {}, std::uint32_t epoch = 0,
                         std::uint32_t item = 0)
      : RandomStream(StreamKey(seed, purpose, name), epoch, item) {}

  constexpr std::uint32_t next() {
    if (drawn_ % 4 == 0) refill();
    return words_[drawn_++ % 4];
  }
  /// Uniform in [0, 1) with 53 random bits.
  constexpr double uniform() {
    const std::uint64_t high = next();
    const std::uint64_t low = next();
    return static_cast<double>(((high << 32) | low) >> 11) * 0x1.0p-53;
  }
  /// Uniform in [low, high).
  constexpr double uniform(double low, double high) { return low + (high - low) * uniform(); }
  /// Uniform in {0, ..., count - 1} without bias (Lemire's rejection). Requires count > 0.
  constexpr std::uint32_t below(std::uint32_t count) {
    if (count == 0) throw Error("RandomStream::below: expected a positive count, got 0");
    std::uint64_t product = std::uint64_t{next()} * count;
    const std::uint32_t threshold = (0u - count) % count;
    while (static_cast<std::uint32_t>(product) < threshold) product = std::uint64_t{next()} * count;
    return static_cast<std::uint32_t>(product >> 32);
  }

 private:
  // Called, not copied into every place that draws a number: ten rounds are much code.
  [[gnu::noinline]] constexpr void refill() { words_ = random_block(key_, epoch_, item_, drawn_ / 4); }

  StreamKey key_;
  std::uint32_t epoch_;
  std::uint32_t item_;
  std::uint64_t drawn_ = 0;
  std::array<std::uint32_t, 4> words_{};
};

/// Reorders `values` by Fisher and Yates with the given stream; std::shuffle differs between libraries.
template <class Container>
void shuffle(Container& values, RandomStream& stream) {
  for (std::size_t i = values.size(); i > 1; --i) {
    const std::size_t j = stream.below(static_cast<std::uint32_t>(i));
    auto kept = values[i - 1];
    values[i - 1] = values[j];
    values[j] = kept;
  }
}

}  // namespace bicameral
