#pragma once
// The one gate to vector registers: xsimd where it is found, else the packets that Eigen brings along.

#include <Eigen/Core>
#include <type_traits>
#include <utility>

#include "bicameral/core/instruction_set.hpp"
#include "bicameral/core/vector_layer.hpp"

#ifdef BICAMERAL_SIMD_IS_XSIMD
#include <xsimd/xsimd.hpp>
#endif

namespace bicameral {
inline namespace BICAMERAL_SIMD {

namespace simd_detail {

#ifndef BICAMERAL_SIMD_IS_XSIMD
/// yes where a <= b, else no.
template <class Packet>
Packet chosen_at_most(Packet a, Packet b, Packet yes, Packet no) {
  return Eigen::internal::pselect(Eigen::internal::pcmp_le(a, b), yes, no);
}
/// sum where a <= b, else sum + term.
template <class Packet>
Packet added_above(Packet sum, Packet a, Packet b, Packet term) {
  return Eigen::internal::padd(sum, chosen_at_most(a, b, Eigen::internal::pset1<Packet>(0), term));
}
#ifdef EIGEN_VECTORIZE_AVX512
// Eigen 3.4 spreads the result of a comparison over a register and compares that with zero to choose by it.
inline __m512 chosen_at_most(__m512 a, __m512 b, __m512 yes, __m512 no) {
  return _mm512_mask_blend_ps(_mm512_cmp_ps_mask(a, b, _CMP_LE_OQ), no, yes);
}
inline __m512d chosen_at_most(__m512d a, __m512d b, __m512d yes, __m512d no) {
  return _mm512_mask_blend_pd(_mm512_cmp_pd_mask(a, b, _CMP_LE_OQ), no, yes);
}
inline __m512 added_above(__m512 sum, __m512 a, __m512 b, __m512 term) {
  return _mm512_mask_add_ps(sum, _mm512_cmp_ps_mask(a, b, _CMP_NLE_UQ), sum, term);
}
inline __m512d added_above(__m512d sum, __m512d a, __m512d b, __m512d term) {
  return _mm512_mask_add_pd(sum, _mm512_cmp_pd_mask(a, b, _CMP_NLE_UQ), sum, term);
}
#endif
#endif

}  // namespace simd_detail

/// One vector register of T: as many values as it holds, added, multiplied, compared lane by lane. where_at_most(a, b,
/// yes, no) is yes where a <= b, else no, also where one is NaN; add_where_above(sum, a, b, term) is sum where a <= b,
/// else sum + term, also where a or b is NaN.
template <class T>
struct Vec {
  using Scalar = T;
#ifdef BICAMERAL_SIMD_IS_XSIMD
  using Native = xsimd::batch<T>;
  static constexpr int lanes = static_cast<int>(Native::size);
#else
  using Native = typename Eigen::internal::packet_traits<T>::type;
  static constexpr int lanes = static_cast<int>(Eigen::internal::unpacket_traits<Native>::size);
#endif
  Native native;

#ifdef BICAMERAL_SIMD_IS_XSIMD
  static Vec load(const T* from) { return {Native::load_unaligned(from)}; }
  static Vec broadcast(T value) { return {Native(value)}; }
  void store(T* to) const { native.store_unaligned(to); }
  friend Vec operator+(Vec a, Vec b) { return {a.native + b.native}; }
  friend Vec operator-(Vec a, Vec b) { return {a.native - b.native}; }
  friend Vec operator*(Vec a, Vec b) { return {a.native * b.native}; }
  friend Vec multiply_add(Vec a, Vec b, Vec c) {
    // xsimd 8 multiplies and adds AVX-512 registers one after the other, which Clang leaves so; Eigen does both at
    // once.
    using Packet = typename Eigen::internal::packet_traits<T>::type;
    if constexpr (sizeof(Packet) == sizeof(Native) && sizeof(Packet) == 64)
      return {Native(Eigen::internal::pmadd(Packet(a.native), Packet(b.native), Packet(c.native)))};
    else
      return {xsimd::fma(a.native, b.native, c.native)};
  }
  friend Vec maximum(Vec a, Vec b) { return {xsimd::max(a.native, b.native)}; }
  friend Vec where_at_most(Vec a, Vec b, Vec yes, Vec no) {
    return {xsimd::select(a.native <= b.native, yes.native, no.native)};
  }
  friend Vec add_where_above(Vec sum, Vec a, Vec b, Vec term) {
    return {sum.native + xsimd::select(a.native <= b.native, Native(T(0)), term.native)};
  }
#else
  static Vec load(const T* from) { return {Eigen::internal::ploadu<Native>(from)}; }
  static Vec broadcast(T value) { return {Eigen::internal::pset1<Native>(value)}; }
  void store(T* to) const { Eigen::internal::pstoreu(to, native); }
  friend Vec operator+(Vec a, Vec b) { return {Eigen::internal::padd(a.native, b.native)}; }
  friend Vec operator-(Vec a, Vec b) { return {Eigen::internal::psub(a.native, b.native)}; }
  friend Vec operator*(Vec a, Vec b) { return {Eigen::internal::pmul(a.native, b.native)}; }
  friend Vec multiply_add(Vec a, Vec b, Vec c) { return {Eigen::internal::pmadd(a.native, b.native, c.native)}; }
  friend Vec maximum(Vec a, Vec b) { return {Eigen::internal::pmax(a.native, b.native)}; }
  friend Vec where_at_most(Vec a, Vec b, Vec yes, Vec no) {
    return {simd_detail::chosen_at_most(a.native, b.native, yes.native, no.native)};
  }
  friend Vec add_where_above(Vec sum, Vec a, Vec b, Vec term) {
    return {simd_detail::added_above(sum.native, a.native, b.native, term.native)};
  }
#endif
  static Vec zero() { return broadcast(T(0)); }
};

/// Asks for the cache line of `address` before it is read; a hint, without effect where the compiler offers none.
inline void prefetch(const void* address) {
#if defined(__GNUC__)
  __builtin_prefetch(address);
#else
  static_cast<void>(address);
#endif
}

namespace simd_detail {

template <class Numbers>
struct Unrolled;
template <int... I>
struct Unrolled<std::integer_sequence<int, I...>> {
  template <class Body>
  void operator()(const Body& body) const {
    (body(I), ...);
  }
};

}  // namespace simd_detail

/// unrolled<Count>(body) calls body(0), body(1), ... body(Count - 1) one after the other, without a loop: for arrays
/// that must stay in registers. The number is a constant once everything is inlined, so kernels that use this are
/// marked
/// [[gnu::flatten]]; it is passed as an int, because a body for each constant would be compiled anew for each. An
/// object, not a function: one function to compile less for every body.
template <int Count>
inline constexpr simd_detail::Unrolled<std::make_integer_sequence<int, Count>> unrolled{};

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
