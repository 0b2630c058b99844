#pragma once
// The larger single networks that the study compares with.

#include "bicameral/hemispheres/resnet.hpp"
#include "examples/cifar100/networks/list.hpp"

namespace cifar100::resnets {

template <int W>
using Networks = NetworkList<Named<"resnet18", SingleNetwork<W, bicameral::ResNet18<W>>>,
                             Named<"resnet34", SingleNetwork<W, bicameral::ResNet34<W>>>>;

}  // namespace cifar100::resnets
