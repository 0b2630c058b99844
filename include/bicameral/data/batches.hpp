#pragma once
// Serves pictures to a network batch by batch, in an order and with changes that depend on the seed alone.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "bicameral/augment/augmentation.hpp"
#include "bicameral/augment/cutout.hpp"
#include "bicameral/core/aligned_buffer.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/core/parallel.hpp"
#include "bicameral/core/random.hpp"
#include "bicameral/data/dataset.hpp"

namespace bicameral {

/// Whether each epoch has an order of its own or follows the list of indices.
enum class Order { shuffled, in_order };

/// What a BatchLoader needs to know besides data and augmentation.
struct BatchSettings {
  int batch = 128;  // the last batch of an epoch may be smaller
  std::uint64_t seed = 0;
  Order order = Order::shuffled;
  int cutout = 0;  // side of the square that Cutout covers after normalisation; 0: none
};

/// A look at the pictures of one step, valid until the loader's next call of next() or begin_epoch().
template <class T>
struct Batch {
  const T* images = nullptr;             // [count, H, W, C], normalised
  std::span<const std::int32_t> fine;    // [count]
  std::span<const std::int32_t> coarse;  // [count]
  std::span<const std::uint32_t> ids;    // [count], indices into the dataset
  int count = 0;
  int step = 0;  // within the epoch, from 0
};

inline namespace BICAMERAL_SIMD {

/// Prepares the next batch in the background while the caller works on the present one.
/// Ensures: what is served depends on data, indices, settings and epoch only, not on threads or earlier calls; no
/// memory is allocated per batch. Requires that dataset and pool outlive it.
template <class T, class Augment>
class BatchLoader {
 public:
  /// Throws Error for an empty dataset or list, an index outside the dataset, a batch below 1 or above the number of
  /// indices, and for a normalisation, an augmentation or a cutout that does not fit the pictures.
  BatchLoader(const Dataset& dataset, std::vector<std::uint32_t> indices, const BatchSettings& settings,
              ThreadPool& pool, const Normalization& normalization = {})
      : dataset_(dataset),
        settings_(checked(dataset, indices, settings)),
        table_(normalization, dataset.shape.channels),
        indices_(std::move(indices)),
        order_(indices_),
        background_(pool) {
    Augment::check(dataset.shape);
    Cutout{settings_.cutout}.check(dataset.shape);
    const auto batch = static_cast<std::size_t>(settings_.batch);
    for (Buffer& buffer : buffers_) {
      buffer.images = AlignedBuffer<T>(batch * static_cast<std::size_t>(dataset.shape.size()));
      buffer.fine.resize(batch);
      buffer.coarse.resize(batch);
    }
    next_step_ = steps();  // nothing to serve before begin_epoch
  }

  /// The number of batches in an epoch.
  int steps() const {
    const auto batch = static_cast<std::size_t>(settings_.batch);
    return static_cast<int>((indices_.size() + batch - 1) / batch);
  }

  /// Begins an epoch, or goes on with it at `first_step`. Requires 0 <= first_step <= steps().
  void begin_epoch(std::uint32_t epoch, int first_step = 0) {
    if (first_step < 0 || first_step > steps())
      fail("BatchLoader::begin_epoch", "a first step from 0 to " + std::to_string(steps()), std::to_string(first_step));
    background_.wait();
    std::copy(indices_.begin(), indices_.end(), order_.begin());
    if (settings_.order == Order::shuffled) {
      RandomStream stream(settings_.seed, Purpose::shuffle, {}, epoch);
      shuffle(order_, stream);
    }
    epoch_ = epoch;
    next_step_ = first_step;
    prepare_next();
  }

  /// Shows the next batch of the epoch; returns false, and leaves `batch` alone, when the epoch is over.
  bool next(Batch<T>& batch) {
    background_.wait();
    if (next_step_ >= steps()) return false;
    const Buffer& ready = buffers_[next_step_ % 2];
    const std::span<const std::uint32_t> ids = ids_of(next_step_);
    batch = {.images = ready.images.data(),
             .fine = {ready.fine.data(), ids.size()},
             .coarse = {ready.coarse.data(), ids.size()},
             .ids = ids,
             .count = static_cast<int>(ids.size()),
             .step = next_step_};
    ++next_step_;
    prepare_next();
    return true;
  }

 private:
  struct Buffer {
    AlignedBuffer<T> images;
    std::vector<std::int32_t> fine;
    std::vector<std::int32_t> coarse;
  };

  static BatchSettings checked(const Dataset& dataset, const std::vector<std::uint32_t>& indices,
                               const BatchSettings& settings) {
    if (dataset.count() == 0 || indices.empty()) fail("BatchLoader", "at least one picture", "none");
    for (const std::uint32_t index : indices)
      if (index >= static_cast<std::uint32_t>(dataset.count()))
        fail("BatchLoader", "indices below " + std::to_string(dataset.count()), std::to_string(index));
    if (settings.batch < 1 || static_cast<std::size_t>(settings.batch) > indices.size())
      fail("BatchLoader", "a batch of 1 to " + std::to_string(indices.size()) + " pictures, as many as there are",
           std::to_string(settings.batch));
    return settings;
  }

  std::span<const std::uint32_t> ids_of(int step) const {
    const std::size_t from = static_cast<std::size_t>(step) * static_cast<std::size_t>(settings_.batch);
    return std::span(order_).subspan(from, std::min(static_cast<std::size_t>(settings_.batch), order_.size() - from));
  }

  void prepare_next() {
    if (next_step_ < steps()) background_.start([this] { prepare(next_step_); });
  }

  void prepare(int step) {
    Buffer& buffer = buffers_[step % 2];
    const std::span<const std::uint32_t> ids = ids_of(step);
    const auto size = static_cast<std::size_t>(dataset_.shape.size());
    const Cutout cutout{settings_.cutout};
    for (std::size_t i = 0; i < ids.size(); ++i) {
      const ImageKey key{settings_.seed, epoch_, ids[i]};
      T* picture = buffer.images.data() + i * size;
      Augment::apply(dataset_.shape, dataset_.image(ids[i]), table_, key, picture);
      cutout.apply(dataset_.shape, key, picture);
      buffer.fine[i] = dataset_.fine[ids[i]];
      buffer.coarse[i] = dataset_.coarse[ids[i]];
    }
  }

  const Dataset& dataset_;
  BatchSettings settings_;
  PixelTable<T> table_;
  std::vector<std::uint32_t> indices_;
  std::vector<std::uint32_t> order_;
  Buffer buffers_[2];
  std::uint32_t epoch_ = 0;
  int next_step_ = 0;
  BackgroundTask background_;  // the last member: it stops before the buffers go
};

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
