#pragma once
// The residual networks of He et al. for small pictures.

#include "bicameral/blocks/residual.hpp"
#include "bicameral/blocks/sequential.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/layers/global_avg_pool.hpp"
#include "bicameral/layers/relu.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// The basic block: two 3x3 convolutions, ReLU after the sum.
/// Source: He et al., "Deep residual learning for image recognition", CVPR 2016, figure 2.
template <int Filters, int MomentumPercent = 10>
using BasicBlock = ResidualBlock<Chain<Conv2d<Filters>, BatchNormMomentum<MomentumPercent>, ReLU,  //
                                       Conv2d<Filters>, BatchNormMomentum<MomentumPercent>>,
                                 Identity, AfterSum::relu>;

/// The basic block that begins a stage: half the height and width, a projected shortcut.
template <int Filters, int MomentumPercent = 10>
using HalvingBlock = ResidualBlock<Chain<Conv2d<Filters, 3, 2>, BatchNormMomentum<MomentumPercent>, ReLU,  //
                                         Conv2d<Filters>, BatchNormMomentum<MomentumPercent>>,
                                   Projection<Filters, 2, MomentumPercent>, AfterSum::relu>;

/// ResNet-18 with Width base channels: a 3x3 convolution with stride 1 and no pooling instead of the 7x7 one for large
/// pictures, then stages of 2, 2, 2, 2 basic blocks with W, 2W, 4W, 8W channels (at width 64: 11,168,832 parameters,
/// 512 features). Source: He et al., CVPR 2016, table 1.
template <int Width, class Input = Image<3, 32, 32>, int MomentumPercent = 10>
struct ResNet18 : Sequential<Input,                                                                             //
                             Conv2d<Width>, BatchNormMomentum<MomentumPercent>, ReLU,                           //
                             BasicBlock<Width, MomentumPercent>, BasicBlock<Width, MomentumPercent>,            //
                             HalvingBlock<2 * Width, MomentumPercent>, BasicBlock<2 * Width, MomentumPercent>,  //
                             HalvingBlock<4 * Width, MomentumPercent>, BasicBlock<4 * Width, MomentumPercent>,  //
                             HalvingBlock<8 * Width, MomentumPercent>, BasicBlock<8 * Width, MomentumPercent>,  //
                             GlobalAvgPool> {};

/// ResNet-34, the same with stages of 3, 4, 6, 3 basic blocks (at width 64: 21,276,992 parameters, 512 features).
template <int Width, class Input = Image<3, 32, 32>, int MomentumPercent = 10>
struct ResNet34 : Sequential<Input,                                                                             //
                             Conv2d<Width>, BatchNormMomentum<MomentumPercent>, ReLU,                           //
                             BasicBlock<Width, MomentumPercent>, BasicBlock<Width, MomentumPercent>,            //
                             BasicBlock<Width, MomentumPercent>,                                                //
                             HalvingBlock<2 * Width, MomentumPercent>, BasicBlock<2 * Width, MomentumPercent>,  //
                             BasicBlock<2 * Width, MomentumPercent>, BasicBlock<2 * Width, MomentumPercent>,    //
                             HalvingBlock<4 * Width, MomentumPercent>, BasicBlock<4 * Width, MomentumPercent>,  //
                             BasicBlock<4 * Width, MomentumPercent>, BasicBlock<4 * Width, MomentumPercent>,    //
                             BasicBlock<4 * Width, MomentumPercent>, BasicBlock<4 * Width, MomentumPercent>,    //
                             HalvingBlock<8 * Width, MomentumPercent>, BasicBlock<8 * Width, MomentumPercent>,  //
                             BasicBlock<8 * Width, MomentumPercent>,                                            //
                             GlobalAvgPool> {};

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
