#pragma once
// ResNet-9 in which only the largest values of every feature map stay.

#include "bicameral/blocks/residual.hpp"
#include "bicameral/blocks/sequential.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/layers/flatten.hpp"
#include "bicameral/layers/k_winners.hpp"
#include "bicameral/layers/max_pool.hpp"
#include "bicameral/layers/relu.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

namespace detail {

/// The 3x3 convolution of networks whose convolutions have biases.
template <int Filters>
using BiasedConv = Conv2d<Filters, 3, 1, 1, Bias::yes>;

}  // namespace detail

/// The study's sparse ResNet-9 with Width base channels (at width 64: 6,570,240 parameters, 512 features): behind each
/// convolution, which has a bias, only winners stay: 90 % of every feature map and of these 90 %. Rule says among which
/// values the second choice is made; Ranking::batch is the authors' rule, with which predictions depend on the rest of
/// their batch. The input of a residual block is added after the last ReLU; a 4x4 max pooling ends it. All rules have
/// the same parameters, so that one may train and another infer.
template <int Width, Ranking Rule = Ranking::image, class Input = Image<3, 32, 32>, int MomentumPercent = 10,
          int KeepPercent = 90, int SecondPercent = 90>
struct SparseResNet9 : Sequential<Input,  //
                                  detail::BiasedConv<Width>, KWinners<KeepPercent, SecondPercent, Rule>,
                                  BatchNormMomentum<MomentumPercent>, ReLU,  //
                                  detail::BiasedConv<2 * Width>, KWinners<KeepPercent, SecondPercent, Rule>,
                                  BatchNormMomentum<MomentumPercent>, ReLU, MaxPool<2>,  //
                                  Residual<detail::BiasedConv<2 * Width>, KWinners<KeepPercent, SecondPercent, Rule>,
                                           BatchNormMomentum<MomentumPercent>, ReLU,  //
                                           detail::BiasedConv<2 * Width>, KWinners<KeepPercent, SecondPercent, Rule>,
                                           BatchNormMomentum<MomentumPercent>, ReLU>,  //
                                  detail::BiasedConv<4 * Width>, KWinners<KeepPercent, SecondPercent, Rule>,
                                  BatchNormMomentum<MomentumPercent>, ReLU, MaxPool<2>,  //
                                  detail::BiasedConv<8 * Width>, KWinners<KeepPercent, SecondPercent, Rule>,
                                  BatchNormMomentum<MomentumPercent>, ReLU, MaxPool<2>,  //
                                  Residual<detail::BiasedConv<8 * Width>, KWinners<KeepPercent, SecondPercent, Rule>,
                                           BatchNormMomentum<MomentumPercent>, ReLU,  //
                                           detail::BiasedConv<8 * Width>, KWinners<KeepPercent, SecondPercent, Rule>,
                                           BatchNormMomentum<MomentumPercent>, ReLU>,  //
                                  MaxPool<4>, Flatten> {};

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
