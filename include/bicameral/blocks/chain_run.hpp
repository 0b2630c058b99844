#pragma once
// How the parts of a chain run one after the other, and in which memory.

#include <algorithm>
#include <array>
#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

#include "bicameral/blocks/part.hpp"
#include "bicameral/core/instruction_set.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {
namespace detail {

/// Can a part measure its results, and does it need the moments of its input in training?
template <class P, class T>
constexpr bool measures_results() {
  return requires(Shape in, const ComputeSettings& settings) { P::template moment_bytes<T>(in, 1, settings); };
}
template <class P>
constexpr bool needs_moments() {
  return requires { requires P::needs_moments; };
}

/// Runs Parts forward and backward. Facts, names and mistakes are Chain's business.
template <class... Parts>
struct ChainRun {
  static constexpr std::size_t length = sizeof...(Parts);
  template <std::size_t I>
  using Type = std::tuple_element_t<I, std::tuple<Parts...>>;

  /// shapes[i] is the input of part i, shapes[length] the output of all; zero from the first misfit on.
  static constexpr std::array<Shape, length + 1> shapes(Shape in) {
    std::array<Shape, length + 1> result{};
    result[0] = in;
    std::size_t i = 0;
    bool fits = true;
    ((fits = fits && !Parts::problem(result[i]), result[i + 1] = fits ? Parts::output(result[i]) : Shape{0, 0, 0}, ++i),
     ...);
    return result;
  }
  static constexpr Shape output(Shape in) { return shapes(in)[length]; }
  static constexpr std::array<Cursor, length + 1> offsets = [] {
    std::array<Cursor, length + 1> result{};
    std::size_t i = 0;
    ((result[i + 1] = result[i] + slots_of<Parts>(), ++i), ...);
    return result;
  }();
  static constexpr Cursor slots = offsets[length];

  static constexpr MemoryTraits memory(Mode mode) {
    return {.reads_input = Type<0>::memory(mode).reads_input,
            .reads_output = Type<length - 1>::memory(mode).reads_output,
            .gradient_over_input = Type<0>::memory(mode).gradient_over_input};
  }

  template <class T>
  static constexpr std::size_t kept_bytes(Mode mode, Shape in, int batch) {
    if (!keeps_activations(mode)) return 0;
    const auto all = shapes(in);
    std::size_t bytes = 0;
    std::size_t i = 0;
    ((bytes += detail::kept_bytes<Parts, T>(mode, all[i], batch), ++i), ...);
    for (i = 0; i < length; ++i)
      if (target(mode, i) == Target::fresh) bytes += detail::activation_bytes<T>(all[i + 1], batch);
    return bytes;
  }

  template <class T>
  static std::size_t scratch_bytes(Mode mode, Shape in, int batch, const ComputeSettings& settings, int workers) {
    const auto all = shapes(in);
    std::size_t inside = 0;
    std::size_t i = 0;
    ((inside = std::max(inside, detail::scratch_bytes<Parts, T>(mode, all[i], batch, settings, workers)), ++i), ...);
    const auto forward_pair = keeps_activations(mode) ? Pair{} : forward_buffers<T>(all, batch);
    const auto backward_pair = keeps_activations(mode) ? backward_buffers<T>(mode, all, batch) : Pair{};
    return inside + moment_bytes<T>(mode, all, batch, settings) +
           std::max(forward_pair[0] + forward_pair[1], backward_pair[0] + backward_pair[1]);
  }

  /// Bytes of the prepared weights of all parts, and preparing them: see FoldedConv.
  template <class T>
  static std::size_t folded_bytes(Shape in, int batch, const ComputeSettings& settings) {
    const auto all = shapes(in);
    std::size_t bytes = 0;
    std::size_t i = 0;
    ((bytes += detail::folded_bytes<Parts, T>(all[i], batch, settings), ++i), ...);
    return bytes;
  }
  template <Shape In, class T>
  static void fold(Pass<T>& pass, Cursor at, Arena& memory) {
    constexpr auto all = shapes(In);
    [&]<std::size_t... Is>(std::index_sequence<Is...>) {
      (detail::fold<Type<Is>, all[Is]>(pass, at + offsets[Is], memory), ...);
    }
    (std::make_index_sequence<length>{});
  }

