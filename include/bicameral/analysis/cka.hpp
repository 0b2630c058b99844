#pragma once
// How alike two sets of features of the same images are, whatever basis each is written in.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "bicameral/analysis/centred_products.hpp"
#include "bicameral/analysis/column_moments.hpp"
#include "bicameral/analysis/feature_rows.hpp"
#include "bicameral/analysis/vectors.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/core/parallel.hpp"

namespace bicameral {

/// Linear centred kernel alignment of two sets of features.
struct Cka {
  /// From 0 to 1, whatever rounding does; none when one set never changes. Grows with the number of features where
  /// images are few.
  std::optional<double> biased{};
  /// Without that growth: about 0 for features that have nothing to do with each other, perhaps below, and at most 1;
  /// none for fewer than four images or a set without similarity of its own.
  std::optional<double> debiased{};
};

inline namespace BICAMERAL_SIMD {

namespace detail {

/// Squared lengths of the centred rows: the diagonal of the kernel X X^T.
inline std::vector<double> squared_lengths(const FeatureRows& x, std::span<const double> mean, ThreadPool& pool) {
  std::vector<double> squares(static_cast<std::size_t>(x.rows));
  pool.for_each_task(x.rows, [&](std::int64_t i, int) {
    double sum = 0;
    for (std::int64_t j = 0; j < x.columns; ++j) {
      const double away = static_cast<double>(x.row(i)[j]) - mean[static_cast<std::size_t>(j)];
      sum += away * away;
    }
    squares[static_cast<std::size_t>(i)] = sum;
  });
  return squares;
}

/// Without its factor 1 / (n (n - 3)), which the quotient loses: the unbiased estimate of HSIC from K = X X^T and
/// L = Y Y^T without their diagonals k and l. With centred columns the row sums of K are 0, so that without the
/// diagonal they are -k: tr(KL) = |X^T Y|^2 - k.l, 1'K1 = -sum k, 1'KL1 = k.l.
inline double unbiased_hsic(double products, const std::vector<double>& k, const std::vector<double>& l) {
  const auto n = static_cast<double>(k.size());
  const double diagonals = dot(k, l);
  return products - diagonals + total(k) * total(l) / ((n - 1) * (n - 2)) - 2 / (n - 2) * diagonals;
}

}  // namespace detail

/// biased = |Y^T X|^2 / (|X^T X| |Y^T Y|) with Frobenius norms and centred columns: 1 for features that are rotated,
/// scaled or moved, 0 for uncorrelated ones. Source: Kornblith, Norouzi, Lee, Hinton, "Similarity of neural network
/// representations revisited", ICML 2019, in the form that costs features^2 instead of images^2. debiased = HSIC(X, Y)
/// / sqrt(HSIC(X, X) HSIC(Y, Y)) with the unbiased HSIC of Song et al., "Feature selection via dependence
/// maximization", JMLR 2012. All sums are in double; ensures the same bits for any number of threads. Requires row i of
/// both to be the same image. Errors: different numbers of rows, a feature that is not finite.
inline Cka linear_cka(const FeatureRows& x, const FeatureRows& y, ThreadPool& pool) {
  if (x.rows != y.rows)
    fail("linear_cka", "features of the same " + std::to_string(x.rows) + " images", std::to_string(y.rows));
  const ColumnMoments mx = column_moments(x, pool);
  const ColumnMoments my = column_moments(y, pool);
  const auto squared_norm = [](const std::vector<double>& products) { return detail::dot(products, products); };
  const double xy = squared_norm(centred_products(x, mx.mean, y, my.mean, pool));
  const double xx = squared_norm(centred_products(x, mx.mean, x, mx.mean, pool));
  const double yy = squared_norm(centred_products(y, my.mean, y, my.mean, pool));
  Cka result;
  if (xx > 0 && yy > 0) result.biased = std::min(xy / std::sqrt(xx) / std::sqrt(yy), 1.0);
  if (x.rows < 4) return result;
  const std::vector<double> k = detail::squared_lengths(x, mx.mean, pool);
  const std::vector<double> l = detail::squared_lengths(y, my.mean, pool);
  const double own_x = detail::unbiased_hsic(xx, k, k);
  const double own_y = detail::unbiased_hsic(yy, l, l);
  constexpr double rounding = 1e-12;  // what is left of a difference that should be 0
  if (own_x > rounding * xx && own_y > rounding * yy)
    result.debiased = std::min(detail::unbiased_hsic(xy, k, l) / std::sqrt(own_x) / std::sqrt(own_y), 1.0);
  return result;
}

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
