#pragma once
// The linear maps of Winograd's minimal filtering F(m x m, 3 x 3), on anything that can be added and multiplied.

#include "bicameral/core/simd.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// F(m, 3) in one dimension: y = A^T ((G g) * (B^T d)), with m outputs y, 3 weights g, m + 2 inputs d, * value by
/// value. Two dimensions apply each map to columns, then to rows. Source: Lavin, Gray, "Fast algorithms for
/// convolutional neural networks", CVPR 2016.
template <int OutputTile>
struct WinogradMaps;

/// Interpolation at 0, 1, -1, infinity.
template <>
struct WinogradMaps<2> {
  static constexpr int output = 2;
  static constexpr int input = 4;

  /// v = B^T d
  template <class V>
  static void input_map(const V (&d)[4], V (&v)[4]) {
    v[0] = d[0] - d[2];
    v[1] = d[1] + d[2];
    v[2] = d[2] - d[1];
    v[3] = d[1] - d[3];
  }
  /// y = A^T m
  template <class V>
  static void output_map(const V (&m)[4], V (&y)[2]) {
    y[0] = m[0] + m[1] + m[2];
    y[1] = m[1] - m[2] - m[3];
  }
  /// m = A y, the transpose of output_map
  template <class V>
  static void output_gradient_map(const V (&y)[2], V (&m)[4]) {
    m[0] = y[0];
    m[1] = y[0] + y[1];
    m[2] = y[0] - y[1];
    m[3] = V::zero() - y[1];
  }
  /// u = G g
  template <class V>
  static void filter_map(const V (&g)[3], V (&u)[4]) {
    const V half = V::broadcast(typename V::Scalar(0.5));
    const V even = half * (g[0] + g[2]);
    const V odd = half * g[1];
    u[0] = g[0];
    u[1] = even + odd;
    u[2] = even - odd;
    u[3] = g[2];
  }
  /// g = G^T u, the transpose of filter_map
  template <class V>
  static void filter_gradient_map(const V (&u)[4], V (&g)[3]) {
    const V half = V::broadcast(typename V::Scalar(0.5));
    const V sum = half * (u[1] + u[2]);
    g[0] = u[0] + sum;
    g[1] = half * (u[1] - u[2]);
    g[2] = sum + u[3];
  }
};

/// Interpolation at 0, 1, -1, 2, -2, infinity.
template <>
struct WinogradMaps<4> {
  static constexpr int output = 4;
  static constexpr int input = 6;

  template <class V>
  static void input_map(const V (&d)[6], V (&v)[6]) {
    const V two = V::broadcast(2);
    const V four = V::broadcast(4);
    const V minus_five = V::broadcast(-5);
    const V minus_four = V::broadcast(-4);
    const V even = multiply_add(minus_four, d[2], d[4]);  // at 1 and -1
    const V odd = multiply_add(minus_four, d[1], d[3]);
    const V even2 = d[4] - d[2];  // at 2 and -2
    const V odd2 = two * (d[3] - d[1]);
    v[0] = multiply_add(four, d[0], multiply_add(minus_five, d[2], d[4]));
    v[1] = even + odd;
    v[2] = even - odd;
    v[3] = even2 + odd2;
    v[4] = even2 - odd2;
    v[5] = multiply_add(four, d[1], multiply_add(minus_five, d[3], d[5]));
  }
  template <class V>
  static void output_map(const V (&m)[6], V (&y)[4]) {
    const V sum = m[1] + m[2];
    const V difference = m[1] - m[2];
    const V sum2 = m[3] + m[4];
    const V difference2 = m[3] - m[4];
    y[0] = m[0] + sum + sum2;
    y[1] = multiply_add(V::broadcast(2), difference2, difference);
    y[2] = multiply_add(V::broadcast(4), sum2, sum);
    y[3] = multiply_add(V::broadcast(8), difference2, difference) + m[5];
  }
  template <class V>
  static void output_gradient_map(const V (&y)[4], V (&m)[6]) {
    const V four = V::broadcast(4);
    const V even = y[0] + y[2];
    const V odd = y[1] + y[3];
    const V even2 = multiply_add(four, y[2], y[0]);
    const V odd2 = V::broadcast(2) * multiply_add(four, y[3], y[1]);
    m[0] = y[0];
    m[1] = even + odd;
    m[2] = even - odd;
    m[3] = even2 + odd2;
    m[4] = even2 - odd2;
    m[5] = y[3];
  }
  template <class V>
  static void filter_map(const V (&g)[3], V (&u)[6]) {
    const V sixth = V::broadcast(scalar<V>(-1) / 6);
    const V twelfth = V::broadcast(scalar<V>(1) / 12);
    const V even = sixth * (g[0] + g[2]);
    const V odd = sixth * g[1];
    const V even2 = multiply_add(V::broadcast(scalar<V>(1) / 24), g[0], V::broadcast(scalar<V>(1) / 6) * g[2]);
    const V odd2 = twelfth * g[1];
    u[0] = V::broadcast(scalar<V>(1) / 4) * g[0];
    u[1] = even + odd;
    u[2] = even - odd;
    u[3] = even2 + odd2;
    u[4] = even2 - odd2;
    u[5] = g[2];
  }
  template <class V>
  static void filter_gradient_map(const V (&u)[6], V (&g)[3]) {
    const V sixth = V::broadcast(scalar<V>(-1) / 6);
    const V sum = u[1] + u[2];
    const V sum2 = u[3] + u[4];
    g[0] = multiply_add(V::broadcast(scalar<V>(1) / 4), u[0],
                        multiply_add(sixth, sum, V::broadcast(scalar<V>(1) / 24) * sum2));
    g[1] = multiply_add(sixth, u[1] - u[2], V::broadcast(scalar<V>(1) / 12) * (u[3] - u[4]));
    g[2] = multiply_add(sixth, sum, multiply_add(V::broadcast(scalar<V>(1) / 6), sum2, u[5]));
  }

 private:
  template <class V>
  using scalar = typename V::Scalar;
};

namespace simd_detail {

/// map applied to every column of what load(row, column) gives, then to every row; store(row, column, value) takes the
/// results. Nothing but the half-mapped square lies in between.
template <class V, int From, int To, class Load, class Map, class Store>
inline void map_square(const Load& load, const Map& map, const Store& store) {
  V between[From][To];  // [column][row after the map]
  unrolled<From>([&](auto c) {
    V column[From];
    unrolled<From>([&](auto r) { column[r] = load(r, c); });
    map(column, between[c]);
  });
  unrolled<To>([&](auto r) {
    V row[From];
    unrolled<From>([&](auto c) { row[c] = between[c][r]; });
    V mapped[To];
    map(row, mapped);
    unrolled<To>([&](auto c) { store(r, c, mapped[c]); });
  });
}

}  // namespace simd_detail
}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
