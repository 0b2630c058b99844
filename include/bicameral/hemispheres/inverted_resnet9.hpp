#pragma once
// ResNet-9 with its widths turned round: the early layers are the wide ones.

#include "bicameral/blocks/residual.hpp"
#include "bicameral/blocks/sequential.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/layers/global_avg_pool.hpp"
#include "bicameral/layers/max_pool.hpp"
#include "bicameral/layers/relu.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// The study's inverted ResNet-9: channels 8W, 4W, 4W, 2W, W, W where ResNet9 has W, 2W, 2W, 4W, 8W, 8W, all else the
/// same (at width 64: 2,818,688 parameters, 64 features, 1,605 M multiply-adds per image, 4.2 times ResNet9's).
template <int Width, class Input = Image<3, 32, 32>, int MomentumPercent = 10>
struct InvertedResNet9 : Sequential<Input,                                                                    //
                                    Conv2d<8 * Width>, BatchNormMomentum<MomentumPercent>, ReLU,              //
                                    Conv2d<4 * Width>, BatchNormMomentum<MomentumPercent>, ReLU, MaxPool<2>,  //
                                    Residual<Conv2d<4 * Width>, BatchNormMomentum<MomentumPercent>, ReLU,     //
                                             Conv2d<4 * Width>, BatchNormMomentum<MomentumPercent>, ReLU>,    //
                                    Conv2d<2 * Width>, BatchNormMomentum<MomentumPercent>, ReLU, MaxPool<2>,  //
                                    Conv2d<Width>, BatchNormMomentum<MomentumPercent>, ReLU, MaxPool<2>,      //
                                    Residual<Conv2d<Width>, BatchNormMomentum<MomentumPercent>, ReLU,         //
                                             Conv2d<Width>, BatchNormMomentum<MomentumPercent>, ReLU>,        //
                                    GlobalAvgPool> {};

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
