#pragma once
// A chain of layers with a shortcut around it.

#include <algorithm>
#include <cstddef>
#include <type_traits>

#include "bicameral/blocks/chain.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/kernels/elementwise.hpp"
#include "bicameral/layers/batch_norm.hpp"
#include "bicameral/layers/conv2d.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// The shortcut that passes its input on.
struct Identity {};

/// The shortcut for a change of shape: 1x1 convolution and batch norm.
template <int Filters, int Stride, int MomentumPercent = 10>
using Projection = Chain<Conv2d<Filters, 1, Stride, 0>, BatchNormMomentum<MomentumPercent>>;

/// What happens to the sum of a residual block.
enum class AfterSum { nothing, relu };

/// y = after(body(x) + shortcut(x)). Source: He et al., "Deep residual learning", CVPR 2016 (relu after the sum).
/// Names: residual1.conv1, residual1.bn1, ...; those of a projection: residual1.shortcut.conv1, residual1.shortcut.bn1.
template <class Body, class Shortcut = Identity, AfterSum After = AfterSum::nothing>
struct ResidualBlock {
  static constexpr bool is_block = true;
  static constexpr std::string_view kind = "residual";
  static constexpr bool projects = !std::is_same_v<Shortcut, Identity>;
  static constexpr bool mixes_images = detail::mixes_images<Body>() || detail::mixes_images<Shortcut>();

  static constexpr Shape output(Shape in) { return Body::output(in); }
  static constexpr ShapeProblem problem(Shape in) {
    if (const ShapeProblem inside = Body::problem(in)) return inside;
    const Shape body = Body::output(in);
    Shape shortcut = in;
    if constexpr (projects) {
      if (const ShapeProblem inside = Shortcut::problem(in)) return inside;
      shortcut = Shortcut::output(in);
    }
    if (body.channels != shortcut.channels)
      return {"body and shortcut differ in channels", shortcut.channels, body.channels};
    if (body.height != shortcut.height) return {"body and shortcut differ in height", shortcut.height, body.height};
    if (body.width != shortcut.width) return {"body and shortcut differ in width", shortcut.width, body.width};
    return {};
  }

  static constexpr bool problem_lies_inside(Shape in) {
    bool inside = static_cast<bool>(Body::problem(in));
    if constexpr (projects) inside = inside || Shortcut::problem(in);
    return inside;
  }
  template <Shape In>
  static constexpr bool check_inside() {
    if constexpr (static_cast<bool>(Body::problem(In)))
      return Body::template check<In>();
    else
      return Shortcut::template check<In>();
  }

  static constexpr Cursor shortcut_slots = [] {
    if constexpr (projects)
      return Shortcut::slots;
    else
      return Cursor{};
  }();
  static constexpr Cursor body_at{1, 0};  // the block itself has a line in the table of layers: its sum
  static constexpr Cursor shortcut_at = body_at + Body::slots;
  static constexpr Cursor slots = shortcut_at + shortcut_slots;

  static constexpr MemoryTraits memory(Mode mode) {
    return {.reads_input = mode == Mode::training,
            .reads_output = After == AfterSum::relu && keeps_activations(mode),
            .gradient_over_input = Body::memory(mode).gradient_over_input};
  }

  template <class W>
  static constexpr void walk(W& walker, std::string_view name, int ordinal, Shape in) {
    const bool reads_images = walker.reads_images();
    walker.block(name, ordinal, in, output(in));
    Body::walk(walker, in);
    if constexpr (projects) {
      if (reads_images) walker.images();
      walker.enter("shortcut", 0);
      Shortcut::walk(walker, in);
      walker.leave();
    }
    walker.leave();
  }

  template <class T>
  static constexpr std::size_t kept_bytes(Mode mode, Shape in, int batch) {
    if (!keeps_activations(mode)) return 0;
    std::size_t bytes = Body::template kept_bytes<T>(mode, in, batch);
    if (!body_writes_sum(mode)) bytes += detail::activation_bytes<T>(output(in), batch);
    if constexpr (projects) bytes += Shortcut::template kept_bytes<T>(mode, in, batch);
    if (keeps_shortcut(mode)) bytes += detail::activation_bytes<T>(output(in), batch);
    return bytes;
  }

