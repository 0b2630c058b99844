#pragma once
// The hemisphere of the study alone and in pairs.

#include "bicameral/hemispheres/resnet9.hpp"
#include "examples/cifar100/networks/list.hpp"

namespace cifar100::resnet9 {

template <int W>
using Half = bicameral::ResNet9<W>;

template <int W>
using Networks = NetworkList<Named<"resnet9-fine", FineNetwork<W, Half<W>>>,      //
                             Named<"resnet9-coarse", CoarseNetwork<W, Half<W>>>,  //
                             Named<"resnet9", SingleNetwork<W, Half<W>>>,         //
                             Named<"resnet9+resnet9", JoinedNetwork<W, Half<W>, Half<W>>>,
                             Named<"frozen-resnet9+resnet9", FrozenNetwork<W, Half<W>, Half<W>>>>;

}  // namespace cifar100::resnet9
