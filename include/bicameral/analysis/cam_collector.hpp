#pragma once
// Watches a network run and turns the activations and gradients of chosen layers into one map per picture.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bicameral/analysis/cam_map.hpp"
#include "bicameral/analysis/cam_method.hpp"
#include "bicameral/blocks/pass.hpp"
#include "bicameral/core/aligned_buffer.hpp"
#include "bicameral/core/error.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/core/parallel.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// The observer of an attribution_forward and the attribution_backward after it. Each layer's map by the method is
/// scaled to [0, 1] and resized to the picture; maps() is their sum. Requires that the pool outlives it.
template <class T>
class CamCollector final : public Observer<T> {
 public:
  /// Differences that rounding alone may make between equal values of a map, over the largest.
  static constexpr double rounding = 16.0 * static_cast<double>(std::numeric_limits<T>::epsilon());

  /// `chosen` are numbers into `layers`; at most `batch` pictures are seen at a time.
  CamCollector(std::span<const LayerInfo> layers, std::span<const int> chosen, const Shape& picture, int batch,
               std::string_view method, ThreadPool& pool)
      : pool_(pool), method_(cam_method<T>(method)), pixels_(picture.pixels()), slots_(layers.size(), -1) {
    std::int64_t scratch = 0;
    for (const int number : chosen) {
      const LayerInfo& layer = layers[static_cast<std::size_t>(number)];
      slots_[static_cast<std::size_t>(number)] = static_cast<int>(seen_.size());
      seen_.push_back({layer.name, layer.out, AlignedBuffer<T>(static_cast<std::size_t>(layer.out.size() * batch)),
                       BilinearResize(layer.out.height, layer.out.width, picture.height, picture.width)});
      scratch = std::max(scratch, 2 * layer.out.channels + layer.out.pixels());
    }
    scratch_stride_ = static_cast<std::int64_t>(aligned_bytes(static_cast<std::size_t>(scratch) * sizeof(double))) /
                      static_cast<std::int64_t>(sizeof(double));
    scratch_ = AlignedBuffer<double>(static_cast<std::size_t>(scratch_stride_ * pool.threads()));
    maps_ = AlignedBuffer<double>(static_cast<std::size_t>(pixels_ * batch));
    zero_ = AlignedBuffer<std::int32_t>(static_cast<std::size_t>(batch));
    states_ = AlignedBuffer<MapState>(static_cast<std::size_t>(batch));
  }

  /// Forgets the maps, not the activations: a second backward pass may follow.
  void begin() {
    std::fill(maps_.begin(), maps_.end(), 0.0);
    std::fill(zero_.begin(), zero_.end(), 0);
  }
  /// The sum over the chosen layers of picture i's maps, [height, width].
  double* map(std::int64_t i) { return maps_.data() + i * pixels_; }
  /// Of how many layers picture i's map was zero: see MapState.
  std::int32_t zero_maps(std::int64_t i) const { return zero_[static_cast<std::size_t>(i)]; }

  void forward(int layer, const T* y, std::int64_t values) override {
    if (Seen* const seen = find(layer)) {
      const std::int64_t size = seen->shape.size();
      // A later layer may write over its input, so what is needed is copied.
      pool_.for_each_task(values / size, [&](std::int64_t image, int) {
        std::copy_n(y + image * size, size, seen->activations.data() + image * size);
      });
    }
  }

  /// Errors: activations or gradients that are no numbers, with the layer's name.
  void backward(int layer, const T* dy, std::int64_t values) override {
    Seen* const seen = find(layer);
    if (seen == nullptr) return;
    const std::int64_t size = seen->shape.size();
    const std::int64_t count = values / size;
    pool_.for_each_task(count, [&](std::int64_t image, int worker) {
      double* const scratch = scratch_.data() + worker * scratch_stride_;
      double* const own_map = scratch + 2 * seen->shape.channels;
      method_(seen->shape, seen->activations.data() + image * size, dy + image * size, scratch, own_map);
      const MapState state = scale_map(own_map, seen->shape.pixels(), rounding);
      states_[static_cast<std::size_t>(image)] = state;
      if (state == MapState::shown) seen->resize.add(own_map, map(image));
      if (state == MapState::zero) ++zero_[static_cast<std::size_t>(image)];
    });
    for (std::int64_t image = 0; image < count; ++image)
      if (states_[static_cast<std::size_t>(image)] == MapState::not_finite)
        fail("class activation map of layer '" + seen->name + "'", "finite activations and gradients",
             "others for picture " + std::to_string(image) + " of the batch");
  }

 private:
  struct Seen {
    std::string name;
    Shape shape{};
    AlignedBuffer<T> activations;
    BilinearResize resize;
  };
  Seen* find(int layer) {
    const int slot = slots_[static_cast<std::size_t>(layer)];
    return slot < 0 ? nullptr : &seen_[static_cast<std::size_t>(slot)];
  }

  ThreadPool& pool_;
  CamMapFunction<T> method_;
  std::int64_t pixels_;
  std::vector<int> slots_;  // by layer
  std::vector<Seen> seen_;
  std::int64_t scratch_stride_ = 0;
  AlignedBuffer<double> scratch_;  // of each worker
  AlignedBuffer<double> maps_;
  AlignedBuffer<std::int32_t> zero_;
  AlignedBuffer<MapState> states_;
};

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
