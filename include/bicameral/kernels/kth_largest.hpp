#pragma once
// The k-th largest value of every channel, exactly: what it may be is narrowed down by counting; nothing is sorted or
// moved.

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>

#include "bicameral/core/instruction_set.hpp"
#include "bicameral/core/simd.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {
namespace simd_detail {

/// Vec's interface for a single value: the channels that fill no register.
template <class T>
struct OneLane {
  using Scalar = T;
  static constexpr int lanes = 1;
  T value;
  static OneLane load(const T* from) { return {*from}; }
  static OneLane broadcast(T value) { return {value}; }
  void store(T* to) const { *to = value; }
  friend OneLane operator+(OneLane a, OneLane b) { return {a.value + b.value}; }
  friend OneLane operator-(OneLane a, OneLane b) { return {a.value - b.value}; }
  friend OneLane where_at_most(OneLane a, OneLane b, OneLane yes, OneLane no) { return a.value <= b.value ? yes : no; }
  friend OneLane add_where_above(OneLane sum, OneLane a, OneLane b, OneLane term) {
    return a.value <= b.value ? sum : sum + term;
  }
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

/// Calls visit(begin, end) for ranges of rows that a float can count.
template <class Visit>
void for_countable_rows(std::int64_t rows, const Visit& visit) {
  for (std::int64_t begin = 0; begin < rows; begin += rows_per_count)
    visit(begin, std::min(rows, begin + rows_per_count));
}

/// Adds the counts in the lanes of `count` to `sum`.
template <class V>
void add_counts(V count, std::int64_t* sum) {
  std::array<typename V::Scalar, static_cast<std::size_t>(V::lanes)> counts;
  count.store(counts.data());
  for (std::size_t c = 0; c < counts.size(); ++c) sum[c] += static_cast<std::int64_t>(counts[c]);
}

/// The search for the k-th largest of `rows` values in every lane of V: row r of lane c is x[r line + c]. NaN is larger
/// than all.
template <class V>
class KthLargest {
 public:
  using T = typename V::Scalar;
  static_assert(std::numeric_limits<T>::is_iec559, "top_k: expected IEEE floating-point numbers");

  /// Requires 0 < k <= rows.
  KthLargest(const T* x, std::int64_t rows, std::int64_t line, std::int64_t k)
      : x_(x), rows_(rows), line_(line), k_(k) {
    begin();
    for (int pass = 0; !is_near(); ++pass) narrow(pass < passes_by_value);
  }

  /// value[c] = the k-th largest, equals[c] = how many values equal to it are among the k largest. Infinity and 0 where
  /// NaN alone are k or more.
  void write(T* value, std::int64_t* equals) const {
    std::array<T, near * size> largest{};
    if (low_ != high_) collect_largest(largest.data());
    for (std::size_t c = 0; c < size; ++c) {
      value[c] = value_of<T>(high_[c]);
      equals[c] = std::max<std::int64_t>(0, k_ - above_[c]);
      if (low_[c] == high_[c]) continue;
      const auto place = static_cast<std::size_t>(equals[c] - 1);
      value[c] = largest[place * size + c];
      for (std::size_t i = 0; i < place; ++i) equals[c] -= largest[i * size + c] > value[c] ? 1 : 0;
    }
  }

 private:
  using Key = OrderedKey<T>;
  static constexpr auto size = static_cast<std::size_t>(V::lanes);
  /// Values tried in one pass over the rows: each pass leaves an eighth of what the k-th largest may be.
  static constexpr std::size_t trials = 7;
  /// First passes divide the range of values, which leaves few of them where they crowd together; later ones its keys,
  /// which ends the search whatever the values are.
  static constexpr int passes_by_value = 5;
  /// So many of the largest values below a bound are found in one pass.
  static constexpr std::size_t near = 4;

  /// From the smallest to the largest value; above that is NaN only.
  [[gnu::flatten]] void begin() {
    constexpr T infinity = std::numeric_limits<T>::infinity();
    const V one = V::broadcast(T(1));
    V lowest = V::broadcast(infinity);
    V highest = V::broadcast(-infinity);
    above_.fill(0);
    for_countable_rows(rows_, [&](std::int64_t row, std::int64_t end) {
      V nans = V::broadcast(T(0));
      for (; row < end; ++row) {
        const V value = V::load(x_ + row * line_);
        lowest = where_at_most(value, lowest, value, lowest);
        highest = where_at_most(highest, value, value, highest);
        nans = add_where_above(nans, value, value, one);
      }
      add_counts(nans, above_.data());
    });
    std::array<T, size> low, high;
    lowest.store(low.data());
    highest.store(high.data());
    for (std::size_t c = 0; c < size; ++c) {
      high_[c] = key_of(above_[c] >= k_ ? infinity : high[c]);
      low_[c] = above_[c] >= k_ ? high_[c] : key_of(low[c]);
    }
  }

