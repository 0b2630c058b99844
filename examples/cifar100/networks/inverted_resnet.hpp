#pragma once
// A pair of an Inverted ResNet-9, whose early layers are the wide ones, and the usual one.

#include "bicameral/hemispheres/inverted_resnet9.hpp"
#include "bicameral/hemispheres/resnet9.hpp"
#include "examples/cifar100/networks/list.hpp"

namespace cifar100::inverted_resnet {

template <int W>
using Inverted = bicameral::InvertedResNet9<W>;
template <int W>
using Usual = bicameral::ResNet9<W>;

template <int W>
using Networks = NetworkList<Named<"inverted-fine", FineNetwork<W, Inverted<W>>>,      //
                             Named<"inverted-coarse", CoarseNetwork<W, Inverted<W>>>,  //
                             Named<"frozen-inverted+resnet9", FrozenNetwork<W, Inverted<W>, Usual<W>>>,
                             Named<"frozen-resnet9+inverted", FrozenNetwork<W, Usual<W>, Inverted<W>>>>;

}  // namespace cifar100::inverted_resnet
