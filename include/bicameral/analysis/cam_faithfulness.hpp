#pragma once
// Does the network's answer hang on the pixels that a map names? Deletion and insertion curves.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "bicameral/analysis/blur.hpp"
#include "bicameral/analysis/cam_maps.hpp"
#include "bicameral/analysis/pixel_curves.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/network/folded.hpp"

namespace bicameral {

/// What stands where a pixel is taken away: 0 in every channel, which is the mean colour of normalised pictures, or the
/// picture blurred.
enum class RemovedPixels { mean, blurred };

struct FaithfulnessSettings {
  int steps = 16;  // the curves have so many points and one more
  RemovedPixels removed = RemovedPixels::mean;
  double blur = 4.0;                // deviation in pixels, see blur()
  std::uint64_t seed = 0;           // of the random orders
  std::uint32_t first_picture = 0;  // number of the first one, for the random orders of pictures in several calls
  int batch = 64;
  ComputeSettings compute{};
};

/// Deletion takes the pixels away, the most important first: a faithful map makes the probability fall early. Insertion
/// puts them into a picture of which all was taken away: it rises early. Both also in random order, for comparison:
/// compare_paired(curves.deletion.area, curves.random_deletion.area) says what the maps' order is worth.
/// Source: Petsiuk, Das, Saenko, "RISE: randomized input sampling for explanation of black-box models", BMVC 2018.
struct Faithfulness {
  std::vector<double> shares{};  // [points]: of the pixels changed, from 0 to 1
  PixelCurves deletion{}, insertion{}, random_deletion{}, random_insertion{};
};

inline namespace BICAMERAL_SIMD {

/// The curves of the normalised pictures [maps.count, height, width, channels] that the maps belong to, by answers
/// of the same network. An empty map orders pixels by their index.
/// Errors: maps that CurveDrawer refuses, steps that are not 1 to the number of pixels, a batch or a blur that is none.
template <class T>
Faithfulness cam_faithfulness(const CamAnswers<T>& answers, const Shape& picture, const T* images,
                              const CamMaps<T>& maps, const FaithfulnessSettings& settings, ThreadPool& pool) {
  detail::check_maps("cam_faithfulness", picture, maps);
  if (settings.steps < 1 || settings.steps > picture.pixels())
    fail("cam_faithfulness", "1 to " + std::to_string(picture.pixels()) + " steps", std::to_string(settings.steps));
  if (settings.batch < 1) fail("cam_faithfulness", "a batch of at least 1 picture", std::to_string(settings.batch));
  const int batch = std::max(1, std::min(settings.batch, maps.count));
  CurveDrawer<T> drawer(answers, picture, maps, settings.steps, batch, pool);
  Faithfulness result;
  result.shares = drawer.shares();
  std::vector<T> without(static_cast<std::size_t>(batch * picture.size()));
  for (int first = 0; first < maps.count; first += batch) {
    const int count = std::min(batch, maps.count - first);
    const T* with = images + first * picture.size();
    if (settings.removed == RemovedPixels::blurred) blur(pool, picture, count, settings.blur, with, without.data());
    for (const bool by_map : {true, false}) {
      if (by_map)
        drawer.order_by_maps(first, count);
      else
        drawer.order_at_random(first, count, settings.seed, settings.first_picture);
      drawer.draw(first, count, with, without.data(), by_map ? result.deletion : result.random_deletion);
      drawer.draw(first, count, without.data(), with, by_map ? result.insertion : result.random_insertion);
    }
  }
  return result;
}

/// The same by the network itself, in memory of its own.
template <Architecture A, class T>
Faithfulness cam_faithfulness(const Network<A, T>& network, const T* images, const CamMaps<T>& maps, ThreadPool& pool,
                              const FaithfulnessSettings& settings = {}) {
  using Model = typename Network<A, T>::Model;
  const Classes heads{Model::has_fine ? network.classes().fine : 0, Model::has_coarse ? network.classes().coarse : 0};
  if (heads != maps.heads)
    fail("cam_faithfulness",
         "maps of a network of " + std::to_string(heads.fine) + " fine and " + std::to_string(heads.coarse) +
             " coarse classes",
         std::to_string(maps.heads.fine) + " fine, " + std::to_string(maps.heads.coarse) + " coarse");
  const int batch = std::max(1, std::min(settings.batch, maps.count));
  Workspace<A, T> workspace(pool, batch, Mode::inference, network.classes(), settings.compute);
  const FoldedNetwork<A, T> folded(network, workspace);
  const CamAnswers<T> answers = [&](const T* pictures, int count) { return infer(folded, workspace, pictures, count); };
  return cam_faithfulness(answers, Model::input, images, maps, settings, pool);
}

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
