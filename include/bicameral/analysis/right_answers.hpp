#pragma once
// Which of several models are right about which images.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "bicameral/analysis/feature_rows.hpp"
#include "bicameral/core/error.hpp"
#include "bicameral/metrics/accuracy.hpp"

namespace bicameral {

/// One bit for every model and image, whatever kinds of labels the models name.
class RightAnswers {
 public:
  /// Requires images >= 1.
  explicit RightAnswers(std::int64_t images) : images_(images) {
    expect(images >= 1, "RightAnswers", "at least one image", images);
  }

  /// Takes in one more model and returns its number, from 0. A prediction that is no class is wrong. Errors: another
  /// number of predictions or labels than images; nothing is taken in then.
  int add(std::span<const std::int32_t> predicted, std::span<const std::int32_t> labels) {
    check_row_count("RightAnswers::add", "predictions", predicted.size(), images_);
    check_row_count("RightAnswers::add", "labels", labels.size(), images_);
    std::vector<bool> right(predicted.size());
    for (std::size_t i = 0; i < right.size(); ++i) right[i] = predicted[i] == labels[i];
    right_.push_back(std::move(right));
    return models() - 1;
  }

  std::int64_t images() const { return images_; }
  int models() const { return static_cast<int>(right_.size()); }
  /// Errors: no such model.
  bool right(int model, std::int64_t image) const {
    if (model < 0 || model >= models())
      fail("RightAnswers", "a model from 0 to " + std::to_string(models() - 1), std::to_string(model));
    return right_[static_cast<std::size_t>(model)].at(static_cast<std::size_t>(image));
  }
  /// How many of all models are right about the image.
  int count(std::int64_t image) const {
    int models_right = 0;
    for (int model = 0; model < models(); ++model) models_right += right(model, image) ? 1 : 0;
    return models_right;
  }
  /// histogram()[k]: images about which k models are right, k from 0 to models().
  std::vector<std::int64_t> histogram() const {
    std::vector<std::int64_t> images_of(right_.size() + 1);
    for (std::int64_t image = 0; image < images_; ++image) ++images_of[static_cast<std::size_t>(count(image))];
    return images_of;
  }
  /// Of the images about which at least one of the two is wrong, the share about which both are: 1 for models that make
  /// the same mistakes, 0 for models without a common one; none when neither is ever wrong.
  std::optional<double> shared_mistakes(int one, int other) const {
    std::int64_t both = 0;
    std::int64_t any = 0;
    for (std::int64_t image = 0; image < images_; ++image) {
      const bool first = right(one, image);
      const bool second = right(other, image);
      both += !first && !second ? 1 : 0;
      any += !first || !second ? 1 : 0;
    }
    if (any == 0) return std::nullopt;
    return share(both, any);
  }

 private:
  std::int64_t images_;
  std::vector<std::vector<bool>> right_;
};

}  // namespace bicameral
