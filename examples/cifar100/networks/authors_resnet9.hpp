#pragma once
// ResNet-9 with the oddities of the study's own program: batch norm that moves 90 % of the way in every step, halves
// that are called frozen while their statistics move on.

#include "bicameral/hemispheres/frozen_weights.hpp"
#include "bicameral/hemispheres/resnet9.hpp"
#include "examples/cifar100/networks/list.hpp"

namespace cifar100::authors_resnet9 {

template <int W>
using Half = bicameral::ResNet9<W, bicameral::Image<3, 32, 32>, 90>;
template <int W, class H>
using MovingNetwork = bicameral::Bicameral<bicameral::FrozenWeights<H>, bicameral::FrozenWeights<H>, BothHeads<W>>;

template <int W>
using Networks = NetworkList<Named<"resnet9m90-fine", FineNetwork<W, Half<W>>>,      //
                             Named<"resnet9m90-coarse", CoarseNetwork<W, Half<W>>>,  //
                             Named<"resnet9m90", SingleNetwork<W, Half<W>>>,         //
                             Named<"resnet9m90+resnet9m90", JoinedNetwork<W, Half<W>, Half<W>>>,
                             Named<"frozen-resnet9m90+resnet9m90", FrozenNetwork<W, Half<W>, Half<W>>>,
                             Named<"moving-resnet9m90+resnet9m90", MovingNetwork<W, Half<W>>>,
                             Named<"moving-resnet9+resnet9", MovingNetwork<W, bicameral::ResNet9<W>>>>;

}  // namespace cifar100::authors_resnet9
