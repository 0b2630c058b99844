#pragma once
// A part is a layer or a block of layers; here is how either is asked and run.

#include <concepts>
#include <cstddef>
#include <span>
#include <string_view>

#include "bicameral/blocks/pass.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/layers/layer.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// A part made of parts. Blocks state the same facts as layers, take their input shape as a template argument (what
/// they decide about memory is decided at compile time), and say how many entries of the network's tables they fill.
template <class P>
concept Block = requires(Shape in) {
  requires P::is_block;
  { P::output(in) } -> std::same_as<Shape>;
  { P::slots } -> std::convertible_to<Cursor>;
};

template <class P>
concept Part = Layer<P> || Block<P>;

/// Something a walk over a network's parts reports to. The order of calls is the order of the tables.
template <class W>
concept Walker = requires(W w, std::string_view text, Shape shape, Work work, std::span<const ParameterFact> facts) {
  w.enter(text, 0);
  w.block(text, 0, shape, shape);
  w.leave();
  w.layer(text, 0, shape, shape, work, facts);
  w.convolution(ConvolutionProblem{});  // of the next layer, for one image
  w.freeze(true);
  w.images();  // the next layer reads the images, so that nobody needs the gradient of its input
  { w.reads_images() } -> std::same_as<bool>;  // will the next layer do so?
};

namespace detail {

/// How many table entries a part fills.
template <class P>
constexpr Cursor slots_of() {
  if constexpr (Block<P>)
    return P::slots;
  else
    return {1, static_cast<int>(decltype(P::parameters(Shape{})){}.size())};
}

/// Does the part state that an image's result in inference depends on the rest of its batch?
template <class P>
constexpr bool mixes_images() {
  if constexpr (requires { P::mixes_images; })
    return P::mixes_images;
  else
    return false;
}

template <class P, class W>
constexpr void walk_part(W& walker, std::string_view kind, int ordinal, Shape in) {
  if constexpr (Block<P>) {
    P::walk(walker, kind, ordinal, in);
  } else {
    const auto facts = P::parameters(in);
    if constexpr (requires { P::convolution(in); }) walker.convolution(P::convolution(in));
    walker.layer(kind, ordinal, in, P::output(in), P::work(in), std::span<const ParameterFact>(facts));
  }
}

/// Bytes a part keeps from forward to backward, its output not counted.
template <class P, class T>
constexpr std::size_t kept_bytes(Mode mode, Shape in, int batch) {
  if constexpr (Block<P>)
    return P::template kept_bytes<T>(mode, in, batch);
  else
    return aligned_bytes(P::template saved_bytes<T>(mode, in, batch));
}

/// Bytes a part uses during one forward or backward call.
template <class P, class T>
std::size_t scratch_bytes(Mode mode, Shape in, int batch, const ComputeSettings& settings, int workers) {
  if constexpr (Block<P>)
    return P::template scratch_bytes<T>(mode, in, batch, settings, workers);
  else
    return aligned_bytes(P::template scratch_bytes<T>(in, batch, settings, workers));
}

/// Bytes of a part's weights prepared for inference, and preparing them into the next pieces of `memory`.
template <class P, class T>
std::size_t folded_bytes(Shape in, int batch, const ComputeSettings& settings) {
  if constexpr (requires { P::template folded_bytes<T>(in, batch, settings); })
    return P::template folded_bytes<T>(in, batch, settings);
  else
    return 0;
}
template <class P, Shape In, class T>
void fold(Pass<T>& pass, Cursor at, Arena& memory) {
  if constexpr (requires { P::template fold<In>(pass, at, memory); }) P::template fold<In>(pass, at, memory);
}

template <class T>
constexpr std::size_t activation_bytes(Shape shape, int batch) {
  return aligned_bytes(static_cast<std::size_t>(shape.size() * batch) * sizeof(T));
}

/// What the layer at `at` sees of a pass.
template <class T>
Site<T> site_at(const Pass<T>& pass, Cursor at, Shape in, Shape out) {
  return {.in = in,
          .out = out,
          .batch = pass.batch,
          .name = pass.layers[static_cast<std::size_t>(at.layer)].name,
          .parameters = pass.parameters.subspan(static_cast<std::size_t>(at.parameter)),
          .values = pass.values,
          .statistics = pass.statistics,
          .gradients = pass.gradients,
          .counters = pass.counters,
          .pool = pass.pool,
          .settings = pass.settings,
          .seed = pass.seed,
          .epoch = pass.epoch,
          .items = pass.items,
          .moments = pass.moments};
}
template <class P, class T>
Site<T> site_of(const Pass<T>& pass, Cursor at, Shape in) {
  return site_at(pass, at, in, P::output(in));
}

template <class P, class T>
std::byte* take_scratch(const Pass<T>& pass, Shape in) {
  return pass.scratch->template take<std::byte>(
      P::template scratch_bytes<T>(in, pass.batch, *pass.settings, pass.pool->threads()));
}

/// Runs any part forward: y from x. x is never written to unless it is y.
template <class P, Shape In, Mode M, class T>
void forward(Pass<T>& pass, Cursor at, const T* x, T* y) {
  if constexpr (Block<P>) {
    P::template forward<In, M>(pass, at, x, y);
  } else {
    const Arena::Scope scope(*pass.scratch);
    Site<T> site = site_of<P>(pass, at, In);
    site.scratch = take_scratch<P>(pass, In);
    if constexpr (keeps_activations(M)) {
      site.saved = pass.kept->template take<std::byte>(P::template saved_bytes<T>(M, In, pass.batch));
      pass.record(at) = {x, y, site.saved};
    }
    P::template forward<M>(site, x, y);
    if (pass.observer != nullptr) pass.observer->forward(at.layer, y, site.out_values());
  }
}

/// Runs any part backward: dx (null when nobody needs it) from dy. dy is never written to unless it is dx.
template <class P, Shape In, Mode M, class T>
void backward(Pass<T>& pass, Cursor at, const T* dy, T* dx) {
  if constexpr (Block<P>) {
    P::template backward<In, M>(pass, at, dy, dx);
  } else {
    const Arena::Scope scope(*pass.scratch);
    Site<T> site = site_of<P>(pass, at, In);
    site.scratch = take_scratch<P>(pass, In);
    site.x = pass.record(at).x;
    site.y = pass.record(at).y;
    site.saved = pass.record(at).saved;
    if (pass.observer != nullptr) pass.observer->backward(at.layer, dy, site.out_values());
    P::template backward<M>(site, dy, dx);
  }
}

}  // namespace detail
}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
