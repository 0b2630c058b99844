#pragma once
// Two hemispheres that look at the same image, joined by a fusion and heads.

#include <algorithm>

#include "bicameral/core/instruction_set.hpp"
#include "bicameral/hemispheres/frozen.hpp"
#include "bicameral/hemispheres/fusion.hpp"
#include "bicameral/hemispheres/heads.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

namespace detail {

/// True, or one compile-time error; in a function, so that the type around the mistake stays whole and says no more.
template <class Left, class Right, class Fusion>
constexpr bool halves_fit() {
  static_assert(Left::input == Right::input, "Bicameral: left and right must take the same input image");
  static_assert(ends_in_vector<Left>() && ends_in_vector<Right>(),
                "Bicameral: both hemispheres must end in a vector (GlobalAvgPool or Flatten)");
  static_assert(
      Left::features == mistaken || Right::features == mistaken || !Fusion::problem(Left::features, Right::features),
      "Bicameral: the fusion does not fit the features of left and right");
  return true;
}

}  // namespace detail

/// logits = Head(Fusion(Left(image), Right(image))). Left and Right may be any two hemispheres with the same input,
/// each Frozen or not. Parameter names begin with "left.", "right." and "head.". Source: Rajagopalan et al., "Deep
/// learning in a bilateral brain with hemispheric specialization", arXiv 2209.06862.
template <HemisphereBlock Left, HemisphereBlock Right, class Head, class Fusion = Concatenate>
struct Bicameral {
  static_assert(detail::halves_fit<Left, Right, Fusion>());
  static constexpr bool is_model = true;
  using LeftHalf = Left;
  using RightHalf = Right;
  static constexpr Shape input = Left::input;
  static constexpr Shape features = Fusion::output(Left::features, Right::features);
  static constexpr bool has_fine = Head::has_fine;
  static constexpr bool has_coarse = Head::has_coarse;

  template <class W>
  static constexpr void walk(W& walker, Classes classes) {
    walker.enter("left", 0);
    walker.images();
    Left::walk(walker, input);
    walker.leave();
    walker.enter("right", 0);
    walker.images();
    Right::walk(walker, input);
    walker.leave();
    walker.enter("head", 0);
    Head::walk(walker, features, classes);
    walker.leave();
  }
  template <class T>
  static constexpr std::size_t kept_bytes(Mode mode, int batch, Classes classes) {
    return Left::template kept_bytes<T>(mode, input, batch) + Right::template kept_bytes<T>(mode, input, batch) +
           (detail::keeps_features<Left>(mode) ? detail::activation_bytes<T>(Left::features, batch) : 0) +
           (detail::keeps_features<Right>(mode) ? detail::activation_bytes<T>(Right::features, batch) : 0) +
           Head::template kept_bytes<T>(mode, features, batch, classes);
  }
  template <class T>
  static std::size_t scratch_bytes(Mode mode, int batch, const ComputeSettings& settings, int workers,
                                   Classes classes) {
    const std::size_t halves = std::max(Left::template scratch_bytes<T>(mode, input, batch, settings, workers),
                                        Right::template scratch_bytes<T>(mode, input, batch, settings, workers));
    const std::size_t vectors = detail::activation_bytes<T>(features, batch) +
                                detail::activation_bytes<T>(Left::features, batch) +
                                detail::activation_bytes<T>(Right::features, batch);
    return std::max(halves, Head::template scratch_bytes<T>(mode, features, batch, settings, workers, classes)) +
           vectors + (keeps_activations(mode) ? detail::activation_bytes<T>(input, batch) : 0);
  }

  template <class T>
  static std::size_t folded_bytes(Mode mode, int batch, const ComputeSettings& settings) {
    return detail::folded_half_bytes<Left, T>(mode, batch, settings) +
           detail::folded_half_bytes<Right, T>(mode, batch, settings);
  }
  template <Mode M, class T>
  static void fold(Pass<T>& pass, Arena& memory) {
    detail::fold_half<Left, M>(pass, left_at, memory);
    detail::fold_half<Right, M>(pass, right_at, memory);
  }

  template <Mode M, class T>
  static void forward(Pass<T>& pass, const T* images, const Outputs<T>& outputs) {
    {
      const Arena::Scope scope(*pass.scratch);
      T* left = take_features<Left, M>(pass);
      T* right = take_features<Right, M>(pass);
      Left::template forward<input, M>(pass, left_at, images, left);
      Right::template forward<input, M>(pass, right_at, images, right);
      Fusion::forward(pass.batch, Left::features, Right::features, left, right, outputs.features);
    }
    Head::template forward<M>(pass, head_at, features, outputs.features, outputs);
  }

  /// The heads' gradient, divided by the fusion, goes to the halves that are not frozen; dx is the sum of theirs, zero
  /// if both are frozen.
  template <Mode M, class T>
  static void backward(Pass<T>& pass, const Outputs<const T>& d, T* dx) {
    constexpr bool left_learns = !FrozenHemisphere<Left>;
    constexpr bool right_learns = !FrozenHemisphere<Right>;
    if constexpr (!left_learns && !right_learns) {
      Head::template backward<M, T>(pass, head_at, features, d, nullptr);
      if (dx != nullptr) std::fill_n(dx, input.size() * pass.batch, T(0));
    } else {
      const Arena::Scope scope(*pass.scratch);
      T* fused = take(pass, features);
      Head::template backward<M, T>(pass, head_at, features, d, fused);
      T* left = left_learns ? take(pass, Left::features) : nullptr;
      T* right = right_learns ? take(pass, Right::features) : nullptr;
      Fusion::backward(pass.batch, Left::features, Right::features, fused, left, right);
      T* right_dx = dx;
      if constexpr (left_learns) {
        Left::template backward<input, M>(pass, left_at, static_cast<const T*>(left), dx);
        if (dx != nullptr && right_learns) right_dx = take(pass, input);
      }
      if constexpr (right_learns)
        Right::template backward<input, M>(pass, right_at, static_cast<const T*>(right), right_dx);
      if (dx != nullptr && right_dx != dx) add(*pass.pool, input.size() * pass.batch, dx, right_dx, dx);
    }
  }

 private:
  static constexpr Cursor left_at{};
  static constexpr Cursor right_at = Left::slots;
  static constexpr Cursor head_at = Left::slots + Right::slots;

  template <class T>
  static T* take(const Pass<T>& pass, Shape shape) {
    return pass.scratch->template take<T>(static_cast<std::size_t>(shape.size() * pass.batch));
  }
  template <class Half, Mode M, class T>
  static T* take_features(const Pass<T>& pass) {
    if constexpr (!detail::keeps_features<Half>(M)) return take(pass, Half::features);
    return pass.kept->template take<T>(static_cast<std::size_t>(Half::features.size() * pass.batch));
  }
};

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
