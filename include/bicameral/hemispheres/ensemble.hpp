#pragma once
// Several networks of one type that answer together.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "bicameral/core/instruction_set.hpp"
#include "bicameral/hemispheres/member_mean.hpp"
#include "bicameral/hemispheres/member_results.hpp"
#include "bicameral/hemispheres/unilateral.hpp"
#include "bicameral/kernels/elementwise.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

namespace detail {

/// True, or one compile-time error; in a function, so that the type around the mistake stays whole and says no more.
template <class Member, int Members>
constexpr bool members_fit() {
  static_assert(Members >= 1, "Ensemble: expected at least 1 member");
  static_assert(Member::has_fine || Member::has_coarse, "Ensemble: members need heads, whose answers are averaged");
  return true;
}

/// Sees the layers of a part of a network under their numbers in the whole.
template <class T>
class ShiftedObserver final : public Observer<T> {
 public:
  ShiftedObserver(Observer<T>* whole, std::size_t first) : whole_(whole), first_(static_cast<int>(first)) {}
  void forward(int layer, const T* y, std::int64_t values) override { whole_->forward(first_ + layer, y, values); }
  void backward(int layer, const T* dy, std::int64_t values) override { whole_->backward(first_ + layer, dy, values); }

 private:
  Observer<T>* whole_;
  int first_;
};

}  // namespace detail

/// `Members` networks of the type `Member` (Unilateral, Bicameral, or an ensemble) on the same images; logits are the
/// mean of their probabilities or of their logits, features those of the members side by side. Trained as it is, all
/// members learn together from the loss of that mean; members that were trained alone are put in by `load_member` or
/// `copy_parameters(member, "", ensemble, "member1.")`. Parameter names begin with "member1.", "member2.", ...; the
/// layers "mean.fine" and "mean.coarse" at the end are the means. The code of a member is compiled once.
template <Model Member, int Members, MeanOf Mean = MeanOf::probabilities>
struct Ensemble {
  static_assert(detail::members_fit<Member, Members>());
  static constexpr bool is_model = true;
  static constexpr Shape input = Member::input;
  static constexpr Shape features{Members * Member::features.channels, 1, 1};
  static constexpr bool has_fine = Member::has_fine;
  static constexpr bool has_coarse = Member::has_coarse;

  template <class W>
  static constexpr void walk(W& walker, Classes classes) {
    for (int m = 1; m <= Members; ++m) {
      walker.enter("member", m);
      Member::walk(walker, classes);
      walker.leave();
    }
    walker.enter("mean", 0);
    Results::for_each_label([&]<class Label>(Label, std::size_t) {
      const int values = Label::count(classes);
      walker.layer(Label::name, 0, Shape{Members * values, 1, 1}, Shape{values, 1, 1}, Work{},
                   std::span<const ParameterFact>{});
    });
    walker.leave();
  }
  template <class T>
  static constexpr std::size_t kept_bytes(Mode mode, int batch, Classes classes) {
    return Members * Member::template kept_bytes<T>(mode, batch, classes) +
           (keeps_activations(mode) ? result_bytes<T>(batch, classes) : 0);
  }
  template <class T>
  static std::size_t scratch_bytes(Mode mode, int batch, const ComputeSettings& settings, int workers,
                                   Classes classes) {
    const std::size_t member = Member::template scratch_bytes<T>(mode, batch, settings, workers, classes);
    if (!keeps_activations(mode)) return member + result_bytes<T>(batch, classes);
    return member + Results::template logit_bytes<T>(batch, classes) + detail::activation_bytes<T>(input, batch);
  }

  template <class T>
  static std::size_t folded_bytes(Mode mode, int batch, const ComputeSettings& settings) {
    return Members * Member::template folded_bytes<T>(mode, batch, settings);
  }
  template <Mode M, class T>
  static void fold(Pass<T>& pass, Arena& memory) {
    for_each_member(pass, [&](Pass<T>& part, int) { Member::template fold<M>(part, memory); });
  }