  template <class T>
  static std::size_t scratch_bytes(Mode mode, Shape in, int batch, const ComputeSettings& settings, int workers) {
    std::size_t inside = Body::template scratch_bytes<T>(mode, in, batch, settings, workers);
    std::size_t own = 0;
    if constexpr (projects) {
      inside = std::max(inside, Shortcut::template scratch_bytes<T>(mode, in, batch, settings, workers));
      own += std::max(detail::activation_bytes<T>(output(in), batch), detail::activation_bytes<T>(in, batch));
    }
    if (After == AfterSum::relu && keeps_activations(mode)) own += detail::activation_bytes<T>(output(in), batch);
    return inside + own;
  }

  template <class T>
  static std::size_t folded_bytes(Shape in, int batch, const ComputeSettings& settings) {
    std::size_t bytes = Body::template folded_bytes<T>(in, batch, settings);
    if constexpr (projects) bytes += Shortcut::template folded_bytes<T>(in, batch, settings);
    return bytes;
  }
  template <Shape In, class T>
  static void fold(Pass<T>& pass, Cursor at, Arena& memory) {
    Body::template fold<In>(pass, at + body_at, memory);
    if constexpr (projects) Shortcut::template fold<In>(pass, at + shortcut_at, memory);
  }

  template <Shape In, Mode M, class T>
  static void forward(Pass<T>& pass, Cursor at, const T* x, T* y) {
    const Arena::Scope scope(*pass.scratch);
    const std::int64_t values = output(In).size() * pass.batch;
    T* body = y;
    if constexpr (!body_writes_sum(M)) body = pass.kept->template take<T>(static_cast<std::size_t>(values));
    Body::template forward<In, M>(pass, at + body_at, x, body);
    const T* other = x;
    if constexpr (projects) {
      Arena& memory = keeps_shortcut(M) ? *pass.kept : *pass.scratch;
      T* projected = memory.template take<T>(static_cast<std::size_t>(values));
      Shortcut::template forward<In, M>(pass, at + shortcut_at, x, projected);
      other = projected;
    }
    add(*pass.pool, values, body, other, y);
    if constexpr (After == AfterSum::relu) relu_forward(*pass.pool, values, y, y);
    if constexpr (keeps_activations(M)) pass.record(at) = {x, y, nullptr};
    if (pass.observer != nullptr) pass.observer->forward(at.layer, y, values);
  }

  /// d sum = dy (where y > 0, with relu after the sum); dx = body's dx + shortcut's dx. The shortcut goes first: the
  /// body's dx may take the place of x.
  template <Shape In, Mode M, class T>
  static void backward(Pass<T>& pass, Cursor at, const T* dy, T* dx) {
    const Arena::Scope scope(*pass.scratch);
    const std::int64_t values = output(In).size() * pass.batch;
    if (pass.observer != nullptr) pass.observer->backward(at.layer, dy, values);
    const T* sum = dy;
    if constexpr (After == AfterSum::relu) {
      T* masked = pass.scratch->template take<T>(static_cast<std::size_t>(values));
      relu_backward(*pass.pool, values, pass.record(at).y, dy, masked);
      sum = masked;
    }
    const T* other = sum;
    if constexpr (projects) {
      T* shortcut = nullptr;
      if (dx != nullptr) shortcut = pass.scratch->template take<T>(static_cast<std::size_t>(In.size() * pass.batch));
      Shortcut::template backward<In, M>(pass, at + shortcut_at, sum, shortcut);
      other = shortcut;
    }
    Body::template backward<In, M>(pass, at + body_at, sum, dx);
    if (dx != nullptr) add(*pass.pool, In.size() * pass.batch, dx, other, dx);
  }

 private:
  /// May the body's output be turned into the sum where it lies?
  static constexpr bool body_writes_sum(Mode mode) { return !Body::memory(mode).reads_output; }
  /// Does the shortcut's backward pass read the shortcut's output?
  static constexpr bool keeps_shortcut(Mode mode) {
    if constexpr (projects)
      return keeps_activations(mode) && Shortcut::memory(mode).reads_output;
    else
      return false;
  }
};

/// A body with the identity as shortcut and nothing after the sum: Residual<Conv2d<128>, BatchNorm, ReLU>.
template <class... Parts>
using Residual = ResidualBlock<Chain<Parts...>>;

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
