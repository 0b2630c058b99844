#pragma once
// Two hemispheres that are wired differently: one locally, step by step, the other widely, with shortcuts.

#include "bicameral/blocks/residual.hpp"
#include "bicameral/blocks/sequential.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/layers/global_avg_pool.hpp"
#include "bicameral/layers/max_pool.hpp"
#include "bicameral/layers/relu.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// Only short paths: the eight 3x3 convolutions of ResNet9 one after the other, without a shortcut (at width 64:
/// 6,568,000 parameters, 512 features, 379 M multiply-adds per image, all as ResNet9).
template <int Width, class Input = Image<3, 32, 32>, int MomentumPercent = 10>
struct LocalNet9 : Sequential<Input,                                                                    //
                              Conv2d<Width>, BatchNormMomentum<MomentumPercent>, ReLU,                  //
                              Conv2d<2 * Width>, BatchNormMomentum<MomentumPercent>, ReLU, MaxPool<2>,  //
                              Conv2d<2 * Width>, BatchNormMomentum<MomentumPercent>, ReLU,              //
                              Conv2d<2 * Width>, BatchNormMomentum<MomentumPercent>, ReLU,              //
                              Conv2d<4 * Width>, BatchNormMomentum<MomentumPercent>, ReLU, MaxPool<2>,  //
                              Conv2d<8 * Width>, BatchNormMomentum<MomentumPercent>, ReLU, MaxPool<2>,  //
                              Conv2d<8 * Width>, BatchNormMomentum<MomentumPercent>, ReLU,              //
                              Conv2d<8 * Width>, BatchNormMomentum<MomentumPercent>, ReLU,              //
                              GlobalAvgPool> {};

/// A pair of convolutions with the identity around them: 5x5 windows, ReLU after the sum.
template <int Filters, int MomentumPercent = 10>
using WidePair = ResidualBlock<Chain<Conv2d<Filters, 5>, BatchNormMomentum<MomentumPercent>, ReLU,  //
                                     Conv2d<Filters, 5>, BatchNormMomentum<MomentumPercent>>,
                               Identity, AfterSum::relu>;

/// The same with half the height and width: a 5x5 window with stride 2 to Inner channels, a Kernel x Kernel one to
/// Filters channels, and a projected shortcut.
template <int Inner, int Filters, int Kernel = 5, int MomentumPercent = 10>
using HalvingWidePair = ResidualBlock<Chain<Conv2d<Inner, 5, 2>, BatchNormMomentum<MomentumPercent>, ReLU,  //
                                            Conv2d<Filters, Kernel>, BatchNormMomentum<MomentumPercent>>,
                                      Projection<Filters, 2, MomentumPercent>, AfterSum::relu>;

/// Wide and skipping paths: 5x5 windows, strides instead of pooling, a shortcut around every pair of convolutions. The
/// last one alone is 3x3 wide, so that there are about as many parameters as in LocalNet9 (at width 64: 6,481,984, 512
/// features, 198 M multiply-adds per image). Ends at 2x2 for 32x32 pictures.
template <int Width, class Input = Image<3, 32, 32>, int MomentumPercent = 10>
struct SkippingNet9 : Sequential<Input,                                                          //
                                 Conv2d<Width, 5, 2>, BatchNormMomentum<MomentumPercent>, ReLU,  //
                                 WidePair<Width, MomentumPercent>,                               //
                                 WidePair<Width, MomentumPercent>,                               //
                                 HalvingWidePair<2 * Width, 2 * Width, 5, MomentumPercent>,      //
                                 HalvingWidePair<4 * Width, 4 * Width, 5, MomentumPercent>,      //
                                 HalvingWidePair<4 * Width, 8 * Width, 3, MomentumPercent>,      //
                                 GlobalAvgPool> {};

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
