#pragma once
// One run of a network over a batch: what all its parts share.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "bicameral/core/arena.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/layers/layer.hpp"

namespace bicameral {

/// One layer or block of one network: its full name ("left.residual1.conv2") and shapes.
struct LayerInfo {
  std::string name;
  std::string_view kind{};
  Shape in{};
  Shape out{};
  int depth = 0;  // how many blocks it lies within
  Work work{};
  std::int64_t parameters = 0;  // its own weights
  bool frozen = false;
  int first_parameter = 0;
};

inline namespace BICAMERAL_SIMD {

/// What forward leaves for backward, one per layer.
template <class T>
struct LayerRecord {
  const T* x = nullptr;
  const T* y = nullptr;
  std::byte* saved = nullptr;
};

/// Sees every layer's output after forward and the gradient with respect to it before backward.
template <class T>
struct Observer {
  virtual ~Observer() = default;
  virtual void forward(int /*layer*/, const T* /*y*/, std::int64_t /*values*/) {}
  virtual void backward(int /*layer*/, const T* /*dy*/, std::int64_t /*values*/) {}
};

/// Where a network's results go, row-major, one row per image; a null pointer means that the network has no such
/// result.
template <class T>
struct Outputs {
  T* features = nullptr;  // [batch, features]
  T* fine = nullptr;      // [batch, fine classes]: logits
  T* coarse = nullptr;    // [batch, coarse classes]: logits
};

/// Prepared weights, read piece by piece in the order in which they were written.
class FoldedPieces {
 public:
  explicit FoldedPieces(const std::byte* first) : next_(first) {}
  /// The next `bytes` bytes, whole cache lines.
  template <class T>
  const T* take(std::size_t bytes) {
    const auto* piece = reinterpret_cast<const T*>(next_);
    next_ += bytes;
    return piece;
  }

 private:
  const std::byte* next_;
};

/// A part's position in the tables of its network.
struct Cursor {
  int layer = 0;
  int parameter = 0;
  constexpr Cursor operator+(Cursor other) const { return {layer + other.layer, parameter + other.parameter}; }
};

/// Everything a pass needs: the network's values and tables, the workspace's memory, and which images these are.
template <class T>
struct Pass {
  int batch = 0;
  int planned_batch = 0;  // the most images that a pass with this memory may have
  Classes classes{};
  std::span<const LayerInfo> layers{};
  std::span<const ParameterInfo> parameters{};
  const T* values = nullptr;
  T* statistics = nullptr;
  T* gradients = nullptr;
  std::int64_t* counters = nullptr;
  Arena* kept = nullptr;
  Arena* scratch = nullptr;
  std::span<LayerRecord<T>> records{};
  ThreadPool* pool = nullptr;
  const ComputeSettings* settings = nullptr;
  std::uint64_t seed = 0;
  std::uint32_t epoch = 0;
  std::span<const std::uint32_t> items{};
  Observer<T>* observer = nullptr;
  MeasuredMoments* moments = nullptr;  // while a convolution and the batch norm behind it run in training
  FoldedPieces* folded = nullptr;      // weights of the parts that run in inference; null: folded in every pass

  LayerRecord<T>& record(Cursor at) const { return records[static_cast<std::size_t>(at.layer)]; }
};

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
