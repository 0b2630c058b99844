#pragma once
// How each part is trained: the settings of its stage, and for how many epochs.

#include <cstdint>

#include "bicameral/core/shape.hpp"
#include "bicameral/train/settings.hpp"
#include "examples/cifar100/study/study.hpp"

namespace cifar100 {

/// What decides for how long parts are trained.
struct Plan {
  const Settings* settings = nullptr;
  const Study* study = nullptr;
  bicameral::Classes classes{};
  std::int64_t train_images = 0;

  /// Those of its stage. A matched part gets the number that brings its multiply-adds nearest to those of the part that
  /// it is matched to and all that it needs, at least one.
  int epochs_of(const Part& part) const;
  /// Of training it alone: forward and backward passes; of frozen halves, their forward passes.
  double multiply_adds_of(const Part& part) const;
};

/// The settings of a part of this stage; throws where they make no sense.
bicameral::TrainSettings train_settings(const Settings& settings, Stage stage, int epochs, std::uint64_t seed);

}  // namespace cifar100
