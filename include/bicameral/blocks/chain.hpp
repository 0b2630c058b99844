#pragma once
// A flat list of parts, one after the other, for any input shape.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <tuple>
#include <utility>

#include "bicameral/blocks/chain_run.hpp"
#include "bicameral/blocks/fused_parts.hpp"
#include "bicameral/blocks/part.hpp"
#include "bicameral/blocks/shape_mistake.hpp"
#include "bicameral/core/instruction_set.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

namespace detail {

/// Where a chain's first misfit is, if any.
struct ChainProblem {
  int position = -1;
  Shape in{};
  ShapeProblem problem{};
};

/// Is the mistake one of a part's own parts, which can name themselves?
template <class P>
constexpr bool problem_lies_inside(Shape in) {
  if constexpr (requires { P::problem_lies_inside(in); })
    return P::problem_lies_inside(in);
  else
    return false;
}

}  // namespace detail

/// Parts run one after the other. If Fuse, batch norm, ReLU and pooling in a row run as one in training, with the
/// convolution before them in inference. A part is called by its kind and its number among that kind: conv1, bn1,
/// conv2.
template <bool Fuse, class... Parts>
struct ChainOf {
  static_assert(sizeof...(Parts) > 0, "Chain: expected at least one layer");
  static constexpr bool is_block = true;
  static constexpr std::size_t length = sizeof...(Parts);
  static constexpr bool mixes_images = (detail::mixes_images<Parts>() || ...);
  using Types = std::tuple<Parts...>;
  template <std::size_t I>
  using Type = std::tuple_element_t<I, Types>;
  using Steps = detail::ChainRun<Parts...>;
  using Fused = detail::FusedRun<Parts...>;
  using Folded = detail::FoldedRun<Parts...>;

  /// shapes[i] is the input of part i, shapes[length] the output of all; zero from the first misfit on.
  static constexpr std::array<Shape, length + 1> shapes(Shape in) { return Steps::shapes(in); }
  static constexpr Shape output(Shape in) { return Steps::output(in); }
  static constexpr detail::ChainProblem first_problem(Shape in) {
    const auto all = shapes(in);
    detail::ChainProblem first;
    int i = 0;
    ((first.position < 0 && Parts::problem(all[static_cast<std::size_t>(i)])
          ? (void)(first = {i, all[static_cast<std::size_t>(i)], Parts::problem(all[static_cast<std::size_t>(i)])})
          : void(),
      ++i),
     ...);
    return first;
  }
  static constexpr ShapeProblem problem(Shape in) { return first_problem(in).problem; }

  /// True; before that one compile-time error that names the first part that does not fit, if there is one.
  template <Shape In>
  static constexpr bool check() {
    constexpr detail::ChainProblem first = first_problem(In);
    if constexpr (first.position >= 0) {
      using Bad = Type<static_cast<std::size_t>(first.position)>;
      if constexpr (detail::problem_lies_inside<Bad>(first.in))
        return Bad::template check_inside<first.in>();
      else
        return layer_at<first.position, Bad, Image<first.in.channels, first.in.height, first.in.width>,
                        Expected<static_cast<int>(first.problem.expected)>,
                        Got<static_cast<int>(first.problem.got)>>::fits();
    }
    return true;
  }

  static constexpr Cursor slots = Steps::slots;

  static constexpr MemoryTraits memory(Mode mode) {
    return folds(mode) ? Folded::memory(mode) : fuses(mode) ? Fused::memory(mode) : Steps::memory(mode);
  }

  template <class W>
  static constexpr void walk(W& walker, Shape in) {
    const auto all = shapes(in);
    std::size_t i = 0;
    ((detail::walk_part<Parts>(walker, kinds[i], ordinal(i), all[i]), ++i), ...);
  }

  template <class T>
  static constexpr std::size_t kept_bytes(Mode mode, Shape in, int batch) {
    return fuses(mode) ? Fused::template kept_bytes<T>(mode, in, batch)
                       : Steps::template kept_bytes<T>(mode, in, batch);
  }
  template <class T>
  static std::size_t scratch_bytes(Mode mode, Shape in, int batch, const ComputeSettings& settings, int workers) {
    if (folds(mode)) return Folded::template scratch_bytes<T>(mode, in, batch, settings, workers);
    return fuses(mode) ? Fused::template scratch_bytes<T>(mode, in, batch, settings, workers)
                       : Steps::template scratch_bytes<T>(mode, in, batch, settings, workers);
  }
  template <class T>
  static std::size_t folded_bytes(Shape in, int batch, const ComputeSettings& settings) {
    return Fuse ? Folded::template folded_bytes<T>(in, batch, settings) : 0;
  }
  template <Shape In, class T>
  static void fold(Pass<T>& pass, Cursor at, Arena& memory) {
    if constexpr (Fuse) Folded::template fold<In>(pass, at, memory);
  }

  template <Shape In, Mode M, class T>
  static void forward(Pass<T>& pass, Cursor at, const T* x, T* y) {
    if constexpr (folds(M))
      Folded::template forward<In, M>(pass, at, x, y);
    else if constexpr (fuses(M))
      Fused::template forward<In, M, true>(pass, at, x, y);
    else
      Steps::template forward<In, M>(pass, at, x, y);
  }
  template <Shape In, Mode M, class T>
  static void backward(Pass<T>& pass, Cursor at, const T* dy, T* dx) {
    if constexpr (fuses(M))
      Fused::template backward<In, M>(pass, at, dy, dx);
    else
      Steps::template backward<In, M>(pass, at, dy, dx);
  }

 private:
  /// Attribution asks every layer for its output, so there they run one by one.
  static constexpr bool fuses(Mode mode) { return Fuse && mode == Mode::training; }
  static constexpr bool folds(Mode mode) { return Fuse && mode == Mode::inference; }

  static constexpr std::array<std::string_view, length> kinds{Parts::kind...};
  static constexpr int ordinal(std::size_t i) {
    return static_cast<int>(std::count(kinds.begin(), kinds.begin() + static_cast<std::ptrdiff_t>(i) + 1, kinds[i]));
  }
};

template <class... Parts>
struct Chain : ChainOf<true, Parts...> {};

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
