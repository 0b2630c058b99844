#pragma once
// Where the results of an ensemble's members lie.

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "bicameral/blocks/part.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/hemispheres/heads.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// Results of `Members` networks on one batch, one member's after the other's: in `Outputs` of all, each pointer leads
/// to the first member's, and every member's begin on a cache line.
template <class Member, int Members>
struct MemberResults {
  static constexpr std::size_t labels = (Member::has_fine ? 1 : 0) + (Member::has_coarse ? 1 : 0);

  /// Calls visit(Fine{} or Coarse{}, its number) for the labels that the members predict.
  template <class Visit>
  static constexpr void for_each_label(const Visit& visit) {
    if constexpr (Member::has_fine) visit(Fine{}, std::size_t{0});
    if constexpr (Member::has_coarse) visit(Coarse{}, labels - 1);
  }

  template <class T>
  static constexpr std::size_t logit_bytes(int batch, Classes classes) {
    std::size_t values = 0;
    for_each_label([&]<class Label>(Label, std::size_t) { values += piece<T>(Label::count(classes), batch); });
    return Members * values * sizeof(T);
  }
  template <class T>
  static constexpr std::size_t feature_bytes(int batch) {
    return Members * piece<T>(Member::features.channels, batch) * sizeof(T);
  }

  /// Room for the logits of all members.
  template <class T>
  static Outputs<T> take_logits(Arena& memory, int batch, Classes classes) {
    const auto take = [&](int values) { return memory.template take<T>(Members * piece<T>(values, batch)); };
    return {nullptr, Member::has_fine ? take(classes.fine) : nullptr,
            Member::has_coarse ? take(classes.coarse) : nullptr};
  }
  /// Room for their features.
  template <class T>
  static T* take_features(Arena& memory, int batch) {
    return memory.template take<T>(Members * piece<T>(Member::features.channels, batch));
  }

  /// Those of one member.
  template <class T>
  static Outputs<T> of(const Outputs<T>& all, int member, int batch, Classes classes) {
    const auto at = [&](T* first, int values) {
      return first == nullptr ? nullptr : first + static_cast<std::size_t>(member) * piece<T>(values, batch);
    };
    return {at(all.features, Member::features.channels), at(all.fine, classes.fine), at(all.coarse, classes.coarse)};
  }
  /// One image's logits, each member's; `first` leads to those of all.
  template <class T>
  static std::array<T*, static_cast<std::size_t>(Members)> rows(T* first, int batch, int classes, std::int64_t image) {
    std::array<T*, static_cast<std::size_t>(Members)> result;
    for (std::size_t m = 0; m < result.size(); ++m)
      result[m] = first + m * piece<std::remove_const_t<T>>(classes, batch) + image * classes;
    return result;
  }

 private:
  /// Values from one member's results to the next one's.
  template <class T>
  static constexpr std::size_t piece(int values, int batch) {
    return detail::activation_bytes<T>(Shape{values, 1, 1}, batch) / sizeof(T);
  }
};

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
