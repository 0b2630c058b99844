#pragma once
// Layers with the mistakes that people make: a check that lets one of them pass is no check.

#include <vector>

#include "bicameral/layers/batch_norm.hpp"
#include "bicameral/layers/conv2d.hpp"
#include "bicameral/layers/relu.hpp"

namespace bicameral::test {

/// Lets every gradient through.
struct OpenReLU : ReLU {
  template <Mode M, class T>
  static void backward(const Site<T>& site, const T* dy, T* dx) {
    if (dx != nullptr) std::copy_n(dy, site.in_values(), dx);
  }
};

/// Off by a tenth of a percent.
struct InexactReLU : ReLU {
  template <Mode M, class T>
  static void backward(const Site<T>& site, const T* dy, T* dx) {
    ReLU::backward<M>(site, dy, dx);
    for (std::int64_t i = 0; dx != nullptr && i < site.in_values(); ++i) dx[i] *= T(1.001);
  }
};

/// No gradient at all.
struct SilentReLU : ReLU {
  template <Mode M, class T>
  static void backward(const Site<T>& site, const T*, T* dx) {
    if (dx != nullptr) std::fill_n(dx, site.in_values(), T(0));
  }
};

/// Forgets to turn the kernel round for the input's gradient.
struct UnflippedConv : Conv2d<4> {
  template <Mode M, class T>
  static void backward(const Site<T>& site, const T* dy, T* dx) {
    std::vector<T> turned(static_cast<std::size_t>(site.parameters[0].dims.count()));
    const std::int64_t tap = std::int64_t{site.in.channels} * 4;
    for (std::int64_t i = 0; i < 9; ++i) std::copy_n(site.value(0) + (8 - i) * tap, tap, turned.data() + i * tap);
    const ConvolutionProblem problem{site.batch, site.in, 4, 3, 1, 1};
    const ConvolutionCall call{problem, &site.settings->convolution, site.pool, site.scratch};
    if constexpr (M == Mode::training) convolution_backward_weight(call, site.x, dy, site.gradient(0));
    if (dx != nullptr) convolution_backward_input(call, dy, turned.data(), dx);
  }
};

/// Takes the batch's mean and variance for constants.
struct ConstantMomentsBatchNorm : BatchNorm {
  template <Mode M, class T>
  static void backward(const Site<T>& site, const T* dy, T* dx) {
    BatchNorm::backward<M>(site, dy, static_cast<T*>(nullptr));
    const T* inverse =
        reinterpret_cast<const T*>(site.saved + aligned_bytes(static_cast<std::size_t>(site.in.channels) * sizeof(T)));
    for (std::int64_t i = 0; dx != nullptr && i < site.in_values(); ++i)
      dx[i] = dy[i] * site.value(0)[i % site.in.channels] * inverse[i % site.in.channels];
  }
};

/// Never writes the gradient of its weight.
struct ForgetfulBatchNorm : BatchNorm {
  template <Mode M, class T>
  static void backward(const Site<T>& site, const T* dy, T* dx) {
    if constexpr (M == Mode::training) {
      std::vector<T> kept(site.gradient(0), site.gradient(0) + site.in.channels);
      BatchNorm::backward<M>(site, dy, dx);
      std::copy(kept.begin(), kept.end(), site.gradient(0));
    } else {
      BatchNorm::backward<M>(site, dy, dx);
    }
  }
};

}  // namespace bicameral::test
