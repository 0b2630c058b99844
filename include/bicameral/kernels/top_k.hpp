#pragma once
// The k largest values of every channel, exactly, without sorting or moving anything.

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

/// Vec's interface for a single value: the channels that fill no register.
template <class T>
struct OneLane {
  static constexpr int lanes = 1;
  T value;
  static OneLane load(const T* from) { return {*from}; }
  static OneLane broadcast(T value) { return {value}; }
  void store(T* to) const { *to = value; }
  friend OneLane operator+(OneLane a, OneLane b) { return {a.value + b.value}; }
  friend OneLane operator-(OneLane a, OneLane b) { return {a.value - b.value}; }
  friend OneLane where_at_most(OneLane a, OneLane b, OneLane yes, OneLane no) { return a.value <= b.value ? yes : no; }
};

/// Whole numbers in the order of the floating-point numbers whose bits they are made of.
template <class T>
using OrderedKey = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
template <class T>
inline constexpr OrderedKey<T> sign_bit = OrderedKey<T>{1} << (8 * sizeof(T) - 1);
template <class T>
constexpr OrderedKey<T> key_of(T value) {
  const auto bits = std::bit_cast<OrderedKey<T>>(value);
  return (bits & sign_bit<T>) != 0 ? ~bits : bits | sign_bit<T>;
}
template <class T>
constexpr T value_of(OrderedKey<T> key) {
  return std::bit_cast<T>((key & sign_bit<T>) != 0 ? key ^ sign_bit<T> : ~key);
}

/// Rows whose number a float still counts exactly.
inline constexpr std::int64_t rows_per_count = std::int64_t{1} << 20;
/// Values tried in one pass over the rows: each pass leaves an eighth of what the k-th largest may be.
inline constexpr int trials = 7;
/// Channels of a task: a cache line.
template <class T>
inline constexpr int channels_per_task = 64 / static_cast<int>(sizeof(T));

/// above[j lanes + c] = how many values of channel c are not at most trial[j lanes + c]; NaN is above all.
template <class V, int Trials, class T>
[[gnu::flatten]] void count_above(const T* x, std::int64_t rows, std::int64_t line, const T* trial,
                                  std::int64_t* above) {
  constexpr int lanes = V::lanes;
  std::fill_n(above, Trials * lanes, std::int64_t{0});
  std::array<V, static_cast<std::size_t>(Trials)> bound;
  unrolled<Trials>([&](int j) { bound[static_cast<std::size_t>(j)] = V::load(trial + j * lanes); });
  const V one = V::broadcast(T(1));
  const V none = V::broadcast(T(0));
  for (std::int64_t begin = 0; begin < rows; begin += rows_per_count) {
    const std::int64_t end = std::min(rows, begin + rows_per_count);
    std::array<V, static_cast<std::size_t>(Trials)> count;
    count.fill(none);
    for (std::int64_t row = begin; row < end; ++row) {
      const V value = V::load(x + row * line);
      unrolled<Trials>([&](int i) {
        const auto j = static_cast<std::size_t>(i);
        count[j] = count[j] + where_at_most(value, bound[j], none, one);
      });
    }
    std::array<T, static_cast<std::size_t>(Trials * lanes)> counted;
    for (int j = 0; j < Trials; ++j) count[static_cast<std::size_t>(j)].store(counted.data() + j * lanes);
    for (int i = 0; i < Trials * lanes; ++i)
      above[i] += static_cast<std::int64_t>(counted[static_cast<std::size_t>(i)]);
  }
}

/// cut[c] = the k-th largest of a channel's values, equals[c] = how many values equal to it are among the k largest.
/// Infinity where NaN alone are more than k. By search: the smallest number that fewer than k values are above.
template <class V, class T>
void find_cuts(const T* x, std::int64_t rows, std::int64_t line, std::int64_t k, T* cut, std::int64_t* equals) {
  using Key = OrderedKey<T>;
  constexpr int lanes = V::lanes;
  static_assert(std::numeric_limits<T>::is_iec559, "top_k: expected IEEE floating-point numbers");
  std::array<Key, static_cast<std::size_t>(lanes)> low, high;
  low.fill(key_of(-std::numeric_limits<T>::infinity()));
  high.fill(key_of(std::numeric_limits<T>::infinity()));
  std::array<T, static_cast<std::size_t>(trials * lanes)> trial;
  std::array<std::int64_t, static_cast<std::size_t>(trials * lanes)> above;
  const auto step = [&](std::size_t c) { return static_cast<Key>((high[c] - low[c]) / Key{trials + 1} + Key{1}); };
  for (bool found = false; !found;) {
    for (int i = 0; i < trials * lanes; ++i) {
      const auto c = static_cast<std::size_t>(i % lanes);
      const auto key = static_cast<Key>(low[c] + step(c) * static_cast<Key>(i / lanes + 1) - Key{1});
      trial[static_cast<std::size_t>(i)] = value_of<T>(std::min(key, high[c]));
    }
    count_above<V, trials>(x, rows, line, trial.data(), above.data());
    found = true;
    for (std::size_t c = 0; c < static_cast<std::size_t>(lanes); ++c) {
      const Key width = step(c);
      for (std::size_t j = 0; j < trials && low[c] + width - Key{1} < high[c]; ++j) {
        const auto key = static_cast<Key>(low[c] + width - Key{1});
        if (above[j * static_cast<std::size_t>(lanes) + c] < k)
          high[c] = key;  // ends the loop
        else
          low[c] = key + Key{1};
      }
      found = found && low[c] == high[c];
    }
  }
  for (int c = 0; c < lanes; ++c) cut[c] = value_of<T>(high[static_cast<std::size_t>(c)]);
  count_above<V, 1>(x, rows, line, cut, above.data());
  for (int c = 0; c < lanes; ++c) equals[c] = std::max<std::int64_t>(0, k - above[static_cast<std::size_t>(c)]);
}

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
  for_each_register<T>(channels,
                       [&]<class V>(int c) { find_cuts<V>(x + c, rows, line, k, cut.data() + c, equals.data() + c); });
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
