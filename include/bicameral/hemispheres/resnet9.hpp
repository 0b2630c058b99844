#pragma once
// The hemisphere of the study: a ResNet with eight 3x3 convolutions.

#include "bicameral/blocks/residual.hpp"
#include "bicameral/blocks/sequential.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/layers/global_avg_pool.hpp"
#include "bicameral/layers/max_pool.hpp"
#include "bicameral/layers/relu.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// ResNet-9 with Width base channels (the study's is 64: 6,568,000 parameters, 512 features).
/// The authors' residual block adds its input after the last ReLU; momentum 90 % is their batch norm, 10 % PyTorch's.
template <int Width, class Input = Image<3, 32, 32>, int MomentumPercent = 10>
struct ResNet9 : Sequential<Input,                                                                    //
                            Conv2d<Width>, BatchNormMomentum<MomentumPercent>, ReLU,                  //
                            Conv2d<2 * Width>, BatchNormMomentum<MomentumPercent>, ReLU, MaxPool<2>,  //
                            Residual<Conv2d<2 * Width>, BatchNormMomentum<MomentumPercent>, ReLU,     //
                                     Conv2d<2 * Width>, BatchNormMomentum<MomentumPercent>, ReLU>,    //
                            Conv2d<4 * Width>, BatchNormMomentum<MomentumPercent>, ReLU, MaxPool<2>,  //
                            Conv2d<8 * Width>, BatchNormMomentum<MomentumPercent>, ReLU, MaxPool<2>,  //
                            Residual<Conv2d<8 * Width>, BatchNormMomentum<MomentumPercent>, ReLU,     //
                                     Conv2d<8 * Width>, BatchNormMomentum<MomentumPercent>, ReLU>,    //
                            GlobalAvgPool> {};

/// The same with the standard residual block: ReLU after the sum instead of before it.
template <int Width, class Input = Image<3, 32, 32>, int MomentumPercent = 10>
struct StandardResNet9 : Sequential<Input,                                                                            //
                                    Conv2d<Width>, BatchNormMomentum<MomentumPercent>, ReLU,                          //
                                    Conv2d<2 * Width>, BatchNormMomentum<MomentumPercent>, ReLU, MaxPool<2>,          //
                                    ResidualBlock<Chain<Conv2d<2 * Width>, BatchNormMomentum<MomentumPercent>, ReLU,  //
                                                        Conv2d<2 * Width>, BatchNormMomentum<MomentumPercent>>,
                                                  Identity, AfterSum::relu>,                                          //
                                    Conv2d<4 * Width>, BatchNormMomentum<MomentumPercent>, ReLU, MaxPool<2>,          //
                                    Conv2d<8 * Width>, BatchNormMomentum<MomentumPercent>, ReLU, MaxPool<2>,          //
                                    ResidualBlock<Chain<Conv2d<8 * Width>, BatchNormMomentum<MomentumPercent>, ReLU,  //
                                                        Conv2d<8 * Width>, BatchNormMomentum<MomentumPercent>>,
                                                  Identity, AfterSum::relu>,  //
                                    GlobalAvgPool> {};

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
