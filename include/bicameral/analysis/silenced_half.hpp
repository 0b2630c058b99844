#pragma once
// What a bilateral network still gets right when one of its halves says nothing about the picture.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "bicameral/analysis/column_moments.hpp"
#include "bicameral/analysis/features.hpp"
#include "bicameral/analysis/halves.hpp"
#include "bicameral/core/aligned_buffer.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/metrics/evaluation.hpp"
#include "bicameral/network/run.hpp"

namespace bicameral {

/// What a silenced half gives instead of its features.
enum class Silence {
  /// Each feature's mean over the images: the half says of every picture what it says on average. The default, because
  /// the heads were trained on features around their means; what is lost is what the half knew of the picture.
  mean,
  /// Zeros: also takes away what the heads got from the half for every picture alike, such as part of their bias.
  zero
};

/// One half and what stands in for its features, the same for every image.
struct SilencedHalf {
  BrainHalf which = BrainHalf::left;
  std::vector<float> instead{};  // as many values as the half has features
};

inline namespace BICAMERAL_SIMD {

/// The stand-in from the features of the half over these images; for a mean over others, such as the training images,
/// give their features. Errors: a network without halves.
inline SilencedHalf silenced_half(const Features& features, BrainHalf which, ThreadPool& pool,
                                  Silence silence = Silence::mean) {
  const FeatureRows rows = features.half(which);
  SilencedHalf result{which, std::vector<float>(static_cast<std::size_t>(rows.columns))};
  if (silence == Silence::zero) return result;
  const ColumnMoments moments = column_moments(rows, pool);
  for (std::size_t j = 0; j < result.instead.size(); ++j) result.instead[j] = static_cast<float>(moments.mean[j]);
  return result;
}

namespace detail {

/// The features of one half for some images as the fusion takes them.
template <class T>
void fill_half(const FeatureRows& rows, std::int64_t first, std::int64_t count, const std::vector<float>* instead,
               T* to) {
  for (std::int64_t i = first; i < first + count; ++i) {
    const float* from = instead != nullptr ? instead->data() : rows.row(i);
    for (std::int64_t j = 0; j < rows.columns; ++j) *to++ = static_cast<T>(from[j]);
  }
}

}  // namespace detail

/// The answers of the network's own fusion and heads to these features, one half silenced, or none; all that is known
/// about them. The halves do not run again. Requires features that this network gave, a workspace of Mode::inference,
/// and, with a hierarchy, fine_to_coarse(data). Errors: features of another width or of other numbers of classes, a
/// stand-in of another width.
template <TwoHalves A, class T>
EvaluationRecord evaluate_silenced(const Network<A, T>& network, Workspace<A, T>& workspace, const Features& features,
                                   const std::optional<SilencedHalf>& silenced,
                                   const std::vector<std::int32_t>& fine_to_coarse = {}) {
  using Parts = detail::brain_parts<A>;
  constexpr const char* where = "evaluate_silenced";
  detail::expect_mode(workspace.mode() == Mode::inference, where, "a workspace of Mode::inference");
  const FeatureRows left = features.left();
  const FeatureRows right = features.right();
  if (left.columns != Parts::Left::features.size() || right.columns != Parts::Right::features.size())
    fail(where,
         "features of halves of " + std::to_string(Parts::Left::features.size()) + " and " +
             std::to_string(Parts::Right::features.size()),
         std::to_string(left.columns) + " and " + std::to_string(right.columns));
  const Classes heads{A::has_fine ? network.classes().fine : 0, A::has_coarse ? network.classes().coarse : 0};
  if (features.classes != heads)
    fail(where,
         "features of a network of " + std::to_string(heads.fine) + " fine and " + std::to_string(heads.coarse) +
             " coarse classes",
         std::to_string(features.classes.fine) + " fine, " + std::to_string(features.classes.coarse) + " coarse");
  const auto stand_in = [&](BrainHalf which) -> const std::vector<float>* {
    if (!silenced || silenced->which != which) return nullptr;
    const std::int64_t width = features.half(which).columns;
    if (silenced->instead.size() != static_cast<std::size_t>(width))
      fail(where, std::to_string(width) + " values instead of the features", std::to_string(silenced->instead.size()));
    return &silenced->instead;
  };
  const std::vector<float>* instead_of_left = stand_in(BrainHalf::left);
  const std::vector<float>* instead_of_right = stand_in(BrainHalf::right);

  const auto rows = static_cast<std::size_t>(workspace.batch());
  AlignedBuffer<T> left_values(rows * static_cast<std::size_t>(left.columns));
  AlignedBuffer<T> right_values(rows * static_cast<std::size_t>(right.columns));
  EvaluationRecord record(heads, fine_to_coarse, network.classes().coarse);
  const Outputs<T> outputs = workspace.outputs();
  for (std::int64_t first = 0; first < features.count(); first += workspace.batch()) {
    const std::int64_t count = std::min<std::int64_t>(workspace.batch(), features.count() - first);
    detail::fill_half(left, first, count, instead_of_left, left_values.data());
    detail::fill_half(right, first, count, instead_of_right, right_values.data());
    Pass<T> pass = detail::make_pass(network, workspace, static_cast<int>(count), {});
    Parts::Fusion::forward(pass.batch, Parts::Left::features, Parts::Right::features,
                           static_cast<const T*>(left_values.data()), static_cast<const T*>(right_values.data()),
                           outputs.features);
    Parts::Head::template forward<Mode::inference>(pass, Parts::head_at, A::features,
                                                   static_cast<const T*>(outputs.features), outputs);
    const auto logits = [&](const T* from, int classes) {
      return std::span<const T>(from, static_cast<std::size_t>(count) * static_cast<std::size_t>(classes));
    };
    const auto labels = [&](const std::vector<std::int32_t>& all) {
      return std::span(all).subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(count));
    };
    record.add(logits(outputs.fine, heads.fine), logits(outputs.coarse, heads.coarse), labels(features.fine_labels),
               labels(features.coarse_labels));
  }
  return record;
}

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
