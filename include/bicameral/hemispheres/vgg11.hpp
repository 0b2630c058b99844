#pragma once
// VGG-11, as published and as fits small pictures.

#include "bicameral/blocks/sequential.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/layers/adaptive_avg_pool.hpp"
#include "bicameral/layers/batch_norm.hpp"
#include "bicameral/layers/conv2d.hpp"
#include "bicameral/layers/dense.hpp"
#include "bicameral/layers/dropout.hpp"
#include "bicameral/layers/flatten.hpp"
#include "bicameral/layers/global_avg_pool.hpp"
#include "bicameral/layers/max_pool.hpp"
#include "bicameral/layers/relu.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// VGG-11 without its last layer: eight 3x3 convolutions with bias and ReLU, max pooling after the first, second,
/// fourth, sixth and eighth, means of 7x7 parts, two hidden layers of Hidden values with ReLU and dropout (at width 64:
/// 128,766,336 parameters, 4,096 features). A 32x32 picture has one pixel left before the 7x7 parts, which repeat it.
/// Layers, order and shapes are those of torchvision's vgg11. Source: Simonyan, Zisserman, "Very deep convolutional
/// networks for large-scale image recognition", ICLR 2015, configuration A.
template <int Width, class Input = Image<3, 32, 32>, int Hidden = 64 * Width, int DropoutPercent = 50>
struct VGG11 : Sequential<Input,                                                    //
                          Conv2d<Width, 3, 1, 1, Bias::yes>, ReLU, MaxPool<2>,      //
                          Conv2d<2 * Width, 3, 1, 1, Bias::yes>, ReLU, MaxPool<2>,  //
                          Conv2d<4 * Width, 3, 1, 1, Bias::yes>, ReLU,              //
                          Conv2d<4 * Width, 3, 1, 1, Bias::yes>, ReLU, MaxPool<2>,  //
                          Conv2d<8 * Width, 3, 1, 1, Bias::yes>, ReLU,              //
                          Conv2d<8 * Width, 3, 1, 1, Bias::yes>, ReLU, MaxPool<2>,  //
                          Conv2d<8 * Width, 3, 1, 1, Bias::yes>, ReLU,              //
                          Conv2d<8 * Width, 3, 1, 1, Bias::yes>, ReLU, MaxPool<2>,  //
                          AdaptiveAvgPool<7>, Flatten,                              //
                          Dense<Hidden>, ReLU, Dropout<DropoutPercent>,             //
                          Dense<Hidden>, ReLU, Dropout<DropoutPercent>> {};

/// The same convolutions, without bias, each followed by batch norm and ReLU; no hidden layers, but the mean of the
/// picture (at width 64: 9,223,232 parameters, 512 features).
template <int Width, class Input = Image<3, 32, 32>, int MomentumPercent = 10>
struct SmallVGG11 : Sequential<Input,                                                                    //
                               Conv2d<Width>, BatchNormMomentum<MomentumPercent>, ReLU, MaxPool<2>,      //
                               Conv2d<2 * Width>, BatchNormMomentum<MomentumPercent>, ReLU, MaxPool<2>,  //
                               Conv2d<4 * Width>, BatchNormMomentum<MomentumPercent>, ReLU,              //
                               Conv2d<4 * Width>, BatchNormMomentum<MomentumPercent>, ReLU, MaxPool<2>,  //
                               Conv2d<8 * Width>, BatchNormMomentum<MomentumPercent>, ReLU,              //
                               Conv2d<8 * Width>, BatchNormMomentum<MomentumPercent>, ReLU, MaxPool<2>,  //
                               Conv2d<8 * Width>, BatchNormMomentum<MomentumPercent>, ReLU,              //
                               Conv2d<8 * Width>, BatchNormMomentum<MomentumPercent>, ReLU, MaxPool<2>,  //
                               GlobalAvgPool> {};

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
