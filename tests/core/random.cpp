#include "bicameral/core/random.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <set>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using bicameral::test::thrown_message;

// Published with the algorithm: Random123, tests/kat_vectors, lines "philox4x32 10".
TEST_CASE("Philox gives the published words") {
  constexpr std::uint32_t ones = 0xFFFFFFFFu;
  STATIC_REQUIRE(philox4x32({0, 0, 0, 0}, {0, 0}) ==
                 std::array<std::uint32_t, 4>{0x6627E8D5u, 0xE169C58Du, 0xBC57AC4Cu, 0x9B00DBD8u});
  STATIC_REQUIRE(philox4x32({ones, ones, ones, ones}, {ones, ones}) ==
                 std::array<std::uint32_t, 4>{0x408F276Du, 0x41C83B0Eu, 0xA20BC7C6u, 0x6D5451FDu});
  STATIC_REQUIRE(philox4x32({0x243F6A88u, 0x85A308D3u, 0x13198A2Eu, 0x03707344u}, {0xA4093822u, 0x299F31D0u}) ==
                 std::array<std::uint32_t, 4>{0xD16CFE09u, 0x94FDCCEBu, 0x5001E420u, 0x24126EA1u});
}

TEST_CASE("Keys differ by seed, purpose and name") {
  std::set<std::array<std::uint32_t, 2>> keys;
  std::size_t made = 0;
  for (const std::uint64_t seed : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{1} << 32})
    for (const Purpose purpose : {Purpose::initialize, Purpose::shuffle, Purpose::split, Purpose::crop, Purpose::flip,
                                  Purpose::dropout, Purpose::synthesize, Purpose::cutout, Purpose::mixup})
      for (const char* name : {"", "left.conv1", "right.conv1", "left.conv2"}) {
        keys.insert(StreamKey(seed, purpose, name).words);
        ++made;
      }
  CHECK(keys.size() == made);
}

TEST_CASE("A stream hands out its blocks in order and differs by epoch and item") {
  const StreamKey key(7, Purpose::dropout, "left.dropout1");
  RandomStream stream(key, 3, 11);
  for (std::uint64_t block = 0; block < 3; ++block)
    for (const std::uint32_t word : random_block(key, 3, 11, block)) CHECK(stream.next() == word);
  CHECK(RandomStream(key, 3, 11).next() != RandomStream(key, 4, 11).next());
  CHECK(RandomStream(key, 3, 11).next() != RandomStream(key, 3, 12).next());
  CHECK(random_block(key, 0, 0, 1) != random_block(key, 0, 0, std::uint64_t{1} << 32));
}

TEST_CASE("Uniform numbers fill [0, 1) evenly") {
  RandomStream stream(1, Purpose::initialize, "uniform");
  std::array<int, 10> bins{};
  constexpr int drawn = 100'000;
  double sum = 0;
  for (int i = 0; i < drawn; ++i) {
    const double value = stream.uniform();
    REQUIRE(value >= 0);
    REQUIRE(value < 1);
    sum += value;
    ++bins[static_cast<std::size_t>(value * 10)];
  }
  CHECK(std::abs(sum / drawn - 0.5) < 0.004);  // more than four deviations of the mean
  for (const int count : bins) CHECK(std::abs(count - drawn / 10) < 500);
  const double between = stream.uniform(-3, -2);
  CHECK(between >= -3);
  CHECK(between < -2);
}

TEST_CASE("below() is unbiased where taking the remainder would not be") {
  // Of 2^32 words, word % (3 * 2^30) hits the lowest third twice as often as the others.
  RandomStream stream(5, Purpose::initialize, "below");
  constexpr std::uint32_t count = 3u << 30;
  std::array<int, 3> thirds{};
  for (int i = 0; i < 30'000; ++i) {
    const std::uint32_t value = stream.below(count);
    REQUIRE(value < count);
    ++thirds[value >> 30];
  }
  for (const int third : thirds) CHECK(std::abs(third - 10'000) < 400);

  std::array<int, 6> faces{};
  for (int i = 0; i < 60'000; ++i) ++faces[stream.below(6)];
  for (const int face : faces) CHECK(std::abs(face - 10'000) < 450);
  CHECK(stream.below(1) == 0);
  CHECK(thrown_message([&] { stream.below(0); }).find("positive count") != std::string::npos);
}

TEST_CASE("shuffle() reorders without loss, repeatably, and every order is as likely") {
  std::vector<int> values(100);
  std::iota(values.begin(), values.end(), 0);
  std::vector<int> again = values;
  RandomStream first(9, Purpose::shuffle);
  RandomStream second(9, Purpose::shuffle);
  shuffle(values, first);
  shuffle(again, second);
  CHECK(values == again);
  CHECK_FALSE(std::is_sorted(values.begin(), values.end()));
  std::sort(values.begin(), values.end());
  for (int i = 0; i < 100; ++i) CHECK(values[static_cast<std::size_t>(i)] == i);

  std::array<int, 27> orders{};  // of three values, as digits to base 3
  for (std::uint32_t item = 0; item < 6000; ++item) {
    std::array<int, 3> three{0, 1, 2};
    RandomStream stream(9, Purpose::shuffle, {}, 0, item);
    shuffle(three, stream);
    ++orders[static_cast<std::size_t>(9 * three[0] + 3 * three[1] + three[2])];
  }
  int seen = 0;
  for (const int count : orders) {
    if (count == 0) continue;
    ++seen;
    CHECK(std::abs(count - 1000) < 130);
  }
  CHECK(seen == 6);
}
