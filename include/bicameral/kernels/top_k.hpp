#pragma once
// The k largest values of every channel stay, the others become 0.

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>

#include "bicameral/core/instruction_set.hpp"
#include "bicameral/core/parallel.hpp"
#include "bicameral/core/simd.hpp"
#include "bicameral/kernels/arguments.hpp"
#include "bicameral/kernels/kth_largest.hpp"
#include "bicameral/kernels/partition.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// `groups` groups of `rows` rows of channels, one after the other; in each group and channel the `k` largest win.
struct TopKProblem {
  std::int64_t groups = 0;
  std::int64_t rows = 0;
  int channels = 0;
  std::int64_t k = 0;
};

/// Winners are kept as bits, each row in bytes of its own.
constexpr std::int64_t winner_row_bytes(int channels) { return (std::int64_t{channels} + 7) / 8; }

/// What becomes of the bits: written, or cleared for those that lose now.
enum class WinnerBits { write, clear_losers };

namespace simd_detail {

/// Channels of a task: a cache line.
template <class T>
inline constexpr int channels_per_task = 64 / static_cast<int>(sizeof(T));

/// One row of the channels in a register: y = x for winners, 0 for others; wins = 1 or 0; left = how many values equal
/// to the cut may still win.
template <class V, class T>
void keep_winners(const T* x, const T* cut, T* left, T* y, T* wins) {
  const V one = V::broadcast(T(1));
  const V none = V::broadcast(T(0));
  const V value = V::load(x);
  const V bound = V::load(cut);
  const V rest = V::load(left);
  const V equal = where_at_most(value, bound, where_at_most(bound, value, one, none), none);
  const V admitted = where_at_most(one, rest, equal, none);
  (rest - admitted).store(left);
  const V win = where_at_most(value, bound, admitted, one);
  win.store(wins);
  where_at_most(one, win, value, none).store(y);
}

/// Channels of a task, in registers as far as they fill them.
template <class T, class Visit>
void for_each_register(int channels, const Visit& visit) {
  int c = 0;
  for (; c + Vec<T>::lanes <= channels; c += Vec<T>::lanes) visit.template operator()<Vec<T>>(c);
  for (; c < channels; ++c) visit.template operator()<OneLane<T>>(c);
}

/// `rows` rows of up to channels_per_task channels that lie `line` values apart; bits may be null.
template <class T>
void top_k_columns(const T* x, std::int64_t rows, std::int64_t line, int channels, std::int64_t k, T* y,
                   std::uint8_t* bits, WinnerBits what) {
  constexpr auto most = static_cast<std::size_t>(channels_per_task<T>);
  std::array<T, most> cut, left, wins{};
  std::array<std::int64_t, most> equals;
  for_each_register<T>(
      channels, [&]<class V>(int c) { KthLargest<V>(x + c, rows, line, k).write(cut.data() + c, equals.data() + c); });
  const std::int64_t row_bytes = winner_row_bytes(static_cast<int>(line));
  for (std::int64_t begin = 0; begin < rows; begin += rows_per_count) {
    const std::int64_t end = std::min(rows, begin + rows_per_count);
    for (std::size_t c = 0; c < static_cast<std::size_t>(channels); ++c)
      left[c] = static_cast<T>(std::min(equals[c], rows_per_count));
    for (std::int64_t row = begin; row < end; ++row) {
      for_each_register<T>(channels, [&]<class V>(int c) {
        keep_winners<V>(x + row * line + c, cut.data() + c, left.data() + c, y + row * line + c, wins.data() + c);
      });
      if (bits == nullptr) continue;
      for (int first = 0; first < channels; first += 8) {
        unsigned byte = 0;
        for (int c = 0; c < 8; ++c)  // behind the last channel wins stay 0
          byte |= static_cast<unsigned>(wins[static_cast<std::size_t>(first + c)] != T(0)) << c;
        std::uint8_t& place = bits[row * row_bytes + first / 8];
        place = static_cast<std::uint8_t>(what == WinnerBits::write ? byte : place & byte);
      }
    }
    for (std::size_t c = 0; c < static_cast<std::size_t>(channels); ++c)
      equals[c] -= std::min(equals[c], rows_per_count) - static_cast<std::int64_t>(left[c]);
  }
}

/// to = from where bit i of `bits` is set, else 0.
template <int Count, class T>
void pass_winners(unsigned bits, const T* from, T* to) {
  using Key = OrderedKey<T>;
  // Bits of numbers instead of a choice: a loop that compilers turn into vector code.
  std::array<Key, static_cast<std::size_t>(Count)> passed;
  for (std::size_t i = 0; i < static_cast<std::size_t>(Count); ++i)
    passed[i] = std::bit_cast<Key>(from[i]) & (Key{0} - static_cast<Key>(bits >> i & 1U));
  for (std::size_t i = 0; i < static_cast<std::size_t>(Count); ++i) to[i] = std::bit_cast<T>(passed[i]);
}

}  // namespace simd_detail

