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

/// Interpolation at 0, 5/8, -5/8, 3/2, -3/2, infinity, for about a third of the error in float of the usual 0, 1, -1,
/// 2, -2: powers of the points stay near 1, and the factors of B are exact in float. A's columns are divided by their
/// points, which saves operations. Why points matter, and how to search for them: Barabasz, Anderson, Soodhalter,
/// Gregg, "Error analysis and improving the accuracy of Winograd convolution", ACM TOMS 46, 2020.
template <>
struct WinogradMaps<4> {
  static constexpr int output = 4;
  static constexpr int input = 6;

  template <class V>
  static void input_map(const V (&d)[6], V (&v)[6]) {
    const V minus_sum = constant<V>(-(inner * inner + outer * outer));
    const V product = constant<V>(inner * inner * outer * outer);
    v[0] = multiply_add(product, d[0], multiply_add(minus_sum, d[2], d[4]));
    input_pair(outer * outer, inner, d, v[1], v[2]);
    input_pair(inner * inner, outer, d, v[3], v[4]);
    v[5] = multiply_add(product, d[1], multiply_add(minus_sum, d[3], d[5]));
  }
  template <class V>
  static void output_map(const V (&m)[6], V (&y)[4]) {
    const V sum = m[1] + m[2];
    const V difference = m[1] - m[2];
    const V sum2 = m[3] + m[4];
    const V difference2 = m[3] - m[4];
    y[0] = multiply_add(constant<V>(1 / inner), difference, multiply_add(constant<V>(1 / outer), difference2, m[0]));
    y[1] = sum + sum2;
    y[2] = multiply_add(constant<V>(outer), difference2, constant<V>(inner) * difference);
    y[3] = multiply_add(constant<V>(outer * outer), sum2, multiply_add(constant<V>(inner * inner), sum, m[5]));
  }
  template <class V>
  static void output_gradient_map(const V (&y)[4], V (&m)[6]) {
    m[0] = y[0];
    output_gradient_pair(inner, y, m[1], m[2]);
    output_gradient_pair(outer, y, m[3], m[4]);
    m[5] = y[3];
  }
  template <class V>
  static void filter_map(const V (&g)[3], V (&u)[6]) {
    u[0] = constant<V>(at_zero) * g[0];
    filter_pair(inner, at_inner, g, u[1], u[2]);
    filter_pair(outer, at_outer, g, u[3], u[4]);
    u[5] = g[2];
  }
  template <class V>
  static void filter_gradient_map(const V (&u)[6], V (&g)[3]) {
    const V difference = u[1] - u[2];
    const V difference2 = u[3] - u[4];
    g[0] = multiply_add(constant<V>(at_zero), u[0],
                        multiply_add(constant<V>(at_inner), difference, constant<V>(at_outer) * difference2));
    g[1] = multiply_add(constant<V>(inner * at_inner), u[1] + u[2], constant<V>(outer * at_outer) * (u[3] + u[4]));
    g[2] = multiply_add(constant<V>(inner * inner * at_inner), difference,
                        multiply_add(constant<V>(outer * outer * at_outer), difference2, u[5]));
  }

 private:
  static constexpr double inner = 0.625;
  static constexpr double outer = 1.5;
  // A point over the product of its distances to all others (zero: one over it); the point itself is left to y.
  static constexpr double at_zero = 1 / (inner * inner * outer * outer);
  static constexpr double at_inner = 1 / (2 * inner * (inner * inner - outer * outer));
  static constexpr double at_outer = 1 / (2 * outer * (outer * outer - inner * inner));

  template <class V>
  static V constant(double value) {
    return V::broadcast(static_cast<typename V::Scalar>(value));
  }
  /// Values at point and -point; `other` is the square of the other pair's point.
  template <class V>
  static void input_pair(double other, double point, const V (&d)[6], V& plus, V& minus) {
    const V even = multiply_add(constant<V>(-other), d[2], d[4]);
    const V odd = multiply_add(constant<V>(-other), d[1], d[3]);
    plus = multiply_add(constant<V>(point), odd, even);
    minus = multiply_add(constant<V>(-point), odd, even);
  }
  template <class V>
  static void output_gradient_pair(double point, const V (&y)[4], V& plus, V& minus) {
    const V even = multiply_add(constant<V>(point * point), y[2], y[0]);
    const V odd = multiply_add(constant<V>(point * point), y[3], y[1]);
    plus = multiply_add(constant<V>(1 / point), even, odd);
    minus = multiply_add(constant<V>(-1 / point), even, odd);
  }
  /// The row of -point is that of point with the signs of g[0] and g[2] changed.
  template <class V>
  static void filter_pair(double point, double factor, const V (&g)[3], V& plus, V& minus) {
    const V even = multiply_add(constant<V>(factor), g[0], constant<V>(factor * point * point) * g[2]);
    const V odd = constant<V>(factor * point) * g[1];
    plus = odd + even;
    minus = odd - even;
  }
};

namespace simd_detail {

/// The maps as types: a lambda in each place would have the code around it compiled again for each.
template <class Maps>
struct InputMap {
  void operator()(const auto& d, auto& v) const { Maps::input_map(d, v); }
};
template <class Maps>
struct OutputGradientMap {
  void operator()(const auto& y, auto& m) const { Maps::output_gradient_map(y, m); }
};

/// map applied to every column of what load(row, column) gives, then to every row; store(row, column, value) takes the
/// results. Nothing but the half-mapped square lies in between.
template <class V, int From, int To, class Load, class Map, class Store>
[[gnu::flatten]] inline void map_square(const Load& load, const Map& map, const Store& store) {
  V between[From][To];  // [column][row after the map]
  unrolled<From>([&](int c) {
    V column[From];
    unrolled<From>([&](int r) { column[r] = load(r, c); });
    map(column, between[c]);
  });
  unrolled<To>([&](int r) {
    V row[From];
    unrolled<From>([&](int c) { row[c] = between[c][r]; });
    V mapped[To];
    map(row, mapped);
    unrolled<To>([&](int c) { store(r, c, mapped[c]); });
  });
}

}  // namespace simd_detail
}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
