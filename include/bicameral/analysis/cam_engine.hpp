#pragma once
// How class activation maps are made, batch by batch: all that need not know the network's type.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "bicameral/analysis/cam_collector.hpp"
#include "bicameral/analysis/cam_layers.hpp"
#include "bicameral/analysis/cam_maps.hpp"
#include "bicameral/analysis/cam_target.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/train/evaluate.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// What maps need of a running network, whatever its type.
template <class T>
class CamNetwork {
 public:
  virtual ~CamNetwork() = default;
  virtual Outputs<T> forward(const T* images, int count, Observer<T>* observer) = 0;
  /// Where the gradients of the logits go before backward.
  virtual Outputs<T> gradients() = 0;
  virtual void backward(int count, Observer<T>* observer) = 0;
};

/// Makes maps batch by batch. Requires that `pool` outlives it.
template <class T>
class CamEngine {
 public:
  /// For networks with these layers, pictures and classes of its heads (0: no such head).
  /// Errors: settings that say nothing, a target or layers that the network does not have.
  CamEngine(std::span<const LayerInfo> layers, const Shape& picture, Classes heads, const CamSettings& settings,
            ThreadPool& pool)
      : picture_(picture),
        heads_(heads),
        settings_(checked(settings, heads)),
        pool_(pool),
        chosen_(choose_cam_layers(layers, settings.layers)),
        collector_(layers, chosen_, picture, settings.batch, settings.method, pool),
        view_(static_cast<std::size_t>(settings.batch * picture.size())),
        pair_(static_cast<std::size_t>(settings.batch * picture.pixels())),
        total_(static_cast<std::size_t>(settings.batch * picture.pixels())),
        states_(static_cast<std::size_t>(settings.batch)) {
    for (const int layer : chosen_) names_.push_back(layers[static_cast<std::size_t>(layer)].name);
  }

  const CamSettings& settings() const { return settings_; }
  /// No maps yet, with room for `count`.
  CamMaps<T> start(int count) const {
    CamMaps<T> result;
    result.height = picture_.height;
    result.width = picture_.width;
    result.layers = names_;
    result.heads = heads_;
    const auto room = static_cast<std::size_t>(count);
    result.maps.reserve(room * static_cast<std::size_t>(picture_.pixels()));
    result.fine.reserve(room * static_cast<std::size_t>(heads_.fine));
    result.coarse.reserve(room * static_cast<std::size_t>(heads_.coarse));
    return result;
  }

  /// Adds the maps of a batch, 1 to settings().batch normalised pictures. Labels are read for CamClass::label alone.
  void add(CamNetwork<T>& network, const T* images, int count, std::span<const std::int32_t> fine_labels,
           std::span<const std::int32_t> coarse_labels, CamMaps<T>& result) {
    const auto images_before = static_cast<std::size_t>(result.count);
    const Outputs<T> logits = network.forward(images, count, &collector_);
    result.fine.insert(result.fine.end(), logits.fine, logits.fine + std::int64_t{count} * heads_.fine);
    result.coarse.insert(result.coarse.end(), logits.coarse, logits.coarse + std::int64_t{count} * heads_.coarse);
    const auto choose = [&](bool explained, std::int32_t given, int classes, const T* scores,
                            std::span<const std::int32_t> labels, std::vector<std::int32_t>& chosen) {
      if (!explained) return std::span<const std::int32_t>{};
      chosen.resize(images_before + static_cast<std::size_t>(count));
      const std::span<std::int32_t> own = std::span(chosen).subspan(images_before);
      choose_cam_classes(settings_.target.of, given, classes, scores, labels, own);
      return std::span<const std::int32_t>(own);
    };
    const CamTarget& target = settings_.target;
    const auto fine =
        choose(target.explains_fine(), target.fine_class, heads_.fine, logits.fine, fine_labels, result.fine_class);
    const auto coarse = choose(target.explains_coarse(), target.coarse_class, heads_.coarse, logits.coarse,
                               coarse_labels, result.coarse_class);
    result.zero_maps.resize(images_before + static_cast<std::size_t>(count));
    std::int32_t* const zero_maps = result.zero_maps.data() + images_before;

    std::fill(total_.begin(), total_.end(), 0.0);
    bool shown = true;  // the pictures as they are were shown last
    for (const double scale : settings_.scales) {
      std::fill(pair_.begin(), pair_.end(), 0.0);
      for (const bool mirrored : {false, true}) {
        if (mirrored && !settings_.flips) continue;
        if (scale != 1.0 || mirrored || !shown)
          network.forward(viewed(images, count, scale, mirrored), count, &collector_);
        shown = false;
        set_cam_gradient(count, heads_.fine, fine, network.gradients().fine);
        set_cam_gradient(count, heads_.coarse, coarse, network.gradients().coarse);
        collector_.begin();
        network.backward(count, &collector_);
        pool_.for_each_task(count, [&](std::int64_t i, int) {
          scale_map(collector_.map(i), picture_.pixels(), CamCollector<T>::rounding);
          add_map(collector_.map(i), picture_.height, picture_.width, mirrored, pair_.data() + i * picture_.pixels());
          zero_maps[i] += collector_.zero_maps(i);
        });
      }
      // A picture and its mirror image first, so that their order makes no difference to any bit.
      for (std::size_t p = 0; p < total_.size(); ++p) total_[p] += pair_[p];
    }
    pool_.for_each_task(count, [&](std::int64_t i, int) {
      states_[static_cast<std::size_t>(i)] =
          scale_map(total_.data() + i * picture_.pixels(), picture_.pixels(), CamCollector<T>::rounding);
    });
    for (int i = 0; i < count; ++i)
      result.empty.push_back(states_[static_cast<std::size_t>(i)] == MapState::shown ? 0 : 1);
    for (std::int64_t p = 0; p < count * picture_.pixels(); ++p)
      result.maps.push_back(static_cast<T>(total_[static_cast<std::size_t>(p)]));
    result.count += count;
  }

 private:
  static const CamSettings& checked(const CamSettings& settings, Classes heads) {
    if (settings.batch < 1)
      fail("class activation map", "a batch of at least 1 picture", std::to_string(settings.batch));
    if (settings.scales.empty()) fail("class activation map: scales", "at least one number", "none");
    for (const double scale : settings.scales)
      if (!(scale > 0 && std::isfinite(scale)))
        fail("class activation map: scales", "finite numbers above 0", std::to_string(scale));
    check_cam_target(settings.target, heads);
    return settings;
  }

  /// The pictures with another contrast, mirrored or not.
  const T* viewed(const T* images, int count, double scale, bool mirrored) {
    if (scale == 1.0 && !mirrored) return images;
    const std::int64_t size = picture_.size();
    if (mirrored)
      detail::mirror(picture_, images, count, view_.data(), pool_);
    else
      std::copy_n(images, count * size, view_.data());
    if (scale != 1.0)
      pool_.for_each_task(count, [&](std::int64_t i, int) {
        for (std::int64_t k = i * size; k < (i + 1) * size; ++k)
          view_[static_cast<std::size_t>(k)] =
              static_cast<T>(scale * static_cast<double>(view_[static_cast<std::size_t>(k)]));
      });
    return view_.data();
  }

  Shape picture_;
  Classes heads_;
  CamSettings settings_;
  ThreadPool& pool_;
  std::vector<int> chosen_;
  std::vector<std::string> names_;
  CamCollector<T> collector_;
  AlignedBuffer<T> view_;
  AlignedBuffer<double> pair_, total_;
  AlignedBuffer<MapState> states_;
};

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
