#pragma once
// A trained hemisphere whose weights no longer change, though its statistics do: how the study's own program froze.

#include "bicameral/core/instruction_set.hpp"
#include "bicameral/hemispheres/frozen.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// For reproduction. In training, batch norm uses the statistics of the batch and moves the running ones, and dropout
/// within the hemisphere drops; the weights have no gradients. So the features differ from those of the hemisphere
/// alone, and keep changing: Frozen is the state that one wants. In inference as H. Parameter names are those of H.
/// Source: the program of arXiv 2209.06862, which switched gradients off but left the halves in training mode.
template <class H>
struct FrozenWeights : private H {
  using Thawed = H;
  static constexpr bool is_block = true;
  static constexpr bool is_frozen = true;
  static constexpr bool moves_statistics = true;
  static constexpr bool mixes_images = detail::mixes_images<H>();
  using H::features;
  using H::input;
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
  static constexpr std::size_t kept_bytes(Mode mode, Shape in, int batch) {
    return mode == Mode::training ? H::template kept_bytes<T>(mode, in, batch) : 0;
  }
  template <class T>
  static std::size_t scratch_bytes(Mode mode, Shape in, int batch, const ComputeSettings& settings, int workers) {
    return H::template scratch_bytes<T>(run_mode(mode), in, batch, settings, workers);
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
    H::template forward<In, run_mode(M)>(pass, at, x, y);
  }
  template <Shape In, Mode M, class T>
  static void backward(Pass<T>& pass, Cursor at, const T* dy, T* dx) = delete;  // a frozen hemisphere has none

 private:
  static constexpr Mode run_mode(Mode mode) { return mode == Mode::training ? mode : Mode::inference; }
};

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