  /// y from x, part by part. If Measure, convolutions in front of a batch norm measure their results in training.
  /// Where it may, a part writes over its input; where activations are kept every other output
  /// has memory of its own, else two buffers take turns.
  template <Shape In, Mode M, bool Measure = false, class T>
  static void forward(Pass<T>& pass, Cursor at, const T* x, T* y) {
    const Arena::Scope scope(*pass.scratch);
    std::array<T*, 2> buffers{};
    if constexpr (!keeps_activations(M)) {
      const Pair bytes = forward_buffers<T>(shapes(In), pass.batch);
      for (std::size_t i = 0; i < 2; ++i)
        buffers[i] = reinterpret_cast<T*>(pass.scratch->template take<std::byte>(bytes[i]));
    }
    run_forward<In, M, Measure && M == Mode::training>(pass, at, x, y, buffers, std::make_index_sequence<length>{});
  }

  /// dx from dy, last part first. In training the gradient of an activation takes its place where nobody reads it
  /// any more; elsewhere two buffers take turns.
  template <Shape In, Mode M, class T>
  static void backward(Pass<T>& pass, Cursor at, const T* dy, T* dx) {
    const Arena::Scope scope(*pass.scratch);
    const Pair bytes = backward_buffers<T>(M, shapes(In), pass.batch);
    std::array<T*, 2> buffers{};
    for (std::size_t i = 0; i < 2; ++i)
      buffers[i] = reinterpret_cast<T*>(pass.scratch->template take<std::byte>(bytes[i]));
    run_backward<In, M>(pass, at, dy, dx, buffers, std::make_index_sequence<length>{});
  }

 private:
  using Pair = std::array<std::size_t, 2>;
  /// Where part i writes: to the chain's own output, over its input, or to memory of its own.
  enum class Target { output, input, fresh };

  static constexpr bool overwrites_input(Mode mode, std::size_t i) {
    constexpr std::size_t count = length;
    const std::array<MemoryTraits, count> traits{Parts::memory(mode)...};
    return i > 0 && traits[i].in_place && !traits[i].reads_input && !traits[i - 1].reads_output;
  }
  static constexpr Target target(Mode mode, std::size_t i) {
    bool all_over = true;  // do all later parts write over their inputs?
    for (std::size_t j = i + 1; j < length; ++j) all_over = all_over && overwrites_input(mode, j);
    if (all_over) return overwrites_input(mode, i) ? Target::input : Target::output;
    return overwrites_input(mode, i) ? Target::input : Target::fresh;
  }

  /// Sizes of the two buffers of inference, which part i's fresh output takes in turn.
  template <class T>
  static constexpr Pair forward_buffers(const std::array<Shape, length + 1>& all, int batch) {
    Pair bytes{};
    std::size_t turn = 0;
    for (std::size_t i = 0; i < length; ++i)
      if (target(Mode::inference, i) == Target::fresh) {
        bytes[turn] = std::max(bytes[turn], detail::activation_bytes<T>(all[i + 1], batch));
        turn = 1 - turn;
      }
    return bytes;
  }
  static constexpr std::size_t forward_turn(std::size_t i) {
    std::size_t turn = 0;
    for (std::size_t j = 0; j < i; ++j)
      if (target(Mode::inference, j) == Target::fresh) turn = 1 - turn;
    return turn;
  }

  /// Does part i's dx take the place of its input, which this chain keeps?
  static constexpr bool replaces_input(Mode mode, std::size_t i) {
    const std::array<MemoryTraits, length> traits{Parts::memory(mode)...};
    return mode == Mode::training && i > 0 && traits[i].gradient_over_input && !traits[i - 1].reads_output;
  }
  /// Does part i's dx take a fresh buffer? The last part must not write over the caller's dy.
  static constexpr bool fresh_gradient(Mode mode, std::size_t i) {
    const std::array<MemoryTraits, length> traits{Parts::memory(mode)...};
    return i > 0 && !replaces_input(mode, i) && (i == length - 1 || !traits[i].gradient_in_place);
  }
  static constexpr std::size_t backward_turn(Mode mode, std::size_t i) {
    std::size_t turn = 0;
    for (std::size_t j = length - 1; j > i; --j)
      if (fresh_gradient(mode, j)) turn = 1 - turn;
    return turn;
  }
  template <class T>
  static constexpr Pair backward_buffers(Mode mode, const std::array<Shape, length + 1>& all, int batch) {
    Pair bytes{};
    for (std::size_t i = 1; i < length; ++i)
      if (fresh_gradient(mode, i)) {
        std::size_t& buffer = bytes[backward_turn(mode, i)];
        buffer = std::max(buffer, detail::activation_bytes<T>(all[i], batch));
      }
    return bytes;
  }

