#pragma once
// What every layer states and does. docs/add_a_layer.md walks through one.

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "bicameral/core/arena.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/core/parallel.hpp"
#include "bicameral/core/random.hpp"
#include "bicameral/core/shape.hpp"
#include "bicameral/kernels/conv2d/problem.hpp"
#include "bicameral/kernels/moments.hpp"
#include "bicameral/layers/parameter.hpp"

namespace bicameral {

/// Why a layer is run.
enum class Mode {
  inference,    // running statistics, no dropout, nothing kept
  attribution,  // the same numbers, with activations kept for gradients of activations (not of weights)
  training      // batch statistics, dropout, everything kept
};

constexpr bool keeps_activations(Mode mode) { return mode != Mode::inference; }

/// What a layer does with its neighbours' memory in a mode.
struct MemoryTraits {
  bool in_place = false;             // forward may write its output over its input
  bool gradient_in_place = false;    // backward may write dx over dy
  bool reads_input = false;          // backward reads the input of forward
  bool reads_output = false;         // backward reads the output of forward
  bool gradient_over_input = false;  // backward may write dx over the input of forward, read or not
};

/// The result of asking whether a layer fits an input: a reason and two numbers, or none.
struct ShapeProblem {
  const char* reason = nullptr;
  std::int64_t expected = 0;
  std::int64_t got = 0;
  constexpr explicit operator bool() const { return reason != nullptr; }
};

/// Multiply-adds per image, counted as direct algorithms; other arithmetic is not counted.
struct Work {
  std::int64_t forward = 0;
  std::int64_t input_gradient = 0;
  std::int64_t weight_gradient = 0;
};

/// How a run computes: the same for every layer, fixed when a run starts, saved with it.
struct ComputeSettings {
  ConvolutionSettings convolution{};
  bool operator==(const ComputeSettings&) const = default;
};

/// Moments on their way from the convolution that measures its results to the batch norm that needs them.
struct MeasuredMoments {
  ChannelMoments moments{};
  std::byte* scratch = nullptr;
};

/// One parameter of one network: its full name ("left.conv1.weight") and where it lies.
struct ParameterInfo {
  std::string name;
  Dims dims{};
  Role role = Role::weight;
  StorageOrder order = StorageOrder::as_in_file;
  bool trainable = false;   // weights outside frozen parts
  std::int64_t offset = 0;  // into the values, or into the counters for Role::counter
  double spread = 0;        // how it starts, see ParameterFact
  double start = 0;
};

inline namespace BICAMERAL_SIMD {

/// A layer's place in a network during one pass: everything it may use besides its input and output.
template <class T>
struct Site {
  Shape in{};
  Shape out{};
  int batch = 0;
  std::string_view name{};                      // "left.conv1"
  std::span<const ParameterInfo> parameters{};  // this layer's
  const T* values = nullptr;
  T* statistics = nullptr;  // the same memory as values, writable in training only
  T* gradients = nullptr;   // trainable parameters lie at the same offsets as in values
  std::int64_t* counters = nullptr;
  const T* x = nullptr;          // in backward: the input of forward, if reads_input
  const T* y = nullptr;          // in backward: the output of forward, if reads_output
  std::byte* saved = nullptr;    // saved_bytes() from forward to backward
  std::byte* scratch = nullptr;  // scratch_bytes() during one call
  ThreadPool* pool = nullptr;
  const ComputeSettings* settings = nullptr;
  std::uint64_t seed = 0;
  std::uint32_t epoch = 0;
  std::span<const std::uint32_t> items{};  // which images these are, for random streams
  MeasuredMoments* moments = nullptr;      // of a convolution's results, for the batch norm behind it; may be null

  const T* value(std::size_t k) const { return values + parameters[k].offset; }
  T* statistic(std::size_t k) const { return statistics + parameters[k].offset; }
  T* gradient(std::size_t k) const { return gradients + parameters[k].offset; }
  std::int64_t& counter(std::size_t k) const { return counters[parameters[k].offset]; }
  template <class U>
  U* saved_as() const {
    return reinterpret_cast<U*>(saved);
  }
  std::int64_t in_values() const { return batch * in.size(); }
  std::int64_t out_values() const { return batch * out.size(); }
};

/// Defaults for layers that have no parameters, no products, no memory of their own.
struct LayerDefaults {
  static constexpr ShapeProblem problem(Shape) { return {}; }
  static constexpr std::array<ParameterFact, 0> parameters(Shape) { return {}; }
  static constexpr Work work(Shape) { return {}; }
  template <class T>
  static constexpr std::size_t saved_bytes(Mode, Shape, int /*batch*/) {
    return 0;
  }
  template <class T>
  static std::size_t scratch_bytes(Shape, int /*batch*/, const ComputeSettings&, int /*workers*/) {
    return 0;
  }
};

/// A leaf of a network: a type with static functions only; its state lies in a Network and a Workspace.
/// Besides what the concept asks: `template <Mode M, class T> static void forward(const Site<T>&, const T* x, T* y)`
/// and `backward(const Site<T>&, const T* dy, T* dx)`. dx is null when nobody needs it. In Mode::training backward
/// overwrites the gradients of the layer's weights; in Mode::attribution it leaves them alone.
template <class L>
concept Layer = requires(Shape in) {
  { L::kind } -> std::convertible_to<std::string_view>;
  { L::memory(Mode::training) } -> std::same_as<MemoryTraits>;
  { L::problem(in) } -> std::same_as<ShapeProblem>;
  { L::output(in) } -> std::same_as<Shape>;
  { L::work(in) } -> std::same_as<Work>;
  L::parameters(in).size();
};

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
