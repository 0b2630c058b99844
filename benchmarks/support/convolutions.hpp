#pragma once
// The convolutions that are measured, and how wrong a result is.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bicameral/core/aligned_buffer.hpp"
#include "bicameral/core/random.hpp"
#include "bicameral/kernels/conv2d/problem.hpp"
#include "bicameral/kernels/conv2d/reference.hpp"

namespace bicameral::benchmarks {

inline constexpr std::array passes{ConvolutionPass::forward, ConvolutionPass::backward_input,
                                   ConvolutionPass::backward_weight};
inline std::string_view name_of(ConvolutionPass pass) {
  constexpr std::array<std::string_view, 3> names{"forward", "input_gradient", "weight_gradient"};
  return names[static_cast<std::size_t>(pass)];
}

/// Every different convolution of ResNet-9, then those that ResNet-18 (and -34) and VGG-11 have besides, all on
/// pictures of 32x32.
inline std::vector<ConvolutionProblem> study_problems() {
  return {// ResNet-9
          {1, {3, 32, 32}, 64, 3, 1, 1},
          {1, {64, 32, 32}, 128, 3, 1, 1},
          {1, {128, 16, 16}, 128, 3, 1, 1},
          {1, {128, 16, 16}, 256, 3, 1, 1},
          {1, {256, 8, 8}, 512, 3, 1, 1},
          {1, {512, 4, 4}, 512, 3, 1, 1},
          // ResNet-18
          {1, {64, 32, 32}, 64, 3, 1, 1},
          {1, {64, 32, 32}, 128, 3, 2, 1},
          {1, {64, 32, 32}, 128, 1, 2, 0},
          {1, {128, 16, 16}, 256, 3, 2, 1},
          {1, {128, 16, 16}, 256, 1, 2, 0},
          {1, {256, 8, 8}, 256, 3, 1, 1},
          {1, {256, 8, 8}, 512, 3, 2, 1},
          {1, {256, 8, 8}, 512, 1, 2, 0},
          // VGG-11
          {1, {64, 16, 16}, 128, 3, 1, 1},
          {1, {128, 8, 8}, 256, 3, 1, 1},
          {1, {256, 4, 4}, 512, 3, 1, 1},
          {1, {512, 2, 2}, 512, 3, 1, 1}};
}

/// "64x32x32:128:3:1": the picture, filters, kernel, stride.
inline std::string to_text(const ConvolutionProblem& p) {
  return to_string(p.in) + ":" + std::to_string(p.filters) + ":" + std::to_string(p.kernel) + ":" +
         std::to_string(p.stride);
}

/// Reads what to_text writes; kernel 3 and stride 1 unless given, padding half the kernel.
inline bool parse_problem(std::string_view word, ConvolutionProblem& p) {
  p = {1, {}, 0, 3, 1, 0};
  char rest = 0;
  const int found = std::sscanf(std::string(word).c_str(), "%dx%dx%d:%d:%d:%d%c", &p.in.channels, &p.in.height,
                                &p.in.width, &p.filters, &p.kernel, &p.stride, &rest);
  p.padding = p.kernel / 2;
  return found >= 4 && found <= 6 && p.in.channels > 0 && p.in.height > 0 && p.in.width > 0 && p.filters > 0 &&
         p.kernel > 0 && p.stride > 0;
}

/// Operands and results of all three passes, in the library's memory order; operands random and the same for every T.
template <class T>
struct ConvolutionData {
  explicit ConvolutionData(const ConvolutionProblem& p)
      : x(size(p.in.size() * p.batch)),
        w(size(p.weights())),
        y(size(p.rows() * p.filters)),
        dy(y.size()),
        dx(x.size()),
        dw(w.size()) {
    const auto fill = [](AlignedBuffer<T>& values, const char* name) {
      RandomStream stream(1, Purpose::synthesize, name);
      for (T& value : values) value = static_cast<T>(static_cast<float>(stream.uniform(-1, 1)));
    };
    fill(x, "x");
    fill(w, "w");
    fill(dy, "dy");
  }
  static std::size_t size(std::int64_t count) { return static_cast<std::size_t>(count); }

  template <class Algorithm>
  void run(Algorithm algorithm, const ConvolutionCall& call, ConvolutionPass pass) {
    if (pass == ConvolutionPass::forward)
      algorithm.forward(call, x.data(), w.data(), static_cast<const T*>(nullptr), y.data());
    if (pass == ConvolutionPass::backward_input) algorithm.backward_input(call, dy.data(), w.data(), dx.data());
    if (pass == ConvolutionPass::backward_weight) algorithm.backward_weight(call, x.data(), dy.data(), dw.data());
  }
  const AlignedBuffer<T>& result(ConvolutionPass pass) const {
    return pass == ConvolutionPass::forward ? y : pass == ConvolutionPass::backward_input ? dx : dw;
  }

  AlignedBuffer<T> x, w, y, dy, dx, dw;
};

/// Differences to the reference in double: the largest over the largest true value, and their mean over the mean true
/// value, both without signs.
struct ConvolutionError {
  double largest = 0;
  double mean = 0;
};

/// `result(problem)` computes the pass with the algorithm in question for the problem's batch of two images at most.
inline ConvolutionError error_of(ConvolutionProblem p, ConvolutionPass pass, ThreadPool& pool, const auto& result) {
  p.batch = std::min(p.batch, 2);
  ConvolutionData<double> truth(p);
  const ConvolutionSettings settings;
  AlignedBuffer<std::byte> scratch(ReferenceConvolution::scratch_bytes<double>(p, settings, pool.threads()));
  truth.run(ReferenceConvolution{}, ConvolutionCall{p, &settings, &pool, scratch.data()}, pass);
  const AlignedBuffer<float> found = result(p);
  ConvolutionError worst;
  double largest = 0;
  double sum = 0;
  for (std::size_t i = 0; i < found.size(); ++i) {
    const double value = truth.result(pass)[i];
    const double difference = std::abs(value - static_cast<double>(found[i]));
    worst.largest = std::max(worst.largest, difference);
    worst.mean += difference;
    largest = std::max(largest, std::abs(value));
    sum += std::abs(value);
  }
  return {worst.largest / largest, worst.mean / sum};
}

}  // namespace bicameral::benchmarks
