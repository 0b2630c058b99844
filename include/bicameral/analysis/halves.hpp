#pragma once
// What the two-sided analyses must know of a network's type: its halves, their fusion and the heads behind it.

#include "bicameral/core/instruction_set.hpp"
#include "bicameral/hemispheres/bicameral.hpp"

namespace bicameral {

/// One side of a bilateral network.
enum class BrainHalf { left, right };

inline namespace BICAMERAL_SIMD {

namespace detail {

template <class L, class R, class H, class F>
struct BrainParts {
  using Left = L;
  using Right = R;
  using Head = H;
  using Fusion = F;
  /// Where the heads begin in the tables of the network.
  static constexpr Cursor head_at = L::slots + R::slots;
};

template <class L, class R, class H, class F>
BrainParts<L, R, H, F> parts_of(const Bicameral<L, R, H, F>&);

template <class A>
using brain_parts = decltype(parts_of(*static_cast<const A*>(nullptr)));

}  // namespace detail

/// A network of two halves: Bicameral, or a type derived from one.
template <class A>
concept TwoHalves = requires(const A& network) {
  detail::parts_of(network);
};

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