/// y = x for the k largest values of each group and channel, 0 for the others; among equal values those of lower rows
/// win, NaN is larger than all and always wins. x and y are [groups rows, channels] and may be the same. bits (may be
/// null): winner_row_bytes(channels) bytes for each row, in which bit c % 8 of byte c / 8 says whether channel c won.
/// A task is a group and a cache line of channels. Throws Error before anything is written for sizes that are not
/// positive, k that is more than the rows, and arrays that are null or not aligned as their elements must be.
template <class T>
void top_k_forward(ThreadPool& pool, const TopKProblem& p, const T* x, T* y, std::uint8_t* bits,
                   WinnerBits what = WinnerBits::write) {
  detail::expect_size("top_k_forward", "groups", p.groups, 1, most_values);
  detail::expect_size("top_k_forward", "rows", p.rows, 1, most_values);
  detail::expect_size("top_k_forward", "channels", p.channels, 1, std::numeric_limits<int>::max());
  detail::expect_size("top_k_forward", "k", p.k, 1, p.rows);
  detail::expect_product("top_k_forward", "x", p.groups, p.rows, p.channels);
  detail::expect_pointer("top_k_forward", "x", x, alignof(T));
  detail::expect_pointer("top_k_forward", "y", y, alignof(T));
  constexpr int width = simd_detail::channels_per_task<T>;
  const std::int64_t blocks = (p.channels + std::int64_t{width} - 1) / width;
  pool.for_each_task(p.groups * blocks, [&](std::int64_t task, int) {
    const std::int64_t row = task / blocks * p.rows;
    const auto channel = static_cast<int>(task % blocks) * width;
    const std::int64_t first = row * p.channels + channel;
    std::uint8_t* own_bits = bits == nullptr ? nullptr : bits + row * winner_row_bytes(p.channels) + channel / 8;
    simd_detail::top_k_columns(x + first, p.rows, p.channels, std::min(width, p.channels - channel), p.k, y + first,
                               own_bits, what);
  });
}

/// dx = dy for winners, 0 for others, over `rows` rows of channels; dx and dy may be the same. Throws as above.
template <class T>
void top_k_backward(ThreadPool& pool, std::int64_t rows, int channels, const std::uint8_t* bits, const T* dy, T* dx) {
  detail::expect_size("top_k_backward", "rows", rows, 1, most_values);
  detail::expect_size("top_k_backward", "channels", channels, 1, std::numeric_limits<int>::max());
  detail::expect_product("top_k_backward", "dy", rows, channels);
  detail::expect_pointer("top_k_backward", "bits", bits, 1);
  detail::expect_pointer("top_k_backward", "dy", dy, alignof(T));
  detail::expect_pointer("top_k_backward", "dx", dx, alignof(T));
  const Partition partition = Partition::by_bytes(rows, static_cast<std::size_t>(channels) * sizeof(T));
  pool.for_each_task(partition.tasks(), [&](std::int64_t task, int) {
    for (std::int64_t row = partition.range(task).begin; row < partition.range(task).end; ++row) {
      const std::uint8_t* own = bits + row * winner_row_bytes(channels);
      const T* from = dy + row * channels;
      T* to = dx + row * channels;
      int c = 0;
      for (; c + 8 <= channels; c += 8) simd_detail::pass_winners<8>(own[c / 8], from + c, to + c);
      for (; c < channels; ++c)
        simd_detail::pass_winners<1>(static_cast<unsigned>(own[c / 8]) >> c % 8, from + c, to + c);
    }
  });
}

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
