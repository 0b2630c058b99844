#pragma once
// The 16 cases of who is right: left alone, right alone, and both answers of the two together.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bicameral/analysis/feature_rows.hpp"
#include "bicameral/analysis/same_label_pairs.hpp"
#include "bicameral/core/error.hpp"

namespace bicameral {

/// {left, right, bilateral fine, bilateral coarse} x {right, wrong}.
inline constexpr int answer_case_count = 16;

/// Who is right. The left half alone is judged on fine labels, the right half alone on coarse ones.
struct AnswerCase {
  bool left = false;
  bool right = false;
  bool fine = false;
  bool coarse = false;

  /// From 0 (all right) to 15 (all wrong): the order of the names by alphabet, turned round.
  constexpr int number() const { return (left ? 0 : 8) + (right ? 0 : 4) + (fine ? 0 : 2) + (coarse ? 0 : 1); }
  /// Requires 0 <= number < answer_case_count.
  static constexpr AnswerCase of(int number) {
    return {(number & 8) == 0, (number & 4) == 0, (number & 2) == 0, (number & 1) == 0};
  }
  /// "tt-tf": left, right - bilateral fine, bilateral coarse; t for right, f for wrong.
  std::string name() const {
    const auto letter = [](bool holds) { return holds ? 't' : 'f'; };
    return {letter(left), letter(right), '-', letter(fine), letter(coarse)};
  }
  bool operator==(const AnswerCase&) const = default;
};

/// The case of that name. Errors: no such name.
inline AnswerCase answer_case(std::string_view name) {
  for (int number = 0; number < answer_case_count; ++number)
    if (AnswerCase::of(number).name() == name) return AnswerCase::of(number);
  fail("answer_case", "four letters t or f like tt-tf (left, right - bilateral fine, bilateral coarse)",
       "'" + std::string(name) + "'");
}

/// What was answered to each image, and what is right; a prediction that is no class is wrong.
struct Answers {
  std::span<const std::int32_t> left_fine;     // by the left half with its own head
  std::span<const std::int32_t> right_coarse;  // by the right half with its own head
  std::span<const std::int32_t> fine;          // by the two together
  std::span<const std::int32_t> coarse;
  std::span<const std::int32_t> fine_labels;
  std::span<const std::int32_t> coarse_labels;
};

/// The case of every image and how many images each case has.
class AnswerCases {
 public:
  /// Errors: lists of different lengths, or empty ones.
  explicit AnswerCases(const Answers& answers) : of_image_(answers.fine_labels.size()) {
    const auto images = static_cast<std::int64_t>(answers.fine_labels.size());
    expect(images > 0, "AnswerCases", "at least one image", images);
    check_row_count("AnswerCases", "left predictions", answers.left_fine.size(), images);
    check_row_count("AnswerCases", "right predictions", answers.right_coarse.size(), images);
    check_row_count("AnswerCases", "fine predictions", answers.fine.size(), images);
    check_row_count("AnswerCases", "coarse predictions", answers.coarse.size(), images);
    check_row_count("AnswerCases", "coarse labels", answers.coarse_labels.size(), images);
    for (std::size_t i = 0; i < of_image_.size(); ++i) {
      const std::int32_t fine = answers.fine_labels[i];
      const std::int32_t coarse = answers.coarse_labels[i];
      const AnswerCase one{.left = answers.left_fine[i] == fine,
                           .right = answers.right_coarse[i] == coarse,
                           .fine = answers.fine[i] == fine,
                           .coarse = answers.coarse[i] == coarse};
      of_image_[i] = static_cast<std::uint8_t>(one.number());
      ++counts_[of_image_[i]];
    }
  }

  std::int64_t images() const { return static_cast<std::int64_t>(of_image_.size()); }
  AnswerCase of(std::int64_t image) const { return AnswerCase::of(of_image_.at(static_cast<std::size_t>(image))); }
  std::int64_t count(AnswerCase which) const { return counts_[static_cast<std::size_t>(which.number())]; }
  double share(AnswerCase which) const { return static_cast<double>(count(which)) / static_cast<double>(images()); }
  /// The images of one case, ascending; perhaps none.
  std::vector<std::uint32_t> images_of(AnswerCase which) const {
    std::vector<std::uint32_t> found;
    for (std::size_t i = 0; i < of_image_.size(); ++i)
      if (of_image_[i] == which.number()) found.push_back(static_cast<std::uint32_t>(i));
    return found;
  }
  /// The pairs of which both images belong to the case, as places in the list of pairs, ascending; perhaps none.
  /// Errors: pairs of another number of images.
  std::vector<std::uint32_t> pairs_of(AnswerCase which, const SameLabelPairs& pairs) const {
    check_row_count("AnswerCases::pairs_of", "labels behind the pairs", static_cast<std::size_t>(pairs.images()),
                    images());
    std::vector<std::uint32_t> found;
    for (std::size_t p = 0; p < pairs.pairs().size(); ++p)
      if (of_image_[pairs.pairs()[p].first] == which.number() && of_image_[pairs.pairs()[p].second] == which.number())
        found.push_back(static_cast<std::uint32_t>(p));
    return found;
  }

 private:
  std::vector<std::uint8_t> of_image_;
  std::array<std::int64_t, answer_case_count> counts_{};
};

}  // namespace bicameral
