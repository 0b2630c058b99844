#pragma once
// From features to class scores: dropout and a linear layer for each kind of label.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>

#include "bicameral/blocks/part.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/kernels/elementwise.hpp"
#include "bicameral/layers/dense.hpp"
#include "bicameral/layers/dropout.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// The labels that a head may predict; their number is known at run time.
struct Fine {
  static constexpr std::string_view name = "fine";
  static constexpr int count(Classes classes) { return classes.fine; }
  template <class T>
  static T* logits(const Outputs<T>& outputs) {
    return outputs.fine;
  }
};
struct Coarse {
  static constexpr std::string_view name = "coarse";
  static constexpr int count(Classes classes) { return classes.coarse; }
  template <class T>
  static T* logits(const Outputs<T>& outputs) {
    return outputs.coarse;
  }
};

/// For every label: logits = dropout(features) W^T + b.
/// Parameters: fine.weight [fine classes, features], fine.bias, coarse.weight, coarse.bias.
template <int DropoutPercent, class... Labels>
struct Heads {
  static_assert(sizeof...(Labels) > 0, "Heads: expected at least one of Fine, Coarse");
  static constexpr bool has_fine = (std::is_same_v<Labels, Fine> || ...);
  static constexpr bool has_coarse = (std::is_same_v<Labels, Coarse> || ...);
  static constexpr Cursor slots{2 * static_cast<int>(sizeof...(Labels)), 2 * static_cast<int>(sizeof...(Labels))};

  template <class W>
  static constexpr void walk(W& walker, Shape features, Classes classes) {
    (walk_label<Labels>(walker, features, classes), ...);
  }

  template <class T>
  static constexpr std::size_t kept_bytes(Mode mode, Shape features, int batch, Classes) {
    if (mode != Mode::training) return 0;
    return sizeof...(Labels) * (aligned_bytes(Drop::template saved_bytes<T>(mode, features, batch)) +
                                detail::activation_bytes<T>(features, batch));
  }
  template <class T>
  static std::size_t scratch_bytes(Mode mode, Shape features, int batch, const ComputeSettings& settings, int workers,
                                   Classes classes) {
    std::size_t inside = 0;
    ((inside =
          std::max(inside, detail::DenseParts::scratch_bytes<T>(Labels::count(classes), batch, settings, workers))),
     ...);
    return aligned_bytes(inside) + (keeps_activations(mode) ? 2 * detail::activation_bytes<T>(features, batch) : 0);
  }

  template <Mode M, class T>
  static void forward(Pass<T>& pass, Cursor at, Shape features, const T* x, const Outputs<T>& outputs) {
    int label = 0;
    ((forward_label<Labels, M>(pass, at + Cursor{2 * label, 2 * label}, features, x, Labels::logits(outputs)), ++label),
     ...);
  }

  /// dx = sum over labels of dropout's backward(d logits W); null when nobody needs it.
  template <Mode M, class T>
  static void backward(Pass<T>& pass, Cursor at, Shape features, const Outputs<const T>& d, T* dx) {
    int label = 0;
    ((backward_label<Labels, M>(pass, at + Cursor{2 * label, 2 * label}, features, Labels::logits(d), dx, label > 0),
      ++label),
     ...);
  }

 private:
  using Drop = Dropout<DropoutPercent>;

  /// The linear layer of a label at one place in a network.
  template <class Label, class T>
  static Site<T> dense_site(const Pass<T>& pass, Cursor at, Shape features) {
    Site<T> site = detail::site_of<Drop>(pass, at + Cursor{1, 0}, features);
    site.out = {Label::count(pass.classes), 1, 1};
    site.scratch = pass.scratch->template take<std::byte>(
        detail::DenseParts::scratch_bytes<T>(site.out.channels, pass.batch, *pass.settings, pass.pool->threads()));
    return site;
  }

  template <class Label, class W>
  static constexpr void walk_label(W& walker, Shape features, Classes classes) {
    walker.enter(Label::name, 0);
    walker.layer(Drop::kind, 0, features, features, Work{}, std::span<const ParameterFact>{});
    walker.leave();
    const int outputs = Label::count(classes);
    const auto facts = detail::DenseParts::parameters(features.size(), outputs);
    walker.layer(Label::name, 0, features, Shape{outputs, 1, 1}, detail::DenseParts::work(features.size(), outputs),
                 std::span<const ParameterFact>(facts));
  }

  template <class Label, Mode M, class T>
  static void forward_label(Pass<T>& pass, Cursor at, Shape features, const T* x, T* logits) {
    const Arena::Scope scope(*pass.scratch);
    const T* dropped = x;
    if constexpr (M == Mode::training) {
      T* kept = pass.kept->template take<T>(static_cast<std::size_t>(features.size() * pass.batch));
      Site<T> site = detail::site_of<Drop>(pass, at, features);
      site.saved = pass.kept->template take<std::byte>(Drop::template saved_bytes<T>(M, features, pass.batch));
      Drop::template forward<M>(site, x, kept);
      pass.record(at) = {x, kept, site.saved};
      dropped = kept;
    }
    Site<T> site = dense_site<Label>(pass, at, features);
    detail::DenseParts::forward(site, dropped, logits);
    if constexpr (keeps_activations(M)) pass.record(at + Cursor{1, 0}) = {dropped, logits, nullptr};
    if (pass.observer != nullptr) pass.observer->forward(at.layer + 1, logits, site.out_values());
  }

  template <class Label, Mode M, class T>
  static void backward_label(Pass<T>& pass, Cursor at, Shape features, const T* d, T* dx, bool add_to_dx) {
    const Arena::Scope scope(*pass.scratch);
    const std::int64_t values = features.size() * pass.batch;
    Site<T> dense = dense_site<Label>(pass, at, features);
    dense.x = pass.record(at + Cursor{1, 0}).x;
    if (pass.observer != nullptr) pass.observer->backward(at.layer + 1, d, dense.out_values());
    T* through = nullptr;
    if (dx != nullptr) through = pass.scratch->template take<T>(static_cast<std::size_t>(values));
    detail::DenseParts::backward<M>(dense, d, through);
    if (dx == nullptr) return;
    Site<T> drop = detail::site_of<Drop>(pass, at, features);
    drop.saved = pass.record(at).saved;
    if (!add_to_dx) return Drop::template backward<M>(drop, through, dx);
    Drop::template backward<M>(drop, through, through);
    add(*pass.pool, values, dx, through, dx);
  }
};

/// The study's heads: dropout 0.6 before each linear layer.
using FineHead = Heads<60, Fine>;
using CoarseHead = Heads<60, Coarse>;
using FineCoarseHeads = Heads<60, Fine, Coarse>;

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
