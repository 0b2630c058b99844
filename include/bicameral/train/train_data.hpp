#pragma once
// What a run trains on, and by what a run that goes on knows it again.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "bicameral/augment/normalize.hpp"
#include "bicameral/core/error.hpp"
#include "bicameral/core/shape.hpp"
#include "bicameral/core/utf8.hpp"
#include "bicameral/data/dataset.hpp"

namespace bicameral {

/// The images a run trains on and those it chooses its best epoch on (none: the last epoch is the best).
struct TrainData {
  const Dataset* images = nullptr;
  std::vector<std::uint32_t> train;
  std::vector<std::uint32_t> validation;
  Normalization normalization{};
};

/// Throws unless there are images of the shape `input` that distinguish as many classes as `heads` (0: no such head),
/// and all indices are those of images.
inline void check(const TrainData& data, const Shape& input, Classes heads) {
  if (data.images == nullptr) fail("training: images", "a dataset", "none");
  const Dataset& images = *data.images;
  if (images.shape != input) fail("training: images", "shape " + to_string(input), to_string(images.shape));
  const auto as_many = [](int wanted, int found, const char* kind) {
    if (wanted > 0 && found != wanted)
      fail("training: images", std::to_string(wanted) + " " + kind + " classes, as many as the network's head has",
           std::to_string(found));
  };
  as_many(heads.fine, images.classes().fine, "fine");
  as_many(heads.coarse, images.classes().coarse, "coarse");
  const auto all_there = [&](const std::vector<std::uint32_t>& indices, const char* kind) {
    for (const std::uint32_t index : indices)
      if (index >= static_cast<std::uint32_t>(images.count()))
        fail(std::string("training: indices of ") + kind + " images", "numbers below " + std::to_string(images.count()),
             std::to_string(index));
  };
  all_there(data.train, "training");
  all_there(data.validation, "validation");
}

/// What a checkpoint says of the data: hashes of all images and of the two lists. Reads every pixel, which takes a
/// fraction of a second for CIFAR-100. Requires that there are images.
inline std::map<std::string, std::string> to_map(const TrainData& data) {
  return {{"images_hash", content_hash(*data.images)},
          {"training_hash", content_hash(data.train)},
          {"validation_hash", content_hash(data.validation)}};
}

/// Throws, naming the checkpoint `path`, if that is of a run on other data: `saved` is what it says, `now` the to_map
/// of today's data. One of an earlier version, which says nothing of the data, is taken as it is.
inline void check_resume(const std::map<std::string, std::string>& saved, const std::map<std::string, std::string>& now,
                         const std::string& path) {
  const auto same = [&](const char* key, const char* what) {
    const auto there = saved.find(key);
    const std::string& here = now.at(key);
    if (there != saved.end() && there->second != here)
      fail(path, std::string("a checkpoint of a run on the same ") + what + ", of hash " + in_quotes(here),
           "one on others, of hash " + in_quotes(there->second));
  };
  same("images_hash", "images");
  same("training_hash", "training images");
  same("validation_hash", "validation images");
}

}  // namespace bicameral
