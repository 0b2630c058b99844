#pragma once
// The pictures of a run, and which of them do what.

#include <cstdint>
#include <string>
#include <vector>

#include "bicameral/data/cifar100.hpp"
#include "bicameral/train/trainer.hpp"
#include "examples/cifar100/settings/settings.hpp"

namespace cifar100 {

/// 0, 1, ... count - 1.
std::vector<std::uint32_t> image_numbers(std::int64_t count);

/// The pictures of a run: from the folder of the settings, or made.
bicameral::TrainTest load_data(const Settings& settings);

/// The pictures of a run and its split of the training images. Stays where it is: `split` points to `all.train`.
class RunImages {
 public:
  /// Requires checked settings. Loads or makes the pictures.
  explicit RunImages(const Settings& settings);
  RunImages(const RunImages&) = delete;
  RunImages& operator=(const RunImages&) = delete;

  const bicameral::TrainTest& all() const { return all_; }
  /// What trains and what chooses the best epoch.
  const bicameral::TrainData& split() const { return split_; }
  /// Of the images, before any of them were put together.
  const std::string& train_hash() const { return train_hash_; }
  const std::string& test_hash() const { return test_hash_; }

 private:
  void take_test_images_to_choose();

  bicameral::TrainTest all_;
  bicameral::TrainData split_;
  std::string train_hash_;
  std::string test_hash_;
};

}  // namespace cifar100
