#pragma once
// One hemisphere with its heads, or with none.

#include <algorithm>

#include "bicameral/core/instruction_set.hpp"
#include "bicameral/hemispheres/frozen.hpp"
#include "bicameral/hemispheres/heads.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// A whole network: it turns images into Outputs. Unilateral, Bicameral, Ensemble, or a hemisphere by
/// itself.
template <class A>
concept Model = requires {
  requires A::is_model;
};

namespace detail {

/// True, or one compile-time error; in a function, so that the type around the mistake stays whole and says no more.
template <class H>
constexpr bool half_fits() {
  static_assert(ends_in_vector<H>(), "Unilateral: the hemisphere must end in a vector (GlobalAvgPool or Flatten)");
  return true;
}

/// How the weights of a network whose only hemisphere is H are prepared for inference.
template <class H>
struct FoldsOneHalf {
  template <class T>
  static std::size_t folded_bytes(Mode mode, int batch, const ComputeSettings& settings) {
    return folded_half_bytes<H, T>(mode, batch, settings);
  }
  template <Mode M, class T>
  static void fold(Pass<T>& pass, Arena& memory) {
    fold_half<H, M>(pass, Cursor{}, memory);
  }
};

}  // namespace detail

/// A single network: logits = Head(H(image)). Parameter names begin with "hemisphere." and "head.".
template <HemisphereBlock H, class Head>
struct Unilateral : detail::FoldsOneHalf<H> {
  static_assert(detail::half_fits<H>());
  static constexpr bool is_model = true;
  using Half = H;
  static constexpr Shape input = H::input;
  static constexpr Shape features = H::features;
  static constexpr bool has_fine = Head::has_fine;
  static constexpr bool has_coarse = Head::has_coarse;

  template <class W>
  static constexpr void walk(W& walker, Classes classes) {
    walker.enter("hemisphere", 0);
    walker.images();
    H::walk(walker, input);
    walker.leave();
    walker.enter("head", 0);
    Head::walk(walker, features, classes);
    walker.leave();
  }
  template <class T>
  static constexpr std::size_t kept_bytes(Mode mode, int batch, Classes classes) {
    return H::template kept_bytes<T>(mode, input, batch) + Head::template kept_bytes<T>(mode, features, batch, classes);
  }
  template <class T>
  static std::size_t scratch_bytes(Mode mode, int batch, const ComputeSettings& settings, int workers,
                                   Classes classes) {
    return std::max(H::template scratch_bytes<T>(mode, input, batch, settings, workers),
                    Head::template scratch_bytes<T>(mode, features, batch, settings, workers, classes)) +
           detail::activation_bytes<T>(features, batch);
  }

  template <Mode M, class T>
  static void forward(Pass<T>& pass, const T* images, const Outputs<T>& outputs) {
    H::template forward<input, M>(pass, {}, images, outputs.features);
    Head::template forward<M>(pass, H::slots, features, outputs.features, outputs);
  }

  template <Mode M, class T>
  static void backward(Pass<T>& pass, const Outputs<const T>& d, T* dx) {
    if constexpr (FrozenHemisphere<H>) {
      Head::template backward<M, T>(pass, H::slots, features, d, nullptr);
      if (dx != nullptr) std::fill_n(dx, input.size() * pass.batch, T(0));
    } else {
      const Arena::Scope scope(*pass.scratch);
      T* d_features = pass.scratch->template take<T>(static_cast<std::size_t>(features.size() * pass.batch));
      Head::template backward<M, T>(pass, H::slots, features, d, d_features);
      H::template backward<input, M>(pass, Cursor{}, static_cast<const T*>(d_features), dx);
    }
  }
};

/// A hemisphere by itself: its only result is its features.
template <HemisphereBlock H>
struct Headless : detail::FoldsOneHalf<H> {
  static constexpr bool is_model = true;
  static constexpr Shape input = H::input;
  static constexpr Shape features = H::features;
  static constexpr bool has_fine = false;
  static constexpr bool has_coarse = false;

  template <class W>
  static constexpr void walk(W& walker, Classes) {
    walker.images();
    H::walk(walker, input);
  }
  template <class T>
  static constexpr std::size_t kept_bytes(Mode mode, int batch, Classes) {
    return H::template kept_bytes<T>(mode, input, batch);
  }
  template <class T>
  static std::size_t scratch_bytes(Mode mode, int batch, const ComputeSettings& settings, int workers, Classes) {
    return H::template scratch_bytes<T>(mode, input, batch, settings, workers);
  }
  template <Mode M, class T>
  static void forward(Pass<T>& pass, const T* images, const Outputs<T>& outputs) {
    H::template forward<input, M>(pass, {}, images, outputs.features);
  }
  template <Mode M, class T>
  static void backward(Pass<T>& pass, const Outputs<const T>& d, T* dx) {
    if constexpr (!FrozenHemisphere<H>)
      H::template backward<input, M>(pass, Cursor{}, d.features, dx);
    else if (dx != nullptr)
      std::fill_n(dx, input.size() * pass.batch, T(0));
  }
};

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