  template <Mode M, class T>
  static void forward(Pass<T>& pass, const T* images, const Outputs<T>& outputs) {
    const Arena::Scope scope(*pass.scratch);
    Arena& memory = keeps_activations(M) ? *pass.kept : *pass.scratch;
    Outputs<T> all = Results::template take_logits<T>(memory, pass.batch, pass.classes);
    all.features = Results::template take_features<T>(memory, pass.batch);
    for_each_member(pass, [&](Pass<T>& part, int m) {
      const Outputs<T> results = Results::of(all, m, pass.batch, pass.classes);
      Member::template forward<M>(part, images, results);
      constexpr std::int64_t length = Member::features.channels;
      for (std::int64_t n = 0; n < pass.batch; ++n)
        std::copy_n(results.features + n * length, length, outputs.features + (n * Members + m) * length);
    });
    Results::for_each_label([&]<class Label>(Label, std::size_t number) {
      const int classes = Label::count(pass.classes);
      const T* x = Label::logits(all);
      T* y = Label::logits(outputs);
      pass.pool->for_each_task(pass.batch, [&](std::int64_t image, int) {
        Mixed::forward(Results::rows(x, pass.batch, classes, image), classes, y + image * classes);
      });
      const std::size_t layer = mean_layer(pass, number);
      if constexpr (keeps_activations(M)) pass.records[layer] = {x, y, nullptr};
      if (pass.observer != nullptr)
        pass.observer->forward(static_cast<int>(layer), y, std::int64_t{classes} * pass.batch);
    });
  }

  /// Every member learns its share of the loss of their mean; dx is the sum of theirs.
  template <Mode M, class T>
  static void backward(Pass<T>& pass, const Outputs<const T>& d, T* dx) {
    const Arena::Scope scope(*pass.scratch);
    const Outputs<T> all = Results::template take_logits<T>(*pass.scratch, pass.batch, pass.classes);
    Results::for_each_label([&]<class Label>(Label, std::size_t number) {
      const int classes = Label::count(pass.classes);
      const T* dy = Label::logits(d);
      const std::size_t layer = mean_layer(pass, number);
      if (pass.observer != nullptr)
        pass.observer->backward(static_cast<int>(layer), dy, std::int64_t{classes} * pass.batch);
      const T* x = pass.records[layer].x;
      T* d_members = Label::logits(all);
      pass.pool->for_each_task(pass.batch, [&](std::int64_t image, int) {
        Mixed::backward(Results::rows(x, pass.batch, classes, image), classes, dy + image * classes,
                        Results::rows(d_members, pass.batch, classes, image));
      });
    });
    T* one_dx = nullptr;
    if (dx != nullptr && Members > 1)
      one_dx = pass.scratch->template take<T>(static_cast<std::size_t>(input.size() * pass.batch));
    for_each_member(pass, [&](Pass<T>& part, int m) {
      const Outputs<T> results = Results::of(all, m, pass.batch, pass.classes);
      T* to = m == 0 ? dx : one_dx;
      Member::template backward<M, T>(part, {nullptr, results.fine, results.coarse}, to);
      if (to != dx) add(*pass.pool, input.size() * pass.batch, dx, to, dx);
    });
  }

 private:
  using Mixed = MemberMean<Mean, Members>;
  using Results = MemberResults<Member, Members>;

  /// Runs over the members with each one's part of the tables. Values and gradients are found through the parameters'
  /// places in the whole, names in the layers' (so that random streams differ), kept memory and prepared weights in
  /// order.
  template <class T, class Run>
  static void for_each_member(Pass<T>& pass, const Run& run) {
    const std::size_t layers = mean_layer(pass, 0) / Members;
    const std::size_t parameters = pass.parameters.size() / Members;
    for (int m = 0; m < Members; ++m) {
      const std::size_t first = static_cast<std::size_t>(m) * layers;
      Pass<T> part = pass;
      part.layers = pass.layers.subspan(first, layers);
      part.parameters = pass.parameters.subspan(static_cast<std::size_t>(m) * parameters, parameters);
      if (!pass.records.empty()) part.records = pass.records.subspan(first, layers);
      detail::ShiftedObserver<T> observer(pass.observer, first);
      if (pass.observer != nullptr) part.observer = &observer;
      run(part, m);
    }
  }
  /// What the members answer: kept until the way back, or until the mean is computed.
  template <class T>
  static constexpr std::size_t result_bytes(int batch, Classes classes) {
    return Results::template logit_bytes<T>(batch, classes) + Results::template feature_bytes<T>(batch);
  }
  /// The place of the means in the tables: behind all members.
  template <class T>
  static std::size_t mean_layer(const Pass<T>& pass, std::size_t number) {
    return pass.layers.size() - Results::labels + number;
  }
};

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
