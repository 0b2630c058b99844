#pragma once
// Made-up pictures with two levels of classes, for trying things without any download: how the parts of a picture lie
// tells the coarse class, what the parts are covered with tells the fine classes of one coarse class apart.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bicameral/core/error.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/core/random.hpp"
#include "bicameral/core/shape.hpp"
#include "bicameral/data/cifar100.hpp"
#include "bicameral/data/dataset.hpp"
#include "bicameral/data/synthetic/picture.hpp"

namespace bicameral {

/// What to make up. The fine label is coarse label * fine_per_coarse + k.
struct SyntheticSettings {
  int coarse_classes = 20;
  int fine_per_coarse = 5;
  int train_images = 5000;
  int test_images = 1000;
  Shape shape{3, 32, 32};
  std::uint64_t seed = 1;
  double clutter = 1.5;   // difficulty: expected number of stray parts, with any detail
  double disorder = 0.1;  // difficulty: how far parts are out of place at most, of half the picture
  double noise = 0.04;    // difficulty: deviation of the pixel noise, of full brightness
};

inline namespace BICAMERAL_SIMD {

namespace synthetic {

/// Throws Error unless the settings can be made.
inline void check(const SyntheticSettings& settings) {
  const auto within = [](const char* name, long long low, long long high, long long got) {
    if (got < low || got > high)
      fail(std::string("make_synthetic: ") + name, std::to_string(low) + " to " + std::to_string(high),
           std::to_string(got));
  };
  within("coarse_classes", 1, most_classes, settings.coarse_classes);
  within("fine_per_coarse", 1, most_classes, settings.fine_per_coarse);
  within("coarse_classes * fine_per_coarse", 1, most_classes,
         static_cast<long long>(settings.coarse_classes) * settings.fine_per_coarse);
  within("train_images", 1, 10'000'000, settings.train_images);
  within("test_images", 1, 10'000'000, settings.test_images);
  within("shape: channels", 1, 1024, settings.shape.channels);
  within("shape: height", 8, 4096, settings.shape.height);
  within("shape: width", 8, 4096, settings.shape.width);
  if (!(settings.clutter >= 0 && settings.clutter <= 16)) fail("make_synthetic: clutter", "0 to 16", "another number");
  if (!(settings.disorder >= 0 && settings.disorder <= 1)) fail("make_synthetic: disorder", "0 to 1", "another number");
  if (!(settings.noise >= 0 && settings.noise <= 1)) fail("make_synthetic: noise", "0 to 1", "another number");
}

/// The coarse classes' arrangement and outline.
constexpr Motif coarse_motif(int coarse) {
  constexpr int kinds = static_cast<int>(arrangements.size());
  return {.arrangement = coarse % kinds, .outline = static_cast<Outline>(coarse / kinds), .detail = {}};
}

/// The detail of the k-th fine class of a coarse one. Details are shared: none tells a coarse class by itself.
constexpr Detail fine_detail(const SyntheticSettings& settings, int coarse, int k) {
  // As few rounds of 16 patterns as hold one coarse class; 19 has no divisor in common with any such number.
  const int used = (settings.fine_per_coarse + patterns - 1) / patterns * patterns;
  return detail_at((coarse * settings.fine_per_coarse + k) * 19 % used);
}

/// "ring of discs" and "ring of checked discs".
inline std::string coarse_name(int coarse) {
  const Motif motif = coarse_motif(coarse);
  return std::string(arrangements[static_cast<std::size_t>(motif.arrangement)].name) + " of " +
         std::string(outline_names[static_cast<std::size_t>(motif.outline)]);
}
inline std::string fine_name(const SyntheticSettings& settings, int coarse, int k) {
  const Motif motif = coarse_motif(coarse);
  return std::string(arrangements[static_cast<std::size_t>(motif.arrangement)].name) + " of " +
         name_of(fine_detail(settings, coarse, k)) + " " +
         std::string(outline_names[static_cast<std::size_t>(motif.outline)]);
}

/// One of the two sets. `part` names its random streams, so that no picture is in both.
inline Dataset make(const SyntheticSettings& settings, int images, std::string_view part) {
  std::vector<std::string> fine_names;
  std::vector<std::string> coarse_names;
  for (int coarse = 0; coarse < settings.coarse_classes; ++coarse) {
    coarse_names.push_back(coarse_name(coarse));
    for (int k = 0; k < settings.fine_per_coarse; ++k) fine_names.push_back(fine_name(settings, coarse, k));
  }
  Dataset dataset = make_dataset(settings.shape, images, std::move(fine_names), std::move(coarse_names));
  const StreamKey key(settings.seed, Purpose::synthesize, part);
  Painter painter(settings.shape);
  for (int i = 0; i < images; ++i) {
    // Classes take turns, coarse ones fastest, so that any number of first pictures is balanced.
    const int coarse = i % settings.coarse_classes;
    const int k = i / settings.coarse_classes % settings.fine_per_coarse;
    Motif motif = coarse_motif(coarse);
    motif.detail = fine_detail(settings, coarse, k);
    motif.clutter = settings.clutter;
    motif.disorder = settings.disorder;
    motif.noise = settings.noise;
    painter.paint(motif, key, static_cast<std::uint32_t>(i), dataset.image(i));
    dataset.coarse[static_cast<std::size_t>(i)] = coarse;
    dataset.fine[static_cast<std::size_t>(i)] = coarse * settings.fine_per_coarse + k;
  }
  return dataset;
}

}  // namespace synthetic

/// Makes pictures to learn from and others of the same kind to be judged by.
/// Ensures: depends on the settings only; picture i does not depend on how many there are. The mirror image of a
/// picture is as likely as the picture, and mean colours say nothing about classes. Throws Error for settings out of
/// range.
inline TrainTest make_synthetic(const SyntheticSettings& settings = {}) {
  synthetic::check(settings);
  return {synthetic::make(settings, settings.train_images, "train"),
          synthetic::make(settings, settings.test_images, "test")};
}

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
