#pragma once
// Which images are right how often over several runs: the ones that two halves solve only together, and others.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "bicameral/analysis/answer_cases.hpp"
#include "bicameral/core/error.hpp"

namespace bicameral {

/// An image and in how many runs it belonged to the cases asked for.
struct CountedImage {
  std::uint32_t image = 0;
  int runs = 0;
  bool operator==(const CountedImage&) const = default;
};

/// Right together and wrong apart: both halves alone are wrong, both answers of the network are right.
inline constexpr AnswerCase right_only_together{.left = false, .right = false, .fine = true, .coarse = true};
/// Right apart and wrong together.
inline constexpr AnswerCase right_only_apart{.left = true, .right = true, .fine = false, .coarse = false};

/// Counts, image by image, how many runs (seeds, or models) put it into which of the 16 cases.
class CaseCounts {
 public:
  /// Requires images >= 1.
  explicit CaseCounts(std::int64_t images) : counts_(checked(images)) {}

  /// One more run. Errors: cases of another number of images; nothing is counted then.
  void add(const AnswerCases& cases) {
    if (cases.images() != images())
      fail("CaseCounts::add", "the cases of " + std::to_string(images()) + " images", std::to_string(cases.images()));
    for (std::int64_t i = 0; i < images(); ++i)
      ++counts_[static_cast<std::size_t>(i)][static_cast<std::size_t>(cases.of(i).number())];
    ++runs_;
  }

  std::int64_t images() const { return static_cast<std::int64_t>(counts_.size()); }
  int runs() const { return runs_; }
  /// Runs in which the image belonged to the case.
  int count(std::int64_t image, AnswerCase which) const {
    return counts_.at(static_cast<std::size_t>(image))[static_cast<std::size_t>(which.number())];
  }
  /// Runs in which the image belonged to one of the cases for which `holds` is true, such as "left is right".
  template <class Holds>
  int count_if(std::int64_t image, const Holds& holds) const {
    int runs = 0;
    for (int number = 0; number < answer_case_count; ++number)
      if (holds(AnswerCase::of(number))) runs += count(image, AnswerCase::of(number));
    return runs;
  }

  /// At most `limit` images, those of most runs first, equal ones by index; images of no run are left out, so there
  /// may be none. Requires limit >= 0.
  std::vector<CountedImage> most_often(AnswerCase which, int limit) const {
    return most_often_if([&](AnswerCase one) { return one == which; }, limit);
  }
  template <class Holds>
  std::vector<CountedImage> most_often_if(const Holds& holds, int limit) const {
    expect(limit >= 0, "CaseCounts::most_often", "a limit of 0 or more images", limit);
    std::vector<CountedImage> found;
    for (std::int64_t image = 0; image < images(); ++image)
      if (const int runs = count_if(image, holds); runs > 0) found.push_back({static_cast<std::uint32_t>(image), runs});
    std::ranges::stable_sort(found, std::greater{}, &CountedImage::runs);
    found.resize(std::min(found.size(), static_cast<std::size_t>(limit)));
    return found;
  }

 private:
  static std::size_t checked(std::int64_t images) {
    expect(images >= 1, "CaseCounts", "at least one image", images);
    return static_cast<std::size_t>(images);
  }

  std::vector<std::array<int, answer_case_count>> counts_;
  int runs_ = 0;
};

}  // namespace bicameral