  /// Is the place of every k-th largest known, or near enough to the largest that it may be?
  bool is_near() const {
    bool all = true;
    for (std::size_t c = 0; c < size; ++c)
      all = all && (low_[c] == high_[c] || k_ - above_[c] <= static_cast<std::int64_t>(near));
    return all;
  }

  /// Leaves what lies between two of the values tried.
  void narrow(bool by_value) {
    std::array<T, trials * size> tried;
    std::array<std::int64_t, trials * size> above;
    for (std::size_t c = 0; c < size; ++c) choose(by_value, c, tried.data() + c);
    count_above(tried.data(), above.data());
    for (std::size_t c = 0; c < size; ++c)
      for (std::size_t j = 0; j < trials && low_[c] != high_[c]; ++j) {
        const Key key = key_of(tried[j * size + c]);
        if (above[j * size + c] < k_) {
          high_[c] = key;
          above_[c] = above[j * size + c];
          break;
        }
        low_[c] = key + Key{1};
      }
  }

  /// tried[j size]: rising, from the lowest to below the highest that it may be.
  void choose(bool by_value, std::size_t c, T* tried) const {
    const T from = value_of<T>(low_[c]);
    const T to = value_of<T>(high_[c]);
    const Key last = low_[c] == high_[c] ? high_[c] : static_cast<Key>(high_[c] - Key{1});
    const auto step = static_cast<Key>((high_[c] - low_[c]) / Key{trials + 1} + Key{1});
    by_value = by_value && std::isfinite(from) && std::isfinite(to);
    Key key = low_[c];
    for (std::size_t j = 0; j < trials; ++j) {
      const T part = static_cast<T>(j + 1) / static_cast<T>(trials + 1);
      const Key wanted = by_value ? key_of(from * (1 - part) + to * part)
                                  : static_cast<Key>(low_[c] + step * static_cast<Key>(j + 1) - Key{1});
      key = std::clamp(wanted, key, last);  // rounding must not let values fall
      tried[j * size] = value_of<T>(key);
    }
  }

  /// above[j size + c] = how many values of lane c are not at most tried[j size + c].
  [[gnu::flatten]] void count_above(const T* tried, std::int64_t* above) const {
    std::fill_n(above, trials * size, std::int64_t{0});
    std::array<V, trials> bound;
    unrolled<trials>([&](int j) { bound[static_cast<std::size_t>(j)] = V::load(tried + j * V::lanes); });
    const V one = V::broadcast(T(1));
    for_countable_rows(rows_, [&](std::int64_t row, std::int64_t end) {
      std::array<V, trials> count;
      count.fill(V::broadcast(T(0)));
      for (; row < end; ++row) {
        const V value = V::load(x_ + row * line_);
        unrolled<trials>([&](int i) {
          const auto j = static_cast<std::size_t>(i);
          count[j] = add_where_above(count[j], value, bound[j], one);
        });
      }
      for (std::size_t j = 0; j < trials; ++j) add_counts(count[j], above + j * size);
    });
  }

  /// largest[i size + c] = the i-th largest value of lane c, from 0, that is at most its `high`.
  [[gnu::flatten]] void collect_largest(T* largest) const {
    std::array<T, size> bounds;
    for (std::size_t c = 0; c < size; ++c) bounds[c] = value_of<T>(high_[c]);
    const V bound = V::load(bounds.data());
    const V none = V::broadcast(-std::numeric_limits<T>::infinity());
    std::array<V, near> kept;
    kept.fill(none);
    for (std::int64_t row = 0; row < rows_; ++row) {
      const V value = V::load(x_ + row * line_);
      V falling = where_at_most(value, bound, value, none);
      unrolled<near>([&](int j) {
        V& place = kept[static_cast<std::size_t>(j)];
        const V smaller = where_at_most(place, falling, place, falling);
        place = where_at_most(place, falling, falling, place);
        falling = smaller;
      });
    }
    for (std::size_t j = 0; j < near; ++j) kept[j].store(largest + j * size);
  }

  const T* x_;
  std::int64_t rows_;
  std::int64_t line_;
  std::int64_t k_;
  std::array<Key, size> low_, high_;      // the k-th largest lies between, both included
  std::array<std::int64_t, size> above_;  // so many values are above `high`: fewer than k, or NaN
};

}  // namespace simd_detail
}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
