// Every layer against PyTorch: outputs, gradients and running statistics, in double and in float.

#include "bicameral/layers/adaptive_avg_pool.hpp"
#include "bicameral/layers/avg_pool.hpp"
#include "bicameral/layers/batch_norm.hpp"
#include "bicameral/layers/conv2d.hpp"
#include "bicameral/layers/dense.hpp"
#include "bicameral/layers/flatten.hpp"
#include "bicameral/layers/global_avg_pool.hpp"
#include "bicameral/layers/k_winners.hpp"
#include "bicameral/layers/max_pool.hpp"
#include "bicameral/layers/relu.hpp"
#include "tests/catch.hpp"
#include "tests/golden/golden_file.hpp"
#include "tests/golden/layer_case.hpp"
#include "tests/golden/layer_run.hpp"

using namespace bicameral;
using golden::CaseSettings;
using golden::GoldenFile;

namespace {

/// The cases of layers.py.
template <class T>
void check_layers(const CaseSettings& all) {
  using golden::check_layer;
  check_layer<Conv2d<4>, T>(all, "conv_3x3", 2, {3, 5, 7});
  check_layer<Conv2d<3>, T>(all, "conv_3x3_one_pixel", 5, {2, 1, 1});
  check_layer<Conv2d<2>, T>(all, "conv_3x3_large", 1, {1, 33, 31});
  check_layer<Conv2d<16>, T>(all, "conv_3x3_wide", 2, {17, 6, 5});
  check_layer<Conv2d<6, 3, 2>, T>(all, "conv_3x3_stride", 3, {5, 5, 7});
  check_layer<Conv2d<3, 3, 2>, T>(all, "conv_3x3_stride_large", 1, {2, 33, 31});
  check_layer<Conv2d<9, 1, 2>, T>(all, "conv_1x1_stride", 4, {7, 5, 7});
  check_layer<Conv2d<5, 5, 1, 2, Bias::yes>, T>(all, "conv_5x5_bias", 2, {4, 8, 6});
  check_layer<Conv2d<2, 5, 1, 2, Bias::yes>, T>(all, "conv_5x5_narrow", 3, {3, 2, 9});
  check_layer<Conv2d<5, 3, 1, 0>, T>(all, "conv_3x3_valid", 2, {3, 6, 4});
  check_layer<Conv2d<3, 3, 3, 2, Bias::yes>, T>(all, "conv_3x3_stride3", 2, {2, 8, 10});
  check_layer<BatchNorm, T>(all, "bn", 3, {5, 4, 3});
  check_layer<BatchNormMomentum<90>, T>(all, "bn_momentum_90", 3, {5, 4, 3});
  check_layer<BatchNorm, T>(all, "bn_one_image", 1, {3, 5, 7});
  check_layer<BatchNorm, T>(all, "bn_one_pixel", 5, {4, 1, 1});
  check_layer<ReLU, T>(all, "relu", 2, {3, 5, 7});
  check_layer<MaxPool<2>, T>(all, "maxpool_2", 3, {4, 5, 7});
  check_layer<MaxPool<3, 2>, T>(all, "maxpool_3_stride_2", 2, {3, 9, 8});
  check_layer<MaxPool<4>, T>(all, "maxpool_4", 1, {2, 9, 12});
  check_layer<AvgPool<2>, T>(all, "avgpool_2", 3, {4, 5, 7});
  check_layer<AvgPool<3, 2>, T>(all, "avgpool_3_stride_2", 2, {3, 9, 8});
  check_layer<GlobalAvgPool, T>(all, "gap", 3, {6, 5, 7});
  check_layer<Dense<7>, T>(all, "dense", 5, {13, 1, 1});
  check_layer<Flatten, T>(all, "flatten", 3, {4, 5, 3});
  check_layer<KWinners<90, 90>, T>(all, "kwinners_image", 3, {11, 5, 7});
  check_layer<KWinners<90, 90, Ranking::batch>, T>(all, "kwinners_batch", 3, {11, 5, 7});
  check_layer<KWinners<30, 60, Ranking::batch>, T>(all, "kwinners_few", 4, {3, 4, 4});
  check_layer<AdaptiveAvgPool<7>, T>(all, "adaptiveavgpool_one_pixel", 2, {6, 1, 1});
  check_layer<AdaptiveAvgPool<3>, T>(all, "adaptiveavgpool_3", 2, {5, 7, 8});
  check_layer<AdaptiveAvgPool<4>, T>(all, "adaptiveavgpool_4", 2, {3, 3, 10});
}

template <class T>
void check_with(const char* algorithm, double tolerance) {
  GoldenFile file("layers");
  ThreadPool pool(2);
  CaseSettings settings{.file = file, .pool = pool, .tolerance = tolerance};
  settings.compute.convolution.algorithm = algorithm;
  check_layers<T>(settings);
  CHECK(file.not_compared() == "");
}

}  // namespace

TEST_CASE("Every layer in double agrees with PyTorch forward, backward and in its statistics") {
  check_with<double>("reference", 1e-12);
  for (const char* algorithm : {"im2col", "im2col_blocked", "direct", "automatic"})
    check_with<double>(algorithm, 1e-12);
}

TEST_CASE("Every layer in float agrees with PyTorch in double on given inputs and upstream gradients") {
  check_with<float>("reference", 1e-5);
  for (const char* algorithm : {"im2col", "im2col_blocked", "direct"}) check_with<float>(algorithm, 1e-5);
  check_with<float>("automatic", WinogradConvolution<4>::largest_float_error);
}