  /// Does part i measure its results for part i + 1?
  static constexpr bool measures(std::size_t i) {
    const std::array<bool, length + 1> gives{measures_results<Parts, float>()..., false};
    const std::array<bool, length + 1> needs{needs_moments<Parts>()..., false};
    return gives[i] && needs[i + 1];
  }
  template <class T>
  static std::size_t moment_bytes(Mode mode, const std::array<Shape, length + 1>& all, int batch,
                                  const ComputeSettings& settings) {
    std::size_t bytes = 0;
    if (mode != Mode::training) return bytes;
    std::size_t i = 0;
    const auto consider = [&]<class P>(std::type_identity<P>) {
      if constexpr (measures_results<P, T>())
        if (measures(i))
          bytes = std::max(
              bytes, 2 * moment_row_bytes(all[i + 1].channels) + P::template moment_bytes<T>(all[i], batch, settings));
      ++i;
    };
    (consider(std::type_identity<Parts>{}), ...);
    return bytes;
  }
  static constexpr std::size_t moment_row_bytes(int channels) {
    return aligned_bytes(static_cast<std::size_t>(channels) * sizeof(double));
  }
  static MeasuredMoments moments_in(std::byte* memory, int channels) {
    const std::size_t row = moment_row_bytes(channels);
    return {{reinterpret_cast<double*>(memory), reinterpret_cast<double*>(memory + row)}, memory + 2 * row};
  }

  template <Shape In, Mode M, bool Measure, class T, std::size_t... Is>
  static void run_forward(Pass<T>& pass, Cursor at, const T* x, T* y, const std::array<T*, 2>& buffers,
                          std::index_sequence<Is...>) {
    constexpr auto all = shapes(In);
    std::byte* moment_memory = nullptr;
    if constexpr (Measure)
      moment_memory =
          pass.scratch->template take<std::byte>(moment_bytes<T>(M, all, pass.planned_batch, *pass.settings));
    MeasuredMoments moments;
    T* owned = nullptr;  // the latest output, which belongs to this chain
    const T* latest = x;
    const auto step = [&]<std::size_t I>() {
      constexpr Target where = target(M, I);
      if constexpr (where == Target::output) {
        owned = y;
      } else if constexpr (where == Target::fresh) {
        if constexpr (keeps_activations(M))
          owned = pass.kept->template take<T>(static_cast<std::size_t>(all[I + 1].size() * pass.batch));
        else
          owned = buffers[forward_turn(I)];
      }
      if constexpr (Measure && measures(I)) moments = moments_in(moment_memory, all[I + 1].channels);
      if constexpr (Measure && (measures(I) || (I > 0 && measures(I - 1)))) pass.moments = &moments;
      detail::forward<Type<I>, all[I], M>(pass, at + offsets[I], latest, owned);
      pass.moments = nullptr;
      latest = owned;
    };
    (step.template operator()<Is>(), ...);
  }

  template <Shape In, Mode M, class T, std::size_t... Is>
  static void run_backward(Pass<T>& pass, Cursor at, const T* dy, T* dx, const std::array<T*, 2>& buffers,
                           std::index_sequence<Is...>) {
    constexpr auto all = shapes(In);
    T* owned = nullptr;
    const T* latest = dy;
    const auto step = [&]<std::size_t I>() {
      if constexpr (I == 0)
        owned = dx;
      else if constexpr (replaces_input(M, I))
        owned = const_cast<T*>(pass.record(at + offsets[I]).x);  // memory that this chain took
      else if constexpr (fresh_gradient(M, I))
        owned = buffers[backward_turn(M, I)];
      detail::backward<Type<I>, all[I], M>(pass, at + offsets[I], latest, owned);
      latest = owned;
    };
    (step.template operator()<length - 1 - Is>(), ...);
  }
};

}  // namespace detail
}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
