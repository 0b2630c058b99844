#pragma once
// What about an answer is explained: which head, and which class of it.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "bicameral/blocks/pass.hpp"
#include "bicameral/core/error.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/core/shape.hpp"
#include "bicameral/metrics/check_logits.hpp"
#include "bicameral/metrics/ranking.hpp"

namespace bicameral {

/// Whose logit is explained: the fine head's, the coarse head's, or the sum of one of each.
enum class CamLabels { fine, coarse, both };

/// Of which class: the one that the network names for each picture, its label, or the same for all.
enum class CamClass { top, label, given };

/// The number whose gradients make a class activation map: a logit, before softmax, or the sum of two.
struct CamTarget {
  CamLabels labels = CamLabels::fine;
  CamClass of = CamClass::top;
  std::int32_t fine_class = 0;    // for CamClass::given
  std::int32_t coarse_class = 0;  // for CamClass::given

  bool operator==(const CamTarget&) const = default;
  bool explains_fine() const { return labels != CamLabels::coarse; }
  bool explains_coarse() const { return labels != CamLabels::fine; }
};

inline namespace BICAMERAL_SIMD {

/// "fine", "coarse" or "both", and the way back; throws for another word.
inline std::string_view cam_labels_name(CamLabels labels) {
  return labels == CamLabels::fine ? "fine" : labels == CamLabels::coarse ? "coarse" : "both";
}
inline CamLabels cam_labels_of(std::string_view name) {
  for (const CamLabels labels : {CamLabels::fine, CamLabels::coarse, CamLabels::both})
    if (cam_labels_name(labels) == name) return labels;
  fail("target of a class activation map", "fine, coarse or both", "'" + std::string(name) + "'");
}

/// Throws unless a network whose heads have so many classes (0: no such head) can be asked for this target.
inline void check_cam_target(const CamTarget& target, Classes heads) {
  const auto check = [&](bool explained, const char* kind, int classes, std::int32_t given) {
    if (!explained) return;
    const std::string where = "target of a class activation map: '" + std::string(cam_labels_name(target.labels)) + "'";
    if (classes < 1) fail(where, std::string("a network with a ") + kind + " head", "one without");
    if (target.of == CamClass::given && (given < 0 || given >= classes))
      fail(where, std::string("a ") + kind + " class from 0 to " + std::to_string(classes - 1), std::to_string(given));
  };
  check(target.explains_fine(), "fine", heads.fine, target.fine_class);
  check(target.explains_coarse(), "coarse", heads.coarse, target.coarse_class);
}

/// The class of one head to explain for each of `chosen.size()` pictures. Requires a head and check_cam_target.
/// Errors: for CamClass::label, labels that are not one per picture or name no class; for CamClass::top, logits that
/// are no numbers.
template <class T>
void choose_cam_classes(CamClass of, std::int32_t given, int classes, const T* logits,
                        std::span<const std::int32_t> labels, std::span<std::int32_t> chosen) {
  if (of == CamClass::given) {
    std::ranges::fill(chosen, given);
    return;
  }
  if (of == CamClass::label) {
    if (labels.size() != chosen.size())
      fail("target of a class activation map", "a label for each of " + std::to_string(chosen.size()) + " pictures",
           std::to_string(labels.size()));
    check_labels("target of a class activation map", classes, labels);
    std::ranges::copy(labels, chosen.begin());
    return;
  }
  const std::span<const T> all(logits, chosen.size() * static_cast<std::size_t>(classes));
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    chosen[i] = top_class(logits_row(all, classes, i));
    if (chosen[i] == no_class) fail("target of a class activation map", "logits that are numbers", "NaN");
  }
}

/// The gradient of the chosen logits with respect to all: 1 for the chosen class of each row, else 0; all 0 without
/// chosen classes.
template <class T>
void set_cam_gradient(int count, int classes, std::span<const std::int32_t> chosen, T* gradient) {
  if (gradient == nullptr) return;
  std::fill_n(gradient, std::int64_t{count} * classes, T(0));
  for (std::size_t i = 0; i < chosen.size(); ++i) gradient[static_cast<std::int64_t>(i) * classes + chosen[i]] = T(1);
}

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
