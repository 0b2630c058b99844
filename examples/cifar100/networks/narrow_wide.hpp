#pragma once
// A pair of a ResNet-9 with half the channels and a whole one.

#include "bicameral/hemispheres/resnet9.hpp"

#include "examples/cifar100/networks/list.hpp"

namespace cifar100::narrow_wide {

template <int W>
using Narrow = bicameral::ResNet9<W / 2>;
template <int W>
using Wide = bicameral::ResNet9<W>;

template <int W>
using Networks = NetworkList<Named<"narrow-fine", FineNetwork<W, Narrow<W>>>,      //
                             Named<"narrow-coarse", CoarseNetwork<W, Narrow<W>>>,  //
                             Named<"frozen-narrow+resnet9", FrozenNetwork<W, Narrow<W>, Wide<W>>>,
                             Named<"frozen-resnet9+narrow", FrozenNetwork<W, Wide<W>, Narrow<W>>>>;

}  // namespace cifar100::narrow_wide
