#pragma once
// A pair of a ResNet-9 and a VGG-11 for small pictures.

#include "bicameral/hemispheres/resnet9.hpp"
#include "bicameral/hemispheres/vgg11.hpp"
#include "examples/cifar100/networks/list.hpp"

namespace cifar100::resnet_vgg {

template <int W>
using Resnet = bicameral::ResNet9<W>;
template <int W>
using Vgg = bicameral::SmallVGG11<W>;

template <int W>
using Networks = NetworkList<Named<"vgg11-fine", FineNetwork<W, Vgg<W>>>,      //
                             Named<"vgg11-coarse", CoarseNetwork<W, Vgg<W>>>,  //
                             Named<"frozen-resnet9+vgg11", FrozenNetwork<W, Resnet<W>, Vgg<W>>>,
                             Named<"frozen-vgg11+resnet9", FrozenNetwork<W, Vgg<W>, Resnet<W>>>>;

}  // namespace cifar100::resnet_vgg
