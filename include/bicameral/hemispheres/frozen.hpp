#pragma once
// A trained hemisphere that no longer changes.

#include "bicameral/blocks/part.hpp"
#include "bicameral/core/instruction_set.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// One state for weights, batch-norm statistics and dropout: the hemisphere always runs as in inference, and there is
/// no backward pass and no gradient memory for it. Parameter names are those of H, so checkpoints fit both.
template <class H>
struct Frozen : private H {
  using Thawed = H;
  static constexpr bool is_block = true;
  static constexpr bool is_frozen = true;
  using H::features;
  using H::input;
  static constexpr bool mixes_images = detail::mixes_images<H>();
  using H::output;
  using H::problem;
  using H::slots;

  template <class W>
  static constexpr void walk(W& walker, Shape in) {
    walker.freeze(true);
    H::walk(walker, in);
    walker.freeze(false);
  }
  template <class T>
  static constexpr std::size_t kept_bytes(Mode, Shape, int) {
    return 0;
  }
  template <class T>
  static std::size_t scratch_bytes(Mode, Shape in, int batch, const ComputeSettings& settings, int workers) {
    return H::template scratch_bytes<T>(Mode::inference, in, batch, settings, workers);
  }
  template <class T>
  static std::size_t folded_bytes(Shape in, int batch, const ComputeSettings& settings) {
    return H::template folded_bytes<T>(in, batch, settings);
  }
  template <Shape In, class T>
  static void fold(Pass<T>& pass, Cursor at, Arena& memory) {
    H::template fold<In>(pass, at, memory);
  }
  template <Shape In, Mode M, class T>
  static void forward(Pass<T>& pass, Cursor at, const T* x, T* y) {
    H::template forward<In, Mode::inference>(pass, at, x, y);
  }
  template <Shape In, Mode M, class T>
  static void backward(Pass<T>& pass, Cursor at, const T* dy, T* dx) = delete;  // a frozen hemisphere has none
};

template <class H>
concept FrozenHemisphere = requires {
  requires H::is_frozen;
};

/// Half of a brain: a sequence that turns an image into a vector of features.
template <class H>
concept HemisphereBlock = Block<H> && requires {
  { H::input } -> std::convertible_to<Shape>;
  { H::features } -> std::convertible_to<Shape>;
};

namespace detail {

/// Features of a hemisphere whose layers do not fit: that has been reported, more complaints would hide it.
inline constexpr Shape mistaken{0, 0, 0};

template <class H>
constexpr bool ends_in_vector() {
  return H::features.pixels() == 1 || H::features == mistaken;
}

/// Does the hemisphere run as in inference, so that its weights may be folded?
template <class H>
constexpr bool runs_in_inference(Mode mode) {
  if constexpr (requires { H::moves_statistics; }) return mode != Mode::training;
  return mode == Mode::inference || FrozenHemisphere<H>;
}

/// Bytes of a hemisphere's weights prepared for the passes of a mode, and preparing them.
template <class H, class T>
std::size_t folded_half_bytes(Mode mode, int batch, const ComputeSettings& settings) {
  return runs_in_inference<H>(mode) ? folded_bytes<H, T>(H::input, batch, settings) : 0;
}
template <class H, Mode M, class T>
void fold_half(Pass<T>& pass, Cursor at, Arena& memory) {
  if constexpr (runs_in_inference<H>(M)) fold<H, H::input>(pass, at, memory);
}

/// Does the hemisphere's backward pass read its features?
template <class H>
constexpr bool keeps_features(Mode mode) {
  if constexpr (FrozenHemisphere<H>)
    return false;
  else
    return keeps_activations(mode) && H::memory(mode).reads_output;
}

}  // namespace detail
}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
